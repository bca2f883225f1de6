using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Reconciler.Health;

/// <summary>
/// The known reasons in what a kubelet and its container runtime say, as a few words for the end of a sentence; nothing
/// where none is known, because the text may quote arguments and credentials.
/// </summary>
internal static partial class RuntimeText
{
    private static readonly ImmutableArray<(string Sign, string Reason)> Pulls =
    [
        ("toomanyrequests", "too many requests"),
        ("429 Too Many Requests", "too many requests"),
        ("unauthorized", "access denied"),
        ("authorization failed", "access denied"),
        ("401 Unauthorized", "access denied"),
        ("403 Forbidden", "access denied"),
        ("access denied", "no such image, or access denied"),
        ("denied", "access denied"),
        ("no match for platform", "not made for this platform"),
        ("x509:", "certificate of the registry not trusted"),
        ("no such host", "registry not reachable"),
        ("connection refused", "registry not reachable"),
        ("i/o timeout", "registry not reachable"),
        ("deadline exceeded", "registry not reachable"),
        ("server gave HTTP response to HTTPS client", "registry speaks no https"),
        ("no space left", "no space left on the node"),
        ("not found", "not found"),
        ("manifest unknown", "not found"),
        ("does not exist", "not found"),
    ];

    private static readonly ImmutableArray<(string Sign, string Reason)> Commands =
    [
        ("executable file not found", "its command is not in the image"),
        ("no such file or directory", "a file or folder that it names does not exist"),
        ("permission denied", "permission denied"),
        ("exec format error", "the image is not made for this platform"),
        ("no command specified", "the image has no command"),
    ];

    /// <summary>" (not found)".</summary>
    public static string Why(string? message) => Known(Pulls, message) is { } reason ? $" ({reason})" : "";

    /// <summary>": its command is not in the image".</summary>
    public static string Command(string? message) => Known(Commands, message) is { } reason ? $": {reason}" : "";

    /// <summary>": secret "x" not found", which names the object or key and no value.</summary>
    public static string Missing(string? message)
    {
        message ??= "";
        if (Key().Match(message) is { Success: true } key) return $": {key.Groups[2].Value} {key.Groups[3].Value} has no key {key.Groups[1].Value}";
        if (NotFound().Match(message) is { Success: true } found) return $": {(found.Groups[1].Value == "secret" ? "Secret" : "ConfigMap")} {found.Groups[2].Value} not found";
        return message.Contains("runAsNonRoot", StringComparison.Ordinal) ? ": runAsNonRoot is set, and the image runs as root or a named user" : "";
    }

    private static string? Known(ImmutableArray<(string Sign, string Reason)> signs, string? message) =>
        message is null ? null : signs.FirstOrDefault(each => message.Contains(each.Sign, StringComparison.Ordinal)).Reason;

    [GeneratedRegex("""couldn't find key ([A-Za-z0-9._-]+) in (ConfigMap|Secret) (?:[a-z0-9-]+/)?([a-z0-9.-]+)""", RegexOptions.CultureInvariant)]
    private static partial Regex Key();

    [GeneratedRegex("""(configmap|secret) "([a-z0-9.-]+)" not found""", RegexOptions.CultureInvariant)]
    private static partial Regex NotFound();
}
