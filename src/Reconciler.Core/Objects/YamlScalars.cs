using System.Globalization;
using System.Text.RegularExpressions;

namespace Reconciler.Objects;

/// <summary>
/// What a plain scalar means under YAML 1.2's core schema. <c>on</c> and <c>yes</c> are text. The one departure is
/// <c>0644</c>: kubectl reads it as octal, and a file mode that silently became another one would be worse than a rule.
/// </summary>
public static partial class YamlScalars
{
    [GeneratedRegex(@"^[-+]?[0-9]+$")]
    private static partial Regex Decimal();

    [GeneratedRegex(@"^[-+]?0[0-7]+$")]
    private static partial Regex LeadingZeroOctal();

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$")]
    private static partial Regex Number();

    /// <summary>Whether the text is an integer that starts with a zero, which readers of YAML disagree about.</summary>
    public static bool HasLeadingZero(string text) => text.Length > 1 && LeadingZeroOctal().IsMatch(text);

    public static ScalarNode Resolve(string text, Origin origin) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => new ScalarNode(ScalarKind.Null, "null", origin, text),
        "true" or "True" or "TRUE" => new ScalarNode(ScalarKind.Boolean, "true", origin, text),
        "false" or "False" or "FALSE" => new ScalarNode(ScalarKind.Boolean, "false", origin, text),
        _ => IsNumberLike(text[0]) ? ResolveNumber(text, origin) : new ScalarNode(ScalarKind.String, text, origin),
    };

    private static bool IsNumberLike(char first) => char.IsAsciiDigit(first) || first is '-' or '+' or '.';

    private static ScalarNode ResolveNumber(string text, Origin origin)
    {
        if (HasLeadingZero(text)) return Integer(Octal(text, text[0] is '-' or '+' ? 2 : 1), text, origin);
        if (text.StartsWith("0o", StringComparison.Ordinal) && text.Length > 2 && text.AsSpan(2).IndexOfAnyExceptInRange('0', '7') < 0)
            return Integer(Octal(text, 2), text, origin);
        if (text.StartsWith("0x", StringComparison.Ordinal) && long.TryParse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var hex))
            return Integer(hex, text, origin);
        if (Decimal().IsMatch(text))
        {
            return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                ? Integer(number, text, origin)
                : new ScalarNode(ScalarKind.Integer, text.TrimStart('+'), origin, text);
        }
        return Number().IsMatch(text) ? new ScalarNode(ScalarKind.Float, CanonicalFloat(text), origin, text) : new ScalarNode(ScalarKind.String, text, origin);
    }

    private static ScalarNode Integer(long value, string written, Origin origin) =>
        new(ScalarKind.Integer, value.ToString(CultureInfo.InvariantCulture), origin, written);

    private static long Octal(string text, int from)
    {
        var value = 0L;
        foreach (var digit in text.AsSpan(from)) value = unchecked((value * 8) + (digit - '0'));
        return text[0] == '-' ? -value : value;
    }

    private static string CanonicalFloat(string text)
    {
        var number = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        return double.IsFinite(number) ? number.ToString("R", CultureInfo.InvariantCulture) : text;
    }

    /// <summary>
    /// Whether a text may be written without quotes and still be read as text: by us, and by readers of YAML 1.1, which
    /// take yes, on, 012, 1_000, 12:30 and dates for other things.
    /// </summary>
    public static bool IsSafePlain(string text)
    {
        if (text.Length == 0 || text.Length > 120 || !(char.IsAsciiLetter(text[0]) || text[0] is '/' or '_')) return false;
        if (text[^1] is ':' or ' ') return false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is < ' ' or '\u007f' or > '~') return false;
            if (c == ':' && text[i + 1] == ' ') return false;
            if (c == '#' && text[i - 1] == ' ') return false;
        }
        return Resolve(text, default).Kind == ScalarKind.String && !IsYaml11Word(text);
    }

    private static bool IsYaml11Word(string text) => text.Length <= 5
        && text.ToLowerInvariant() is "y" or "n" or "yes" or "no" or "on" or "off" or "true" or "false" or "null";
}
