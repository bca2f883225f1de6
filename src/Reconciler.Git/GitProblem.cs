using Reconciler.Diagnostics;
using Reconciler.Objects;

namespace Reconciler.Git;

/// <summary>What git says when something fails → the problem that it is. Its messages are the only thing that tells causes apart.</summary>
internal static class GitProblem
{
    private const int LongestMessage = 600;

    /// <summary>By what git and ssh say in their untranslated form; the first that fits counts.</summary>
    private static readonly (string Part, DiagnosticCode Code)[] Signs =
    [
        ("REMOTE HOST IDENTIFICATION HAS CHANGED", GitCodes.HostKeyChanged),
        ("Host key verification failed", GitCodes.HostKeyUnknown),
        ("Permission denied (", GitCodes.CredentialsRefused),
        ("Too many authentication failures", GitCodes.CredentialsRefused),
        ("Authentication failed", GitCodes.CredentialsRefused),
        ("could not read Username", GitCodes.CredentialsRefused),
        ("could not read Password", GitCodes.CredentialsRefused),
        ("returned error: 401", GitCodes.CredentialsRefused),
        ("returned error: 403", GitCodes.CredentialsRefused),
        ("returned error: 404", GitCodes.RepositoryMissing),
        ("does not appear to be a git repository", GitCodes.RepositoryMissing),
        ("access denied or repository not exported", GitCodes.RepositoryMissing),
        ("Repository not found", GitCodes.RepositoryMissing),
        ("fatal: repository '", GitCodes.RepositoryMissing),
        ("returned error: 301", GitCodes.Redirected),
        ("returned error: 302", GitCodes.Redirected),
        ("returned error: 303", GitCodes.Redirected),
        ("returned error: 307", GitCodes.Redirected),
        ("returned error: 308", GitCodes.Redirected),
        ("unable to update url base from redirection", GitCodes.Redirected),
        ("Could not resolve host", GitCodes.Unreachable),
        ("Could not resolve hostname", GitCodes.Unreachable),
        ("unable to look up ", GitCodes.Unreachable),
        ("Connection refused", GitCodes.Unreachable),
        ("Connection timed out", GitCodes.Unreachable),
        ("Failed to connect", GitCodes.Unreachable),
        ("No route to host", GitCodes.Unreachable),
        ("Network is unreachable", GitCodes.Unreachable),
        ("certificate", GitCodes.Unreachable),
        ("SSL", GitCodes.Unreachable),
        ("kex_exchange_identification", GitCodes.Unreachable),
        ("Empty reply from server", GitCodes.Unreachable),
        ("returned error: 5", GitCodes.Unreachable),
        ("early EOF", GitCodes.FetchIncomplete),
        ("RPC failed", GitCodes.FetchIncomplete),
        ("unexpected disconnect", GitCodes.FetchIncomplete),
        ("hung up unexpectedly", GitCodes.FetchIncomplete),
        ("invalid index-pack output", GitCodes.FetchIncomplete),
        ("did not send all necessary objects", GitCodes.FetchIncomplete),
        ("transfer closed", GitCodes.FetchIncomplete),
        ("Connection reset", GitCodes.FetchIncomplete),
        ("Operation too slow", GitCodes.FetchIncomplete),
        ("bad pack", GitCodes.FetchIncomplete),
        ("protocol error", GitCodes.FetchIncomplete),
        ("Could not read from remote repository", GitCodes.Unreachable),
    ];

    public static Diagnostic Of(GitUrl url, GitResult result)
    {
        if (result.IsTimedOut) return GitCodes.GitTimeout.At(Origin.None, $"{url.Shown}: git took too long, {result.Error}", "check how the server is doing, and try again");
        var code = CodeOf(result.Error);
        return code.At(Origin.None, $"{url.Shown}: {Sentence(code)}: {Shortened(result.Error)}", Fix(code, url));
    }

    /// <summary>The problem of a call that stayed on this machine.</summary>
    public static Diagnostic OfLocal(string what, GitResult result) => result.IsTimedOut
        ? GitCodes.GitTimeout.At(Origin.None, $"{what}: git took too long, {result.Error}", "try again")
        : GitCodes.GitFailed.At(Origin.None, $"{what}: {Shortened(result.Error)}", result.Error.Contains("dubious ownership", StringComparison.Ordinal) ? "the folder belongs to another user; git config --global --add safe.directory FOLDER allows it" : null);

    /// <summary>Whether our own cache may be at fault rather than the server.</summary>
    public static bool MayBeDamage(Diagnostic problem) =>
        problem.Code == GitCodes.GitFailed || problem.Message.Contains("necessary objects", StringComparison.Ordinal);

    private static DiagnosticCode CodeOf(string error) =>
        Signs.FirstOrDefault(sign => error.Contains(sign.Part, StringComparison.Ordinal)).Code ?? GitCodes.GitFailed;

    private static string Sentence(DiagnosticCode code) => char.ToLowerInvariant(code.Title[0]) + code.Title[1..];

    private static string? Fix(DiagnosticCode code, GitUrl url)
    {
        if (code == GitCodes.HostKeyUnknown) return $"ssh-keyscan{(url.Port is { } port ? $" -p {port}" : "")} {url.Host} prints it; compare its fingerprint with what the server's owner says, write it into a file, and name the file in RECONCILE_GIT_KNOWN_HOSTS (or into ~/.ssh/known_hosts)";
        if (code == GitCodes.HostKeyChanged) return "ask the server's owner before you replace the line in the known hosts file";
        if (code == GitCodes.CredentialsRefused) return url.IsHttp ? "set RECONCILE_GIT_TOKEN (and RECONCILE_GIT_USERNAME where the server wants a name), or use a credential helper or .netrc" : "set RECONCILE_GIT_SSH_KEY to a key that the server knows, or start an agent with it";
        if (code == GitCodes.RepositoryMissing) return "check the URL, and whether the credentials may read the repository";
        if (code == GitCodes.Redirected) return url.Path.EndsWith(".git", StringComparison.Ordinal) ? "write the address that the server sends to" : $"write {url.Shown}.git, or the address that the server sends to";
        return code == GitCodes.FetchIncomplete || code == GitCodes.Unreachable ? "try again" : null;
    }

    /// <summary>What git said, in one line: its last words usually say what happened, so a long text loses its middle.</summary>
    private static string Shortened(string error)
    {
        var lines = error.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line.Any(char.IsLetterOrDigit) && !line.StartsWith("Please make sure you have", StringComparison.Ordinal) && line != "and the repository exists.")
            .Select(line => line.StartsWith("fatal: ", StringComparison.Ordinal) || line.StartsWith("error: ", StringComparison.Ordinal) ? line[7..] : line);
        var text = string.Join("; ", lines).TrimEnd('.');
        return text.Length == 0 ? "git does not say why" : text.Length <= LongestMessage ? text : $"{text[..(LongestMessage / 2)]} … {text[^(LongestMessage / 2)..]}";
    }
}
