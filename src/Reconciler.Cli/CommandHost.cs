using Reconciler.Cli.Terminals;

namespace Reconciler.Cli;

/// <summary>What a command knows of the process that it runs in. Results go to <see cref="Out"/>, everything else to <see cref="Error"/>.</summary>
internal sealed record CommandHost(TextWriter Out, TextWriter Error)
{
    public bool IsTerminal { get; init; }

    /// <summary>Whether stderr is a terminal that can show what changes in place.</summary>
    public bool IsErrorTerminal { get; init; }

    /// <summary>What signals ask; without a process around nobody signals.</summary>
    public Interrupts Interrupts { get; init; } = new();

    /// <summary>Whether a person can be asked.</summary>
    public bool CanAsk { get; init; }

    /// <summary>The next line that the person types; null at the end.</summary>
    public Func<string?> ReadLine { get; init; } = Console.ReadLine;

    /// <summary>What a command in a container may read; null where nobody has anything to say to it.</summary>
    public Func<Stream>? OpenInput { get; init; }

    /// <summary>Whether a command in a container can have the terminal: keys come from it, and output goes to it.</summary>
    public bool HasTerminal { get; init; }

    public string WorkingDirectory { get; init; } = Directory.GetCurrentDirectory();
    public Func<string, string?> Variable { get; init; } = System.Environment.GetEnvironmentVariable;

    public bool HasColour => IsTerminal && string.IsNullOrEmpty(Variable("NO_COLOR"));

    /// <summary>Whether progress is shown in place; whoever wants no colours, or has a terminal that can't, gets plain lines.</summary>
    public bool ShowsProgress => IsErrorTerminal && string.IsNullOrEmpty(Variable("NO_COLOR")) && Variable("TERM") is not (null or "" or "dumb");

    public static CommandHost OfProcess(TextWriter output, TextWriter error) => new(output, error)
    {
        IsTerminal = !Console.IsOutputRedirected,
        IsErrorTerminal = !Console.IsErrorRedirected,
        CanAsk = !Console.IsInputRedirected && !Console.IsErrorRedirected,
        OpenInput = StandardInput.Opener(),
        HasTerminal = !Console.IsInputRedirected && !Console.IsOutputRedirected,
    };

    /// <summary>Asks on stderr; anything but yes is no.</summary>
    public async Task<bool> ConfirmAsync(string question, CancellationToken cancellation)
    {
        await Error.WriteAsync($"{question} [y/N] ");
        // reading can't be interrupted, waiting for it can
        var answer = await Task.Run(ReadLine, CancellationToken.None).WaitAsync(cancellation);
        // an interrupt may end the reading too, and that is no answer
        cancellation.ThrowIfCancellationRequested();
        return answer?.Trim() is "y" or "Y" or "yes" or "Yes" or "YES";
    }
}
