namespace Reconciler.Specs.Schemas;

/// <summary>What a pattern of the schemas means, said of a text that doesn't fit it, with a text that does where it can be guessed.</summary>
internal sealed record TextForm(string Problem, string Expected, string? Better, bool IsName)
{
    private const string Label = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$";
    private const string DomainName = @"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$";

    public static TextForm Of(string pattern, string text, int longest) => pattern switch
    {
        Label => new("not a legal name", "lower-case letters, digits and dashes, with a letter or digit at both ends", NameHints.Legal(text, longest), IsName: true),
        DomainName => new("not a legal name", "lower-case letters, digits, dashes and dots, with a letter or digit at both ends", NameHints.Legal(text, longest, keepDots: true), IsName: true),
        @"^(\*\.)?" + "[a-z0-9]([-a-z0-9]*[a-z0-9])?" + @"(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$" => new("not a host name", "a lower-case host name, with *. before it for a wildcard", Host(text), IsName: false),
        "^/" or @"^(/|\$)" => new("not an absolute path", "a path that starts with /", text.Contains(' ', StringComparison.Ordinal) || text.StartsWith('.') ? null : $"/{text}", IsName: false),
        "^[0-9]+%$" => new("not a percentage", "a whole number, or a percentage such as 25%", Percentage(text), IsName: false),
        _ => new("not in the right form", $"text that fits {pattern}", null, IsName: false),
    };

    /// <summary>A host out of an address: no scheme, path, port or capital letters.</summary>
    private static string? Host(string text)
    {
        var from = text.IndexOf("://", StringComparison.Ordinal) is var scheme and >= 0 ? text[(scheme + 3)..] : text;
        var host = from.Split('/', ':', '?')[0].Trim('.', ' ').ToLowerInvariant();
        var wildcard = host.StartsWith("*.", StringComparison.Ordinal);
        var rest = NameHints.Legal(wildcard ? host[2..] : host, 253, keepDots: true);
        return host.Length == 0 || rest == "name" || rest.Contains("..", StringComparison.Ordinal) ? null : wildcard ? $"\"*.{rest}\"" : rest;
    }

    private static string? Percentage(string text) =>
        int.TryParse(text.TrimEnd('%', ' '), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number)
            ? FormattableString.Invariant($"{number}% or the number {number} without quotes") : "25% or a whole number";
}
