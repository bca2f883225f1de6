using Reconciler.Objects;

namespace Reconciler.Specs.Schemas;

/// <summary>Says in a few words what a schema takes.</summary>
internal static class TypeWords
{
    public static string Of(MapNode schema, MapNode definitions)
    {
        if (schema.Text("$ref") is { } reference)
        {
            var definition = definitions.Map(reference.Value["#/definitions/".Length..])!;
            return !definition.Has("enum") && definition.Text("title") is { } title ? title.Value : Of(definition, definitions);
        }
        if (schema.Text("title") is { } own && !schema.Has("properties")) return own.Value;
        if (schema.Has("anyOf")) return Join(schema.Maps("anyOf").Select(branch => Of(branch, definitions)).Where(word => word != "null"));
        if (schema.List("enum") is not null)
        {
            var allowed = schema.Texts("enum").Select(value => value.Value).Distinct(StringComparer.Ordinal).ToList();
            return allowed.Count == 1 ? allowed[0] : $"one of {string.Join(", ", allowed)}";
        }
        return Join(Types(schema).Select(type => Word(type, schema, definitions)));
    }

    private static IEnumerable<string> Types(MapNode schema) =>
        (schema.List("type") is null ? schema.Text("type") is { } one ? [one.Value] : [] : schema.Texts("type").Select(type => type.Value)).Where(type => type != "null");

    private static string Word(string type, MapNode schema, MapNode definitions) => type switch
    {
        "string" => "text",
        "integer" => "whole number",
        "boolean" => "true or false",
        "array" => schema.Map("items") is { } items ? $"list of {Of(items, definitions)}" : "list",
        "object" => schema.Text("title")?.Value ?? "map",
        _ => type,
    };

    private static string Join(IEnumerable<string> words)
    {
        var distinct = words.Distinct(StringComparer.Ordinal).ToList();
        return distinct.Count == 0 ? "anything" : string.Join(" or ", distinct);
    }
}
