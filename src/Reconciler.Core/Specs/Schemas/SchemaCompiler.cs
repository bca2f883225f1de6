using System.Globalization;
using NJsonSchema;
using Reconciler.Objects;

namespace Reconciler.Specs.Schemas;

/// <summary>
/// Builds NJsonSchema's objects from a schema's tree: without the library's own reader, which is slow to start and would
/// fetch references from the network. A keyword that the library does not enforce is a bug in the schema and throws.
/// </summary>
internal sealed class SchemaCompiler
{
    private readonly Dictionary<string, JsonSchema> _definitions = new(StringComparer.Ordinal);
    private readonly MapNode? _definitionTrees;

    private SchemaCompiler(MapNode root) => _definitionTrees = root.Map("definitions");

    public static JsonSchema Compile(MapNode root) => new SchemaCompiler(root).Fill(new JsonSchema(), root);

    private T Fill<T>(T schema, MapNode tree) where T : JsonSchema
    {
        foreach (var (keyword, value, _) in tree.Entries) Apply(schema, keyword, value);
        return schema;
    }

    private void Apply(JsonSchema schema, string keyword, Node value)
    {
        switch (keyword)
        {
            case "$schema" or "$id" or "description" or "examples" or "default" or "definitions":
                break;
            case "title":
                schema.Title = Text(value);
                break;
            case "$ref":
                schema.Reference = Definition(Text(value)["#/definitions/".Length..]);
                break;
            case "type":
                ApplyType(schema, [.. Texts(value)]);
                break;
            case "enum":
                foreach (var item in ((ListNode)value).Items.Where(item => !item.IsNullOrMissing())) schema.Enumeration.Add(Scalar((ScalarNode)item));
                break;
            case "pattern":
                schema.Pattern = Text(value);
                break;
            case "anyOf":
                foreach (var branch in Maps(value)) schema.AnyOf.Add(Fill(new JsonSchema(), branch));
                break;
            case "oneOf":
                foreach (var branch in Maps(value)) schema.OneOf.Add(Fill(new JsonSchema(), branch));
                break;
            case "allOf":
                foreach (var branch in Maps(value)) schema.AllOf.Add(Fill(new JsonSchema(), branch));
                break;
            case "not":
                schema.Not = Fill(new JsonSchema(), (MapNode)value);
                break;
            case "items":
                schema.Item = Fill(new JsonSchema(), (MapNode)value);
                break;
            case "uniqueItems":
                schema.UniqueItems = Text(value) == "true";
                break;
            default:
                ApplyMembersOrLimit(schema, keyword, value);
                break;
        }
    }

    private void ApplyMembersOrLimit(JsonSchema schema, string keyword, Node value)
    {
        switch (keyword)
        {
            case "required":
                foreach (var name in Texts(value)) schema.RequiredProperties.Add(name);
                break;
            case "properties":
                foreach (var (name, property, _) in ((MapNode)value).Entries) schema.Properties[name] = Fill(new JsonSchemaProperty(), (MapNode)property);
                break;
            case "patternProperties":
                foreach (var (pattern, property, _) in ((MapNode)value).Entries) schema.PatternProperties[pattern] = Fill(new JsonSchemaProperty(), (MapNode)property);
                break;
            case "additionalProperties" when value is MapNode additional:
                schema.AdditionalPropertiesSchema = Fill(new JsonSchema(), additional);
                break;
            case "additionalProperties":
                schema.AllowAdditionalProperties = Text(value) == "true";
                break;
            case "minimum":
                schema.Minimum = decimal.Parse(Text(value), CultureInfo.InvariantCulture);
                break;
            case "maximum":
                schema.Maximum = decimal.Parse(Text(value), CultureInfo.InvariantCulture);
                break;
            case "minLength":
                schema.MinLength = int.Parse(Text(value), CultureInfo.InvariantCulture);
                break;
            case "maxLength":
                schema.MaxLength = int.Parse(Text(value), CultureInfo.InvariantCulture);
                break;
            case "minItems":
                schema.MinItems = int.Parse(Text(value), CultureInfo.InvariantCulture);
                break;
            case "maxItems":
                schema.MaxItems = int.Parse(Text(value), CultureInfo.InvariantCulture);
                break;
            default:
                throw new InvalidOperationException($"{value.Origin}: the keyword {keyword} is not enforced");
        }
    }

    /// <summary>
    /// Null beside other types becomes a mark that <see cref="SpecValidator"/> honours: the library checks a value once for
    /// each type, lists with all their items.
    /// </summary>
    private static void ApplyType(JsonSchema schema, string[] types)
    {
        schema.IsNullableRaw = types.Length > 1 && types.Contains("null");
        schema.Type = types.Where(type => schema.IsNullableRaw != true || type != "null")
            .Aggregate(JsonObjectType.None, (all, type) => all | Enum.Parse<JsonObjectType>(type, ignoreCase: true));
    }

    /// <summary>A definition is known before it is filled, so that one may refer to another in any order.</summary>
    private JsonSchema Definition(string name)
    {
        if (_definitions.TryGetValue(name, out var known)) return known;
        var definition = _definitions[name] = new JsonSchema();
        return Fill(definition, _definitionTrees.Map(name) ?? throw new InvalidOperationException($"there is no definition {name}"));
    }

    private static string Text(Node value) => ((ScalarNode)value).Value;

    private static IEnumerable<string> Texts(Node value) => value is ListNode list ? list.Items.Select(Text) : [Text(value)];

    private static IEnumerable<MapNode> Maps(Node value) => ((ListNode)value).Items.Cast<MapNode>();

    private static object Scalar(ScalarNode scalar) => scalar.Kind switch
    {
        ScalarKind.Boolean => scalar.Value == "true",
        ScalarKind.Null or ScalarKind.Integer or ScalarKind.Float or ScalarKind.String => scalar.Value,
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
