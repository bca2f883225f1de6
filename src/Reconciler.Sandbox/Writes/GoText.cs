using System.Globalization;
using System.Text;
using Reconciler.Objects;

namespace Reconciler.Sandbox.Writes;

/// <summary>Values as a server written in Go puts them into its messages, because clients read paths and values out of them.</summary>
internal static class GoText
{
    /// <summary>A text as JSON, with the three signs escaped that Go escapes for HTML.</summary>
    public static string Json(string text)
    {
        var written = new StringBuilder(text.Length + 2).Append('"');
        foreach (var sign in text)
        {
            _ = sign switch
            {
                '"' => written.Append("\\\""),
                '\\' => written.Append("\\\\"),
                '\n' => written.Append("\\n"),
                '\r' => written.Append("\\r"),
                '\t' => written.Append("\\t"),
                < ' ' or '<' or '>' or '&' or '\u2028' or '\u2029' => written.Append(CultureInfo.InvariantCulture, $"\\u{(int)sign:x4}"),
                _ => written.Append(sign),
            };
        }
        return written.Append('"').ToString();
    }

    /// <summary>A value as JSON with its keys sorted, as Go writes maps.</summary>
    public static string Json(Node? value) => value switch
    {
        null => "null",
        ScalarNode { Kind: ScalarKind.String } text => Json(text.Value),
        ScalarNode scalar => scalar.Value,
        ListNode list => $"[{string.Join(',', list.Items.Select(Json))}]",
        MapNode map => $"{{{string.Join(',', Sorted(map).Select(entry => $"{Json(entry.Key)}:{Json(entry.Value)}"))}}}",
        _ => "",
    };

    /// <summary>A text in Go's quotes (%q).</summary>
    public static string Quote(string text)
    {
        var written = new StringBuilder(text.Length + 2).Append('"');
        foreach (var sign in text)
        {
            _ = sign switch
            {
                '"' => written.Append("\\\""),
                '\\' => written.Append("\\\\"),
                '\n' => written.Append("\\n"),
                '\r' => written.Append("\\r"),
                '\t' => written.Append("\\t"),
                < ' ' or '\x7f' => written.Append(CultureInfo.InvariantCulture, $"\\x{(int)sign:x2}"),
                _ => written.Append(sign),
            };
        }
        return written.Append('"').ToString();
    }

    /// <summary>A value inside a path: text in quotes, everything else bare.</summary>
    public static string Display(Node value) => value is ScalarNode { Kind: ScalarKind.String } text ? Quote(text.Value) : Plain(value);

    /// <summary>A value as %v prints it: <c>map[a:1 b:[x y]]</c>.</summary>
    public static string Plain(Node? value) => value switch
    {
        null or ScalarNode { IsNull: true } => "<nil>",
        ScalarNode scalar => scalar.Value,
        ListNode list => $"[{string.Join(' ', list.Items.Select(Plain))}]",
        MapNode map => $"map[{string.Join(' ', Sorted(map).Select(entry => $"{entry.Key}:{Plain(entry.Value)}"))}]",
        _ => "",
    };

    /// <summary>A value as %#v prints it, with Go's types.</summary>
    public static string Syntax(Node? value) => value switch
    {
        null or ScalarNode { IsNull: true } => "interface {}(nil)",
        ScalarNode { Kind: ScalarKind.String } text => Quote(text.Value),
        ScalarNode scalar => scalar.Value,
        ListNode list => $"[]interface {{}}{{{string.Join(", ", list.Items.Select(Syntax))}}}",
        MapNode map => $"map[string]interface {{}}{{{string.Join(", ", Sorted(map).Select(entry => $"{Quote(entry.Key)}:{Syntax(entry.Value)}"))}}}",
        _ => "",
    };

    /// <summary>The type that Go gives a value of JSON.</summary>
    public static string TypeName(Node value) => value switch
    {
        ScalarNode { Kind: ScalarKind.String } => "string",
        ScalarNode { Kind: ScalarKind.Boolean } => "bool",
        ScalarNode { Kind: ScalarKind.Integer } => "int64",
        ScalarNode { Kind: ScalarKind.Float } => "float64",
        ScalarNode => "<nil>",
        ListNode => "[]interface {}",
        _ => "map[string]interface {}",
    };

    private static IEnumerable<MapEntry> Sorted(MapNode map) => map.Entries.OrderBy(entry => entry.Key, StringComparer.Ordinal);
}
