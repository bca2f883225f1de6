using System.Diagnostics;
using NJsonSchema;
using Reconciler.Objects;

namespace Reconciler.Specs.Schemas;

/// <summary>What shapes a schema lets a value have, through references and alternatives.</summary>
internal static class SchemaShape
{
    /// <summary>The schema itself, or the shapes that it is an alternative of.</summary>
    public static IReadOnlyList<JsonSchema> Branches(JsonSchema schema)
    {
        var actual = schema.ActualSchema;
        return actual.AnyOf.Count == 0 ? [actual] : [.. actual.AnyOf.SelectMany(Branches)];
    }

    public static bool Accepts(JsonSchema schema, Node node) => Branches(schema).Any(branch =>
        branch.Type == JsonObjectType.None || (branch.Type & TypeOf(node)) != 0 || (branch.IsNullableRaw == true && node.IsNullOrMissing()));

    /// <summary>The types that a node counts as: an integer is a number too.</summary>
    public static JsonObjectType TypeOf(Node node) => node switch
    {
        MapNode => JsonObjectType.Object,
        ListNode => JsonObjectType.Array,
        ScalarNode scalar => scalar.Kind switch
        {
            ScalarKind.Null => JsonObjectType.Null,
            ScalarKind.Boolean => JsonObjectType.Boolean,
            ScalarKind.Integer => JsonObjectType.Integer | JsonObjectType.Number,
            ScalarKind.Float => JsonObjectType.Number,
            ScalarKind.String => JsonObjectType.String,
            _ => throw new UnreachableException(),
        },
        _ => throw new UnreachableException(),
    };

    /// <summary>What values a schema wants, in words, null left out: "a text or a list".</summary>
    public static string Expected(IEnumerable<JsonSchema> schemas)
    {
        var branches = schemas.SelectMany(Branches).ToList();
        var words = branches.SelectMany(Words).Distinct(StringComparer.Ordinal).ToList();
        return words.Count switch
        {
            0 => "nothing",
            1 => words[0],
            _ => $"{string.Join(", ", words[..^1])} or {words[^1]}",
        };
    }

    public static string Found(Node node) => node switch
    {
        MapNode => "a map",
        ListNode => "a list",
        ScalarNode { Kind: ScalarKind.Null } => "nothing",
        ScalarNode { Kind: ScalarKind.String } text => $"the text \"{Shortened(text.Value)}\"",
        ScalarNode { Kind: ScalarKind.Boolean } flag => flag.Written,
        ScalarNode number => $"the number {number.Written}",
        _ => throw new UnreachableException(),
    };

    public static string Shortened(string text) => text.Length <= 60 ? text : $"{text[..57]}...";

    private static IEnumerable<string> Words(JsonSchema branch)
    {
        if (branch.Enumeration.Count > 0) return branch.Enumeration.Where(value => value is not null).Select(AllowedWord);
        if (branch.Title is "duration" or "quantity") return [$"a {branch.Title}"];
        return new (JsonObjectType Type, string Word)[]
        {
            (JsonObjectType.String, "a text"), (JsonObjectType.Integer, "a whole number"), (JsonObjectType.Number, "a number"), (JsonObjectType.Boolean, "true or false"),
            (JsonObjectType.Array, "a list"), (JsonObjectType.Object, "a map"),
        }.Where(pair => branch.Type.HasFlag(pair.Type)).Select(pair => pair.Word);
    }

    /// <summary>An allowed value as it is written in YAML.</summary>
    public static string AllowedWord(object? value) => value is bool flag ? (flag ? "true" : "false") : value?.ToString() ?? "null";
}
