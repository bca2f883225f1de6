using System.Text;

namespace Reconciler.Git;

/// <summary>One run of git: its arguments, where, with which settings, and what it is told on its input.</summary>
internal sealed record GitCall(IReadOnlyList<string> Arguments)
{
    /// <summary>A bare repository or a working copy's .git; null for calls without a repository.</summary>
    public string? Repository { get; init; }

    /// <summary>A folder inside a working copy to run in, where git itself finds the repository.</summary>
    public string? Folder { get; init; }

    /// <summary>A program beside git, as gpg; it gets the same environment and the same end to waiting.</summary>
    public string? Program { get; init; }

    public IEnumerable<(string Key, string Value)> Config { get; init; } = [];

    /// <summary>Which transports git may use, as in "https" or "ssh"; none for calls that stay on this machine.</summary>
    public string Protocols { get; init; } = "none";

    public byte[] Input { get; init; } = [];
    public TimeSpan? Timeout { get; init; }

    /// <summary>Whether the user's own configuration is seen; only for reading it.</summary>
    public bool HasUserConfig { get; init; }

    /// <summary>More of the environment, as a home for gpg.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = System.Collections.Immutable.ImmutableDictionary<string, string>.Empty;

    public IReadOnlyList<string> Secrets { get; init; } = [];
}

/// <summary>What a run of git gave. <see cref="Error"/> has no secrets and no control characters.</summary>
internal sealed record GitResult(int ExitCode, byte[] Output, string Error, bool IsTimedOut = false)
{
    public bool IsDone => ExitCode == 0 && !IsTimedOut;

    public string Text => Encoding.UTF8.GetString(Output);

    public string Line => Text.TrimEnd('\n');
}
