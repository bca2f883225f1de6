using Reconciler.Diagnostics;

namespace Reconciler.Git;

/// <summary>The two questions that a git server is asked: what names stand for, and for commits. Credentials go along in the environment only.</summary>
internal sealed class GitServer(GitCommand git, GitUrl url)
{
    /// <summary>What names stand for, as `ls-remote` prints it.</summary>
    public async Task<(string? Answer, Diagnostic? Problem)> AskAsync(IReadOnlyList<string> names, CancellationToken cancellation)
    {
        // The first version of the protocol answers in a single http request; the second first says what it can do.
        IEnumerable<(string, string)> config = url.IsHttp ? [("protocol.version", "0")] : [];
        var (result, problem) = await RunAsync(new GitCall(["ls-remote", "--symref", "--", url.Remote, .. names]) { Timeout = git.Settings.PollTimeout, Config = config }, cancellation);
        return problem is not null ? (null, problem) : result!.IsDone ? (result.Text, null) : (null, GitProblem.Of(url, result));
    }

    /// <summary>Fetches into a bare repository what the refspecs say, with nothing beside it.</summary>
    public async Task<(GitResult Result, Diagnostic? Problem)> FetchAsync(string repository, IReadOnlyList<string> options, IReadOnlyList<string> refspecs, CancellationToken cancellation)
    {
        string[] arguments = ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-gc", "--no-recurse-submodules", .. options, "--", url.Remote, .. refspecs];
        var (result, problem) = await RunAsync(new GitCall(arguments) { Repository = repository, Timeout = git.Settings.FetchTimeout }, cancellation);
        return result is null ? (new GitResult(-1, [], ""), problem) : (result, result.IsDone ? null : GitProblem.Of(url, result));
    }

    private async Task<(GitResult? Result, Diagnostic? Problem)> RunAsync(GitCall call, CancellationToken cancellation)
    {
        var (credentials, problem) = git.Settings.Access.For(url);
        if (credentials is null) return (null, problem);
        var users = await git.UserConfigAsync(cancellation);
        var carried = credentials.Header is null ? users : UserGitConfig.WithoutCredentials(users);
        return (await git.RunAsync(call with
        {
            Protocols = url.Scheme,
            Config = [.. carried, .. GitEnvironment.Remote(url, credentials, git.Settings.Access), .. call.Config],
            Secrets = [.. credentials.Secrets, .. UserGitConfig.Secrets(users)],
        }, cancellation), null);
    }
}
