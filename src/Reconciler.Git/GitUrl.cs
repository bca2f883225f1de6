using System.Globalization;
using System.Text.RegularExpressions;
using Reconciler.Diagnostics;
using Reconciler.Engine;
using Reconciler.Objects;

namespace Reconciler.Git;

/// <summary>
/// A git URL that may be used. What it says of user and password is taken out: <see cref="Remote"/> is what git is given,
/// <see cref="Shown"/> what people see.
/// </summary>
internal sealed partial record GitUrl
{
    private const string Forms = "write https://…, ssh://…, git@host:path or file://…";

    private GitUrl(string scheme, string host, string path) => (Scheme, Host, Path) = (scheme, host, path);

    /// <summary>http, https, ssh, git or file: what GIT_ALLOW_PROTOCOL is set to.</summary>
    public string Scheme { get; }

    public string Host { get; }
    public int? Port { get; private init; }
    public string Path { get; }
    public string? User { get; private init; }
    public string? Password { get; private init; }

    /// <summary>The URL for git's arguments: no secret is in it.</summary>
    public required string Remote { get; init; }

    public required string Shown { get; init; }

    public bool IsHttp => Scheme is "http" or "https";

    /// <summary>The part of an http URL that all repositories of the server share.</summary>
    public string Server => $"{Scheme}://{Authority}/";

    /// <summary>Host and path as all spellings of the same repository share them.</summary>
    public string Identity
    {
        get
        {
            var path = Path.TrimEnd('/');
            if (path.EndsWith(".git", StringComparison.Ordinal)) path = path[..^4].TrimEnd('/');
            return Scheme == "file" ? path : $"{Authority}/{path.TrimStart('/')}";
        }
    }

    private string Authority => Port is { } port && port != UsualPort ? string.Create(CultureInfo.InvariantCulture, $"{Host}:{port}") : Host;

    private int UsualPort => Scheme switch { "http" => 80, "https" => 443, "ssh" => 22, "git" => 9418, _ => -1 };

    [GeneratedRegex(@"^(?<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?:(?<userinfo>[^/]*)@)?(?<host>\[[0-9A-Fa-f:.]+\]|[^/:@\[\]]*)(?::(?<port>[0-9]{1,5}))?(?<path>/.*)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Written();

    [GeneratedRegex(@"^(?<user>[A-Za-z0-9_][A-Za-z0-9_.+-]*)@(?<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9][A-Za-z0-9.-]*):(?<path>[^-].*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Short();

    [GeneratedRegex(@"^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?)$", RegexOptions.CultureInvariant)]
    private static partial Regex HostName();

    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9_.+-]*$", RegexOptions.CultureInvariant)]
    private static partial Regex UserName();

    /// <summary>Whether a source is meant as a URL rather than as a folder.</summary>
    public static bool IsUrl(string source) =>
        source.Contains("://", StringComparison.Ordinal) || source.Contains("::", StringComparison.Ordinal)
        || (source.IndexOf(':', StringComparison.Ordinal) is var colon and > 1 && source.IndexOf('@', StringComparison.Ordinal) is var at and > 0 && at < colon && !source[..colon].Contains('/', StringComparison.Ordinal));

    public static (GitUrl? Url, Diagnostic? Problem) Parse(string source)
    {
        if (source.Any(character => char.IsControl(character) || char.IsWhiteSpace(character))) return Refused("the URL has a blank or a control character in it", "write a blank as %20");
        if (source.StartsWith('-')) return Refused("a URL does not start with a dash", Forms);
        if (Short().Match(source) is { Success: true } brief && !source.Contains("://", StringComparison.Ordinal)) return OfShort(brief);
        if (Written().Match(source) is not { Success: true } match) return Refused($"{Masked(source)} is no URL that is understood here", Forms);
        var url = new GitUrl(match.Groups["scheme"].Value.ToLowerInvariant(), match.Groups["host"].Value.ToLowerInvariant(), match.Groups["path"].Value)
        {
            Port = match.Groups["port"].Success ? int.Parse(match.Groups["port"].Value, CultureInfo.InvariantCulture) : null,
            Remote = "",
            Shown = "",
        };
        var userinfo = match.Groups["userinfo"].Value;
        return url.Scheme switch
        {
            "http" or "https" => url.OfHttp(userinfo),
            "ssh" => url.OfSsh(userinfo),
            "git" => url.OfGit(userinfo),
            "file" => url.OfFile(userinfo),
            _ => Refused($"{url.Scheme}:// is not read here", Forms),
        };
    }

    /// <summary>A URL that could not be parsed, without whatever may be a password in it.</summary>
    public static string Masked(string text)
    {
        var start = text.IndexOf("://", StringComparison.Ordinal) is var found and >= 0 ? found + 3 : 0;
        var at = text.LastIndexOf('@');
        return at < start ? text : $"{text[..start]}***{text[at..]}";
    }

    private static (GitUrl?, Diagnostic?) OfShort(Match match)
    {
        var (user, host, path) = (match.Groups["user"].Value, match.Groups["host"].Value.ToLowerInvariant(), match.Groups["path"].Value);
        var text = $"{user}@{host}:{path}";
        return (new GitUrl("ssh", host, path) { User = user, Remote = text, Shown = text }, null);
    }

    private (GitUrl?, Diagnostic?) OfHttp(string userinfo)
    {
        if (Path.Contains('?', StringComparison.Ordinal) || Path.Contains('#', StringComparison.Ordinal)) return Refused("a git URL has no ? and no # in it", "write only host and path; a token belongs into RECONCILE_GIT_TOKEN");
        if (Problem() is { } problem) return (null, problem);
        if (Scheme == "http" && !ThisMachine.Is(Host)) return Refused($"http://{Authority} is not encrypted, and is allowed to this machine only", "write https://");
        var colon = userinfo.IndexOf(':', StringComparison.Ordinal);
        var user = Uri.UnescapeDataString(colon < 0 ? userinfo : userinfo[..colon]);
        var password = colon < 0 ? null : Uri.UnescapeDataString(userinfo[(colon + 1)..]);
        var remote = $"{Scheme}://{Authority}{Path}";
        return (this with { User = user.Length == 0 ? null : user, Password = password, Remote = remote, Shown = userinfo.Length == 0 ? remote : $"{Scheme}://***@{Authority}{Path}" }, null);
    }

    private (GitUrl?, Diagnostic?) OfSsh(string userinfo)
    {
        if (Problem() is { } problem) return (null, problem);
        if (userinfo.Contains(':', StringComparison.Ordinal)) return Refused($"ssh://***@{Authority} has a password in it, and ssh takes none from a URL", "use a key: RECONCILE_GIT_SSH_KEY, or an agent");
        if (userinfo.Length > 0 && !UserName().IsMatch(userinfo)) return Refused($"ssh://***@{Authority} has a user name that is none", Forms);
        var remote = $"ssh://{(userinfo.Length == 0 ? "" : $"{userinfo}@")}{Authority}{Path}";
        return (this with { User = userinfo.Length == 0 ? null : userinfo, Remote = remote, Shown = remote }, null);
    }

    private (GitUrl?, Diagnostic?) OfGit(string userinfo)
    {
        if (Problem() is { } problem) return (null, problem);
        if (userinfo.Length > 0 || !ThisMachine.Is(Host)) return Refused($"git://{Authority} is neither encrypted nor signed, and is allowed to this machine only", "write https:// or ssh://");
        var remote = $"git://{Authority}{Path}";
        return (this with { Remote = remote, Shown = remote }, null);
    }

    private (GitUrl?, Diagnostic?) OfFile(string userinfo)
    {
        if (Host is not ("" or "localhost") || userinfo.Length > 0 || Port is not null || Path.Length < 2) return Refused("a file:// URL names an absolute path, as in file:///srv/config.git", "write three slashes");
        return (this with { Remote = $"file://{Path}", Shown = $"file://{Path}" }, null);
    }

    private Diagnostic? Problem() =>
        !HostName().IsMatch(Host) ? Refused($"{Scheme}:// is followed by no host name", Forms).Problem
        : Path.Trim('/').Length == 0 ? Refused($"{Scheme}://{Authority} names a server and no repository", "write the repository's path behind it").Problem
        : Port is < 1 or > 65535 ? Refused($"{Port} is no port", "write a port from 1 to 65535").Problem
        : null;

    private static (GitUrl? Url, Diagnostic? Problem) Refused(string message, string fix) => (null, GitCodes.UrlRefused.At(Origin.None, message, fix));
}
