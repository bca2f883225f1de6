using System.Runtime.Versioning;

namespace Reconciler.Git;

/// <summary>
/// How git is run: where it is found, what servers are shown, where fetched commits are kept, and how long it may take.
/// <see cref="Variable"/> reads the environment of the caller.
/// </summary>
public sealed record GitSettings(Func<string, string?> Variable)
{
    public GitAccess Access { get; init; } = GitAccess.Of(Variable);
    public TimeSpan PollTimeout { get; init; } = TimeSpan.FromSeconds(60);
    public TimeSpan FetchTimeout { get; init; } = TimeSpan.FromMinutes(10);
    public TimeSpan LocalTimeout { get; init; } = TimeSpan.FromMinutes(2);
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The folder of all caches: $XDG_CACHE_HOME/reconciler/git or ~/.cache/reconciler/git; null where neither is known.</summary>
    public string? CacheFolder =>
        Variable("XDG_CACHE_HOME") is { Length: > 0 } cache && Path.IsPathRooted(cache) ? Path.Combine(cache, "reconciler", "git")
        : Variable("HOME") is { Length: > 0 } home ? Path.Combine(home, ".cache", "reconciler", "git")
        : null;

    /// <summary>A program on PATH, or null.</summary>
    internal string? Find(string program)
    {
        foreach (var folder in (Variable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
            if (Path.Combine(folder, program) is var file && File.Exists(file) && IsExecutable(file)) return file;
        return null;
    }

    private static bool IsExecutable(string file) => OperatingSystem.IsWindows() || IsExecutableOnUnix(file);

    [UnsupportedOSPlatform("windows")]
    private static bool IsExecutableOnUnix(string file) =>
        (File.GetUnixFileMode(file) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0;
}
