using System.Security.Cryptography;
using System.Text;
using Reconciler.Diagnostics;
using Reconciler.Objects;

namespace Reconciler.Git;

/// <summary>
/// A bare repository in the user's cache, one for each URL and purpose. One process at a time changes it; whatever is wrong
/// with it is mended by making it anew, since everything in it can be fetched again.
/// </summary>
internal sealed class GitCache
{
    private const UnixFileMode OwnersOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const int MostPacks = 30;
    private const int MostCommits = 20;

    private static readonly TimeSpan LockPause = TimeSpan.FromMilliseconds(50);

    private readonly GitCommand _git;
    private readonly string? _folder;

    private GitCache(GitCommand git, string? folder, string name)
    {
        (_git, _folder, Repository) = (git, folder, Path.Combine(folder ?? "", name));
        Objects = new GitObjects(git, Repository);
    }

    public string Repository { get; }
    public GitObjects Objects { get; }

    /// <summary>The cache of a URL; user and password make no difference to it, and are not known here.</summary>
    public static GitCache Of(GitCommand git, GitUrl url, string purpose) =>
        new(git, git.Settings.CacheFolder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{url.Scheme} {url.Identity}")))[..32] + purpose);

    /// <summary>Runs what changes the cache, alone, on a repository that is there.</summary>
    public async Task<Diagnostic?> ChangeAsync(string commit, Func<Task<Diagnostic?>> change, CancellationToken cancellation)
    {
        if (_folder is null) return GitCodes.CacheUnusable.At(Origin.None, "there is no folder for fetched commits: neither XDG_CACHE_HOME nor HOME is set", "set one of them");
        try
        {
            Prepare(_folder);
            await using var alone = await LockAsync(cancellation);
            if (alone is null) return GitCodes.GitTimeout.At(Origin.None, "another process has been fetching the same repository all the time", "try again");
            RemoveLeftovers();
            return await InitAsync(commit, cancellation) ?? await change();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return GitCodes.CacheUnusable.At(Origin.None, $"{_folder} can't be used: {problem.Message}", "set XDG_CACHE_HOME to a folder that can be written");
        }
    }

    /// <summary>Throws the repository away and makes an empty one. Only inside of a change.</summary>
    public async Task<Diagnostic?> RenewAsync(string commit, CancellationToken cancellation)
    {
        Delete();
        return await InitAsync(commit, cancellation);
    }

    /// <summary>Keeps the newest commits and one pack of them, every now and then. What goes wrong here shows when it is read next.</summary>
    public async Task TidyAsync(string references, CancellationToken cancellation)
    {
        var packs = Path.Combine(Repository, "objects", "pack");
        if (!Directory.Exists(packs) || Directory.EnumerateFiles(packs, "*.pack").Take(MostPacks + 1).Count() <= MostPacks) return;
        var listed = await Objects.RunAsync(["for-each-ref", "--sort=-creatordate", "--format=delete %(refname)", references], cancellation);
        var old = string.Join('\n', listed.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(MostCommits).Append(""));
        await _git.RunAsync(new GitCall(["update-ref", "--stdin"]) { Repository = Repository, Input = Encoding.UTF8.GetBytes(old) }, cancellation);
        await Objects.RunAsync(["gc", "--quiet", "--prune=now"], cancellation);
    }

    private static void Prepare(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            return;
        }
        Directory.CreateDirectory(folder, OwnersOnly);
        if (File.GetUnixFileMode(folder) != OwnersOnly) File.SetUnixFileMode(folder, OwnersOnly);
    }

    /// <summary>The lock is a file that is never removed, held by being open; so it is free when its process is gone.</summary>
    private async Task<FileStream?> LockAsync(CancellationToken cancellation)
    {
        var start = _git.Settings.Time.GetTimestamp();
        while (_git.Settings.Time.GetElapsedTime(start) < _git.Settings.FetchTimeout)
        {
            try
            {
                return new FileStream($"{Repository}.lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException problem) when (problem is not (DirectoryNotFoundException or FileNotFoundException or PathTooLongException))
            {
                await Task.Delay(LockPause, _git.Settings.Time, cancellation);
            }
        }
        return null;
    }

    /// <summary>Nobody else is at work here, so a lock of git's own was left by a process that was killed, and so was half a pack.</summary>
    private void RemoveLeftovers()
    {
        if (!Directory.Exists(Repository)) return;
        foreach (var file in Directory.EnumerateFiles(Repository, "*", SearchOption.AllDirectories))
            if (file.EndsWith(".lock", StringComparison.Ordinal) || Path.GetFileName(file).StartsWith("tmp_", StringComparison.Ordinal)) File.Delete(file);
    }

    private async Task<Diagnostic?> InitAsync(string commit, CancellationToken cancellation)
    {
        if (File.Exists(Path.Combine(Repository, "HEAD")) && File.Exists(Path.Combine(Repository, "config")) && Directory.Exists(Path.Combine(Repository, "objects"))) return null;
        Delete();
        var made = await _git.RunAsync(new GitCall(["init", "--quiet", "--bare", "--template=", $"--object-format={(commit.Length == 64 ? "sha256" : "sha1")}", "--", Repository]), cancellation);
        return made.IsDone ? null : GitCodes.CacheUnusable.At(Origin.None, $"{Repository} can't be made: {made.Error}", "set XDG_CACHE_HOME to a folder that can be written");
    }

    private void Delete()
    {
        if (Directory.Exists(Repository)) Directory.Delete(Repository, recursive: true);
    }
}
