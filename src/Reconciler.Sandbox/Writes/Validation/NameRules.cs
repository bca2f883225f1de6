using System.Globalization;
using System.Text.RegularExpressions;

namespace Reconciler.Sandbox.Writes.Validation;

/// <summary>What is wrong with a name, in the words of the server; nothing where it is legal.</summary>
internal static partial class NameRules
{
    private const string LabelPattern = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    private const string QualifiedPattern = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";

    public static IEnumerable<string> Subdomain(string name)
    {
        if (name.Length > 253) yield return TooLong(253);
        if (!SubdomainForm().IsMatch(name))
        {
            yield return Pattern("a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
                LabelPattern + @"(\." + LabelPattern + ")*", "example.com");
        }
    }

    public static IEnumerable<string> Label(string name)
    {
        if (name.Length > 63) yield return TooLong(63);
        if (LabelForm().IsMatch(name)) yield break;
        if (SubdomainForm().IsMatch(name)) yield return "must not contain dots";
        else yield return Pattern("a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character", LabelPattern, "my-name", "123-abc");
    }

    /// <summary>A label that starts with a letter, as Services need it.</summary>
    public static IEnumerable<string> ServiceLabel(string name)
    {
        if (name.Length > 63) yield return TooLong(63);
        if (!ServiceForm().IsMatch(name))
        {
            yield return Pattern("a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
                "[a-z]([-a-z0-9]*[a-z0-9])?", "my-name", "abc-123");
        }
    }

    /// <summary>A subdomain whose first label is an asterisk.</summary>
    public static IEnumerable<string> Wildcard(string name)
    {
        if (name.Length > 253) yield return TooLong(253);
        if (!(name.StartsWith("*.", StringComparison.Ordinal) && SubdomainForm().IsMatch(name[2..])))
        {
            yield return Pattern("a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character",
                @"\*\." + LabelPattern + @"(\." + LabelPattern + ")*", "*.example.com");
        }
    }

    /// <summary>A name that is only put into a path.</summary>
    public static IEnumerable<string> PathSegment(string name)
    {
        if (name is "." or "..") yield return $"may not be '{name}'";
        if (name.Contains('/', StringComparison.Ordinal)) yield return "may not contain '/'";
        if (name.Contains('%', StringComparison.Ordinal)) yield return "may not contain '%'";
    }

    /// <summary>The key of a label or annotation, or the name of a finalizer.</summary>
    public static IEnumerable<string> Qualified(string key)
    {
        var rule = Pattern("must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character", QualifiedPattern, "MyName", "my.name", "123-abc");
        var parts = key.Split('/');
        if (parts.Length > 2)
        {
            yield return $"a valid label key {rule} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')";
            yield break;
        }
        if (parts.Length == 2)
        {
            if (parts[0].Length == 0) yield return "prefix part must be non-empty";
            else
                foreach (var problem in Subdomain(parts[0])) yield return "prefix part " + problem.Replace("253 characters", "253 bytes", StringComparison.Ordinal);
        }
        if (parts[^1].Length == 0) yield return "name part must be non-empty";
        else if (parts[^1].Length > 63) yield return "name part " + TooLongInBytes(63);
        if (!QualifiedForm().IsMatch(parts[^1])) yield return "name part " + rule;
    }

    /// <summary>The name of a finalizer: one of the server's own, or one with a domain before it.</summary>
    public static IEnumerable<string> Finalizer(string name)
    {
        foreach (var problem in Qualified(name)) yield return problem;
        foreach (var problem in StandardFinalizer(name)) yield return problem;
    }

    public static IEnumerable<string> StandardFinalizer(string name)
    {
        if (!name.Contains('/', StringComparison.Ordinal) && name is not ("kubernetes" or "orphan" or "foregroundDeletion"))
            yield return "name is neither a standard finalizer name nor is it fully qualified";
    }

    public static IEnumerable<string> LabelValue(string value)
    {
        if (value.Length > 63) yield return TooLongInBytes(63);
        if (value.Length > 0 && !QualifiedForm().IsMatch(value))
        {
            yield return Pattern("a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
                $"({QualifiedPattern})?", "MyValue", "my_value", "12345");
        }
    }

    public static IEnumerable<string> PortName(string name)
    {
        if (name.Length > 15) yield return TooLong(15);
        if (!PortForm().IsMatch(name)) yield return "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)";
        if (!name.Any(char.IsAsciiLetterLower)) yield return "must contain at least one letter (a-z)";
        if (name.Contains("--", StringComparison.Ordinal)) yield return "must not contain consecutive hyphens";
        if (name.Length > 0 && (name[0] == '-' || name[^1] == '-')) yield return "must not begin or end with a hyphen";
    }

    public static IEnumerable<string> DataKey(string key)
    {
        if (key.Length > 253) yield return TooLong(253);
        if (!DataForm().IsMatch(key)) yield return Pattern("a valid config key must consist of alphanumeric characters, '-', '_' or '.'", "[-._a-zA-Z0-9]+", "key.name", "KEY_NAME", "key-name");
        else if (key is "." or "..") yield return $"must not be '{key}'";
        else if (key.StartsWith("..", StringComparison.Ordinal)) yield return "must not start with '..'";
    }

    /// <summary>Since Kubernetes 1.34 a variable may have any printable name.</summary>
    public static IEnumerable<string> Variable(string name)
    {
        if (!VariableForm().IsMatch(name)) yield return "a valid environment variable name must consist only of printable ASCII characters other than '='";
    }

    public static string TooLong(int most) => string.Create(CultureInfo.InvariantCulture, $"must be no more than {most} characters");

    /// <summary>Labels are measured by another part of the server, which counts in another unit.</summary>
    private static string TooLongInBytes(int most) => string.Create(CultureInfo.InvariantCulture, $"must be no more than {most} bytes");

    private static string Pattern(string rule, string pattern, params string[] examples) =>
        $"{rule} (e.g. {string.Join(" or ", examples.Select(example => $"'{example}', "))}regex used for validation is '{pattern}')";

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex LabelForm();

    [GeneratedRegex(@"^[a-z]([-a-z0-9]*[a-z0-9])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex ServiceForm();

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex SubdomainForm();

    [GeneratedRegex(@"^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]\z", RegexOptions.CultureInvariant)]
    private static partial Regex QualifiedForm();

    [GeneratedRegex(@"^[-a-z0-9]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex PortForm();

    [GeneratedRegex(@"^[-._a-zA-Z0-9]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex DataForm();

    [GeneratedRegex(@"^[ -<>-~]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex VariableForm();
}
