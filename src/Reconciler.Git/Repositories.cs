using Reconciler.Diagnostics;
using Reconciler.Engine;
using Reconciler.Objects;

namespace Reconciler.Git;

/// <summary>Opens what a user named as SOURCE, with --path, seen from a working directory.</summary>
public static class Repositories
{
    public static bool IsUrl(string source) => GitUrl.IsUrl(source);

    /// <summary>A source as it may be printed: what a URL says of users and passwords is masked.</summary>
    public static string Shown(string source) =>
        !GitUrl.IsUrl(source) ? source : GitUrl.Parse(source).Url?.Shown ?? GitUrl.Masked(source);

    public static async Task<(IRepository? Repository, Diagnostic? Problem)> OpenAsync(GitSettings settings, string source, string? path, string workingDirectory, CancellationToken cancellation)
    {
        var isUrl = GitUrl.IsUrl(source);
        var (url, refused) = isUrl ? GitUrl.Parse(source) : (null, null);
        if (refused is not null) return (null, refused);
        var inside = FolderSource.Shown((path ?? "").Replace('\\', '/').Trim('/'));
        if (inside.Split('/').Contains("..") || Path.IsPathRooted(path)) return (null, MachineCodes.PathLeavesSource.At(Origin.None, $"--path {path} does not lie in {url?.Shown ?? source}", "name a folder inside the source"));
        if (url is null) return (new FolderRepository(settings, source, inside, workingDirectory), null);
        var (git, missing) = await GitCommand.OpenAsync(settings, cancellation);
        return git is null ? (null, missing) : (new RemoteRepository(git, url, inside), null);
    }
}
