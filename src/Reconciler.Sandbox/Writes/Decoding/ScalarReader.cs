using System.Globalization;
using System.Text.RegularExpressions;
using Reconciler.Objects;
using Reconciler.Specs.Values;

namespace Reconciler.Sandbox.Writes.Decoding;

/// <summary>Reads single values of built-in types into the form in which a server answers them.</summary>
internal static partial class ScalarReader
{
    private const string QuantityPattern = "^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$";
    private const string Seconds = "2006-01-02T15:04:05Z07:00";
    private const string Microseconds = "2006-01-02T15:04:05.000000Z07:00";

    public static (ScalarNode? Value, string? Problem) Read(ScalarNode scalar, KubeScalarKind kind, GoPath path) => kind switch
    {
        KubeScalarKind.Text => scalar.Kind == ScalarKind.String ? (scalar, null) : Mismatch(scalar, "string", path),
        KubeScalarKind.Boolean => scalar.Kind == ScalarKind.Boolean ? (scalar, null) : Mismatch(scalar, "bool", path),
        KubeScalarKind.Int32 => Integer(scalar, int.MinValue, int.MaxValue, "int32", path),
        KubeScalarKind.Int64 => Integer(scalar, long.MinValue, long.MaxValue, "int64", path),
        KubeScalarKind.Number => scalar.Kind is ScalarKind.Integer or ScalarKind.Float ? (scalar, null) : Mismatch(scalar, "float64", path),
        KubeScalarKind.IntOrString => scalar.Kind switch
        {
            ScalarKind.String => (scalar, null),
            ScalarKind.Integer => Integer(scalar, int.MinValue, int.MaxValue, "int32", path),
            _ => (null, $"json: cannot unmarshal {GoPath.KindOf(scalar)} into Go value of type int32"),
        },
        KubeScalarKind.Quantity => ReadQuantity(scalar),
        KubeScalarKind.Bytes => ReadBytes(scalar, path),
        KubeScalarKind.Time => ReadTime(scalar, hasMicroseconds: false),
        KubeScalarKind.MicroTime => ReadTime(scalar, hasMicroseconds: true),
        _ => (scalar, null),
    };

    private static (ScalarNode?, string?) Mismatch(ScalarNode scalar, string expected, GoPath path) => (null, path.Mismatch(GoPath.KindOf(scalar), expected));

    private static (ScalarNode?, string?) Integer(ScalarNode scalar, long least, long most, string expected, GoPath path)
    {
        if (scalar.Kind is not (ScalarKind.Integer or ScalarKind.Float)) return Mismatch(scalar, expected, path);
        return long.TryParse(scalar.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? (scalar, null)
            : (null, path.Mismatch($"number {scalar.Written}", expected));
    }

    private static (ScalarNode?, string?) ReadQuantity(ScalarNode scalar)
    {
        var text = scalar.Kind == ScalarKind.String ? scalar.Value.Trim() : scalar.Written;
        return scalar.Kind != ScalarKind.Boolean && Quantity.TryParse(text, out var quantity, out _)
            ? (new ScalarNode(ScalarKind.String, quantity.ToString()), null)
            : (null, $"quantities must match the regular expression '{QuantityPattern}'");
    }

    private static (ScalarNode?, string?) ReadBytes(ScalarNode scalar, GoPath path)
    {
        if (scalar.Kind != ScalarKind.String) return Mismatch(scalar, "[]uint8", path);
        var text = scalar.Value.Replace("\n", "", StringComparison.Ordinal).Replace("\r", "", StringComparison.Ordinal);
        var bytes = new byte[text.Length];
        if (Convert.TryFromBase64String(text, bytes, out var length)) return (new ScalarNode(ScalarKind.String, Convert.ToBase64String(bytes, 0, length)), null);
        return (null, string.Create(CultureInfo.InvariantCulture, $"illegal base64 data at input byte {BadByte(scalar.Value)}"));
    }

    /// <summary>Where a reader that takes four signs at a time, and passes over line ends, stops.</summary>
    private static int BadByte(string text)
    {
        var (inGroup, start) = (0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            var sign = text[i];
            if (sign is '\r' or '\n') continue;
            if (inGroup == 0) start = i;
            if (sign == '=' && inGroup >= 2)
            {
                var end = i + 1;
                if (inGroup == 2)
                {
                    while (end < text.Length && text[end] is '\r' or '\n') end++;
                    if (end == text.Length || text[end] != '=') return end;
                    end++;
                }
                while (end < text.Length && text[end] is '\r' or '\n') end++;
                return end < text.Length ? end : i;
            }
            if (!char.IsAsciiLetterOrDigit(sign) && sign is not ('+' or '/')) return i;
            inGroup = (inGroup + 1) % 4;
        }
        return inGroup == 0 ? text.Length : start;
    }

    private static (ScalarNode?, string?) ReadTime(ScalarNode scalar, bool hasMicroseconds)
    {
        var layout = hasMicroseconds ? Microseconds : Seconds;
        var match = scalar.Kind == ScalarKind.String ? Moment().Match(scalar.Value) : Match.Empty;
        if (!match.Success || !DateTimeOffset.TryParse(scalar.Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment))
            return (null, $"parsing time {GoText.Quote(scalar.Value)} as {GoText.Quote(layout)}: cannot parse {GoText.Quote(scalar.Value)} as \"2006\"");
        if (hasMicroseconds && match.Groups["fraction"].Length != 7)
            return (null, $"parsing time {GoText.Quote(scalar.Value)} as {GoText.Quote(layout)}: cannot parse {GoText.Quote(scalar.Value[(scalar.Value.IndexOf('T', StringComparison.Ordinal) + 9)..])} as \".000000\"");
        var format = hasMicroseconds ? "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'" : "yyyy-MM-dd'T'HH:mm:ss'Z'";
        return (new ScalarNode(ScalarKind.String, moment.UtcDateTime.ToString(format, CultureInfo.InvariantCulture)), null);
    }

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?<fraction>\.\d+)?(Z|[+-]\d{2}:\d{2})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Moment();
}
