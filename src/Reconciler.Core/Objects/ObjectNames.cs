using System.Text.RegularExpressions;

namespace Reconciler.Objects;

/// <summary>Which names Kubernetes takes for an object. Most are DNS subdomains; some kinds want less or allow more.</summary>
public static partial class ObjectNames
{
    public const int LongestSubdomain = 253;
    public const int LongestLabel = 63;

    /// <summary>CronJobs give their Jobs names that are 11 characters longer.</summary>
    public const int LongestCronJob = 52;

    /// <summary>What a name of this kind has to be, where the given one isn't that; null where it is legal.</summary>
    public static string? Problem(string group, string kind, string name) => (group, kind) switch
    {
        ("", "Namespace") => IsLabel(name) ? null : LabelRule,
        ("", "Service") => IsServiceName(name) ? null : $"{LabelRule}, and start with a letter",
        ("rbac.authorization.k8s.io", _) or ("networking.k8s.io", "IPAddress") => IsPathSegment(name) ? null : "not be . or .. and have no / and no %",
        ("batch", "CronJob") => IsSubdomain(name, LongestCronJob) ? null : SubdomainRule(LongestCronJob),
        ("batch", "Job") => IsSubdomain(name, LongestLabel) ? null : SubdomainRule(LongestLabel),
        _ => IsSubdomain(name, LongestSubdomain) ? null : SubdomainRule(LongestSubdomain),
    };

    /// <summary>An RFC 1123 label.</summary>
    public static bool IsLabel(string name) => name.Length <= LongestLabel && Label().IsMatch(name);

    /// <summary>An RFC 1035 label: one that starts with a letter.</summary>
    public static bool IsServiceName(string name) => IsLabel(name) && char.IsAsciiLetterLower(name[0]);

    /// <summary>RFC 1123 labels joined by dots.</summary>
    public static bool IsSubdomain(string name, int longest = LongestSubdomain) => name.Length <= longest && Subdomain().IsMatch(name);

    /// <summary>A legal name that is near to the given one, or null where none is.</summary>
    public static string? Legal(string group, string kind, string name)
    {
        var near = Illegal().Replace(name.Trim().ToLowerInvariant(), "-").Trim('-', '.');
        return near.Length > 0 && Problem(group, kind, near) is null ? near : null;
    }

    private const string LabelRule = "be at most 63 lower-case letters, digits and dashes, with a letter or digit at both ends";

    private static string SubdomainRule(int longest) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"be at most {longest} lower-case letters, digits, dashes and dots, with a letter or digit at both ends and around each dot");

    private static bool IsPathSegment(string name) => name.Length > 0 && name is not "." and not ".." && !name.Contains('/') && !name.Contains('%');

    [GeneratedRegex(@"^[a-z0-9]([a-z0-9-]*[a-z0-9])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Label();

    [GeneratedRegex(@"^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Subdomain();

    [GeneratedRegex("[^a-z0-9.-]+", RegexOptions.CultureInvariant)]
    private static partial Regex Illegal();
}
