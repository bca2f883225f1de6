using System.Globalization;

namespace Reconciler.Git;

/// <summary>
/// The environment that git runs in. Nothing of the machine's or the caller's git setup reaches it but what is carried over
/// by name; secrets are here and nowhere else.
/// </summary>
internal static class GitEnvironment
{
    /// <summary>Variables that git, ssh and credential helpers need as the caller has them.</summary>
    private static readonly string[] Carried =
    [
        "PATH", "HOME", "USER", "LOGNAME", "TMPDIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR", "SSH_AUTH_SOCK", "DBUS_SESSION_BUS_ADDRESS",
        "http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR",
    ];

    /// <summary>Settings that hold for every call, above any file: nothing is run, nothing is kept up behind our back.</summary>
    private static readonly (string Key, string Value)[] Always =
    [
        ("core.hooksPath", "/dev/null"), ("core.fsmonitor", "false"), ("core.pager", "cat"), ("core.quotePath", "false"), ("core.attributesFile", "/dev/null"), ("core.askPass", ""),
        ("gc.auto", "0"), ("maintenance.auto", "false"), ("advice.detachedHead", "false"), ("color.ui", "false"), ("log.showSignature", "false"), ("submodule.recurse", "false"),
        ("fetch.recurseSubmodules", "false"), ("fetch.writeCommitGraph", "false"), ("fetch.unpackLimit", "1"), ("transfer.unpackLimit", "1"), ("uploadpack.packObjectsHook", ""),
    ];

    /// <summary>Changes the environment of a process that is about to start.</summary>
    public static void Apply(IDictionary<string, string?> environment, Func<string, string?> variable, string protocols, IEnumerable<(string Key, string Value)> config)
    {
        foreach (var name in environment.Keys.Where(IsOurs).ToArray()) environment.Remove(name);
        foreach (var name in Carried)
        {
            if (variable(name) is { Length: > 0 } value) environment[name] = value;
            else environment.Remove(name);
        }
        (string Name, string Value)[] ours =
        [
            ("LC_ALL", "C"), ("GIT_CONFIG_NOSYSTEM", "1"), ("GIT_CONFIG_GLOBAL", "/dev/null"), ("GIT_TERMINAL_PROMPT", "0"), ("GIT_ASKPASS", ""), ("GCM_INTERACTIVE", "never"),
            ("GIT_ALLOW_PROTOCOL", protocols), ("GIT_OPTIONAL_LOCKS", "0"), ("GIT_LITERAL_PATHSPECS", "1"), ("GIT_NO_REPLACE_OBJECTS", "1"), ("GIT_ATTR_NOSYSTEM", "1"), ("GIT_SSH_VARIANT", "ssh"),
        ];
        foreach (var (name, value) in ours) environment[name] = value;
        var all = Always.Concat(config).ToArray();
        environment["GIT_CONFIG_COUNT"] = all.Length.ToString(CultureInfo.InvariantCulture);
        for (var i = 0; i < all.Length; i++) (environment[$"GIT_CONFIG_KEY_{i}"], environment[$"GIT_CONFIG_VALUE_{i}"]) = all[i];
    }

    /// <summary>The settings with which a server is reached: its credentials, ssh without questions, and an end to waiting.</summary>
    public static IEnumerable<(string Key, string Value)> Remote(GitUrl url, GitCredentials credentials, GitAccess access)
    {
        if (url.Scheme == "ssh") yield return ("core.sshCommand", Ssh(access));
        if (!url.IsHttp) yield break;
        yield return ("http.lowSpeedLimit", "1");
        yield return ("http.lowSpeedTime", "60");
        // A header goes wherever a redirect leads, so with one of ours there are none.
        yield return ("http.followRedirects", credentials.Header is null ? "initial" : "false");
        if (credentials.Header is { } header) yield return ($"http.{url.Server}.extraHeader", header);
        else if (url.User is { } user) yield return ("credential.username", user);
        if (access.CertificateAuthorityFile is { } authority) yield return ("http.sslCAInfo", authority);
    }

    private static string Ssh(GitAccess access)
    {
        List<string> words =
        [
            "ssh", "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=yes", "-o", "UpdateHostKeys=no", "-o", "ConnectTimeout=20", "-o", "ServerAliveInterval=15", "-o", "ServerAliveCountMax=4",
            "-o", "ClearAllForwardings=yes", "-o", "ForwardAgent=no", "-o", "PermitLocalCommand=no", "-o", "ControlMaster=no", "-o", "ControlPath=none",
        ];
        if (access.KnownHostsFile is { } hosts) words.AddRange(["-o", $"UserKnownHostsFile=\"{Path.GetFullPath(hosts)}\"", "-o", "GlobalKnownHostsFile=/dev/null"]);
        if (access.SshKeyFile is { } key) words.AddRange(["-o", "IdentitiesOnly=yes", "-o", "IdentityAgent=none", "-i", Path.GetFullPath(key)]);
        return string.Join(' ', words.Select(word => word.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '=' or '/' or '.' or '_') ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'"));
    }

    private static bool IsOurs(string name) =>
        name.StartsWith("GIT_", StringComparison.Ordinal) || name.StartsWith("RECONCILE_", StringComparison.Ordinal) || name.StartsWith("SSH_ASKPASS", StringComparison.Ordinal) || name is "GCM_INTERACTIVE" or "GNUPGHOME";
}
