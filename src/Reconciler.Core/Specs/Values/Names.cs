using System.Text;
using System.Text.RegularExpressions;

namespace Reconciler.Specs.Values;

/// <summary>
/// What Kubernetes allows as names, keys and paths. Each check gives null for a good one, else a sentence that says what
/// is wrong; "what" is how the sentence calls the thing, as in "the process name".
/// </summary>
public static partial class Names
{
    public const int LongestLabel = 63;
    public const int LongestSubdomain = 253;

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex LabelGrammar();

    [GeneratedRegex(@"^[a-z]([-a-z0-9]*[a-z0-9])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex ServiceGrammar();

    [GeneratedRegex(@"^[-._a-zA-Z][-._a-zA-Z0-9]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex VariableGrammar();

    [GeneratedRegex(@"^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex QualifiedGrammar();

    /// <summary>An RFC 1123 label.</summary>
    public static string? Label(string name, string what = "the name", int longest = LongestLabel) =>
        Length(name, what, longest) ?? (LabelGrammar().IsMatch(name) ? null : $"{what} \"{name}\" has to be lower-case letters, digits and -, starting and ending with a letter or digit");

    /// <summary>An RFC 1123 subdomain: labels separated by dots.</summary>
    public static string? Subdomain(string name, string what = "the name") =>
        Length(name, what, LongestSubdomain) ?? (name.Split('.').All(LabelGrammar().IsMatch) ? null
            : $"{what} \"{name}\" has to be lower-case letters, digits, - and ., each part starting and ending with a letter or digit");

    /// <summary>An RFC 1035 label, which a Service's name has to be: it starts with a letter.</summary>
    public static string? ServiceName(string name, string what = "the name") =>
        Length(name, what, LongestLabel) ?? (ServiceGrammar().IsMatch(name) ? null
            : $"{what} \"{name}\" has to be lower-case letters, digits and -, starting with a letter and ending with a letter or digit");

    public static string? PortName(string name, string what = "the port name") =>
        Length(name, what, 15)
        ?? (LabelGrammar().IsMatch(name) && name.Any(char.IsAsciiLetter) && !name.Contains("--", StringComparison.Ordinal) ? null
            : $"{what} \"{name}\" has to be lower-case letters, digits and single -, with at least one letter");

    public static string? Variable(string name, string what = "the variable") => name.Length == 0 ? $"{what} has no name"
        : name is "." or ".." || !VariableGrammar().IsMatch(name) ? $"{what} \"{name}\" has to be letters, digits, _, - and ., and may not start with a digit" : null;

    /// <summary>A key of a label or an annotation: a name of at most 63 characters, optionally with a DNS prefix and a slash before it.</summary>
    public static string? LabelKey(string key, string what = "the label")
    {
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        if (slash >= 0 && Subdomain(key[..slash], $"the prefix of {what}") is { } prefix) return prefix;
        var name = key[(slash + 1)..];
        return Length(name, $"the name of {what}", LongestLabel)
            ?? (QualifiedGrammar().IsMatch(name) ? null : $"{what} \"{key}\" has to be letters, digits, -, _ and ., starting and ending with a letter or digit, after an optional prefix and /");
    }

    /// <summary>As a label's key, but capitals are allowed in the prefix.</summary>
    public static string? AnnotationKey(string key, string what = "the annotation") => LabelKey(key, what) is { } wrong && LabelKey(key.ToLowerInvariant(), what) is not null ? wrong : null;

    public static string? LabelValue(string value, string what = "the label's value") =>
        value.Length == 0 ? null : Length(value, what, LongestLabel)
        ?? (QualifiedGrammar().IsMatch(value) ? null : $"{what} \"{value}\" has to be letters, digits, -, _ and ., starting and ending with a letter or digit");

    /// <summary>A host that a domain can be: no scheme, port or path; the first label may be a star.</summary>
    public static string? HostName(string host, string what = "the domain")
    {
        if (host.Contains("://", StringComparison.Ordinal)) return $"{what} \"{host}\" is a URL; write the host only";
        if (host.Contains('/', StringComparison.Ordinal)) return $"{what} \"{host}\" has a path; write the host only";
        if (host.Contains(':', StringComparison.Ordinal)) return $"{what} \"{host}\" has a port; write the host only";
        if (host.Any(char.IsAsciiLetterUpper)) return $"{what} \"{host}\" has capitals; write {host.ToLowerInvariant()}";
        if (host.Split('.') is { Length: 4 } parts && parts.All(part => byte.TryParse(part, out _))) return $"{what} \"{host}\" is an IP address; a host name is needed";
        var rest = host.StartsWith("*.", StringComparison.Ordinal) ? host[2..] : host;
        if (rest.Contains('*', StringComparison.Ordinal)) return $"{what} \"{host}\" has a star elsewhere than as its whole first part";
        if (rest.Length < host.Length && !rest.Contains('.', StringComparison.Ordinal)) return $"{what} \"{host}\" covers a whole top-level domain";
        if (Subdomain(rest, what) is { } wrong) return wrong.Replace($"\"{rest}\"", $"\"{host}\"", StringComparison.Ordinal);
        return rest.Split('.').Any(part => part.Length > LongestLabel) ? $"{what} \"{host}\" has a part of more than {LongestLabel} characters" : null;
    }

    /// <summary>An absolute path without <c>..</c>, as for mounts and hostPath.</summary>
    public static string? AbsolutePath(string path, string what = "the path")
    {
        if (!path.StartsWith('/')) return $"{what} \"{path}\" has to be absolute, starting with /";
        if (path.Split('/').Contains("..")) return $"{what} \"{path}\" may not have .. in it";
        return path.AsSpan().IndexOfAny('\0', '\n', ':') >= 0 ? $"{what} \"{path}\" may not have a colon or a line break in it" : null;
    }

    /// <summary>The text in lower case, with <c>-</c> for <c>_</c>: how Dokku's process names become ours.</summary>
    public static string Slug(string text)
    {
        var slug = new StringBuilder(text.Length);
        foreach (var letter in text) slug.Append(letter == '_' ? '-' : char.ToLowerInvariant(letter));
        return slug.ToString();
    }

    private static string? Length(string name, string what, int longest) => name.Length == 0 ? $"{what} is empty"
        : name.Length > longest ? $"{what} \"{name}\" has {name.Length} characters; at most {longest} are allowed" : null;
}
