namespace Reconciler.Git;

/// <summary>
/// Of the user's own git configuration only what says how servers are reached: credential helpers, proxies, certificates.
/// Everything else of it (rewritten URLs, hooks, programs to run) stays out.
/// </summary>
internal static class UserGitConfig
{
    private const string Wanted = @"^(credential\..*|http\.(.*\.)?(proxy|proxyauthmethod|sslcainfo|sslcapath|sslcert|sslkey|extraheader|cookiefile)|safe\.directory)$";

    public static async Task<IReadOnlyList<(string Key, string Value)>> ReadAsync(GitCommand git, CancellationToken cancellation)
    {
        var found = await git.RunAsync(new GitCall(["config", "--null", "--includes", "--get-regexp", Wanted]) { HasUserConfig = true }, cancellation);
        return found.ExitCode == 0 ? Parse(found.Text) : [];
    }

    /// <summary>Entries end with a zero byte; the first line is the key. A key alone means true.</summary>
    private static (string, string)[] Parse(string text) =>
        [.. from entry in text.Split('\0', StringSplitOptions.RemoveEmptyEntries)
            let line = entry.IndexOf('\n', StringComparison.Ordinal)
            select line < 0 ? (entry, "true") : (entry[..line], entry[(line + 1)..])];

    /// <summary>What of the user's settings goes with a call that has a header of ours: no other credentials beside it.</summary>
    public static IEnumerable<(string Key, string Value)> WithoutCredentials(IEnumerable<(string Key, string Value)> config) =>
        config.Where(entry => !entry.Key.StartsWith("credential.", StringComparison.Ordinal) && !entry.Key.EndsWith(".extraheader", StringComparison.Ordinal));

    /// <summary>Secrets among the settings, to be taken out of messages.</summary>
    public static IEnumerable<string> Secrets(IEnumerable<(string Key, string Value)> config) =>
        from entry in config
        where entry.Key.EndsWith(".extraheader", StringComparison.Ordinal)
        let colon = entry.Value.IndexOf(':', StringComparison.Ordinal)
        let value = colon < 0 ? entry.Value : entry.Value[(colon + 1)..].Trim()
        from secret in new[] { value, value[(value.LastIndexOf(' ') + 1)..] }
        where secret.Length > 0
        select secret;
}
