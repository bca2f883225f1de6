namespace Reconciler.Cli;

/// <summary>How a command ends. Scripts rely on these numbers.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int Interrupted = 130;
}
