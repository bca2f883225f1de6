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
        YamlScalars.IsSafePlain(text) && !text.Any(letter => letter is '{' or '}' or '[' or ']' or ',' or '#') && YamlScalars.Resolve(text, default).Kind == ScalarKind.String ? text : Quoted(text);

    public static string Quoted(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"";
}
