using Reconciler.Objects;

namespace Reconciler.Specs.Schemas;

/// <summary>Writes a small value in one line, as a person would write it into a spec.</summary>
internal static class FlowText
{
    public static string Of(Node node) => node switch
    {
        MapNode map => $"{{{string.Join(", ", map.Entries.Select(entry => $"{Text(entry.Key)}: {Of(entry.Value)}"))}}}",
        ListNode list => $"[{string.Join(", ", list.Items.Select(Of))}]",
        ScalarNode { Kind: ScalarKind.String } text => Text(text.Value),
        ScalarNode scalar => scalar.Written,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>Text, in quotes where YAML would take it for something else.</summary>
    public static string Text(string text) =>
        IsPlain(text) ? text : Quoted(text);

    /// <summary>Wider than <see cref="YamlScalars.IsSafePlain"/>, for people: also 2Gi and ./tls.crt stand without quotes.</summary>
    private static bool IsPlain(string text)
    {
        if (text.Any(letter => letter is '{' or '}' or '[' or ']' or ',' or '#')) return false;
        if (YamlScalars.IsSafePlain(text)) return true;
        return text.Any(char.IsAsciiLetter) && !char.IsAsciiLetter(text[0]) && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '/' or '-' or '_')
            && text[0] != '-' && YamlScalars.Resolve(text, default).Kind == ScalarKind.String;
    }

    public static string Quoted(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"";
}
