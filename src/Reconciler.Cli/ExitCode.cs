namespace Reconciler.Cli;

/// <summary>How a command ends. Scripts rely on these numbers.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;

    /// <summary>A plan has changes.</summary>
    public const int Changes = 2;

    /// <summary>A guard refused something.</summary>
    public const int Refused = 3;

    /// <summary>Every object had moved since the plan, so nothing was applied.</summary>
    public const int Stale = 4;

    /// <summary>Some of it is in place and some is not.</summary>
    public const int Partly = 5;

    public const int Interrupted = 130;
}
