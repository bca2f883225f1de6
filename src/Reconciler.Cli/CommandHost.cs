namespace Reconciler.Cli;

/// <summary>What a command knows of the process that it runs in. Results go to <see cref="Out"/>, everything else to <see cref="Error"/>.</summary>
internal sealed record CommandHost(TextWriter Out, TextWriter Error)
{
    public bool IsTerminal { get; init; }
    public string WorkingDirectory { get; init; } = Directory.GetCurrentDirectory();
    public Func<string, string?> Variable { get; init; } = System.Environment.GetEnvironmentVariable;

    public bool HasColour => IsTerminal && string.IsNullOrEmpty(Variable("NO_COLOR"));

    public static CommandHost OfProcess(TextWriter output, TextWriter error) => new(output, error) { IsTerminal = !Console.IsOutputRedirected };
}
