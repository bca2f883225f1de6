using Newtonsoft.Json.Linq;
using Reconciler.Objects;
using Reconciler.Specs.Schemas;

namespace Reconciler.Core.Tests.Specs.Schemas;

/// <summary>What every schema file has to keep to, so that it is enforced as written and can be read by people and editors.</summary>
public sealed class SchemaHygieneTests
{
    private static readonly HashSet<string> Allowed =
    [
        "type", "enum", "required", "properties", "additionalProperties", "patternProperties", "items", "uniqueItems", "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems",
        "multipleOf", "pattern", "allOf", "anyOf", "oneOf", "not", "definitions", "$ref", "title", "description", "examples", "default", "$schema", "$id",
    ];

    public static TheoryData<string> Kinds() => [.. SpecSchemas.Kinds];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Only_keywords_that_are_enforced_are_used(string kind) =>
        Assert.All(Schemas(SchemaFolder.Read(kind)).SelectMany(schema => schema.Properties()), keyword => Assert.Contains(keyword.Name, Allowed));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void References_stay_inside_of_the_file_and_every_definition_is_used(string kind)
    {
        var root = SchemaFolder.Read(kind);
        var references = Schemas(root).Select(schema => (string?)schema["$ref"]).OfType<string>().ToHashSet();
        Assert.All(references, reference => Assert.NotNull(root.SelectToken(reference.Replace("#/", "", StringComparison.Ordinal).Replace('/', '.'))));
        Assert.Equal(((JObject?)root["definitions"] ?? []).Properties().Select(definition => $"#/definitions/{definition.Name}").Order(StringComparer.Ordinal), references.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_field_has_a_description_an_example_and_a_default_unless_required(string kind)
    {
        Assert.All(SchemaFields.Of(kind)!.Walk().Skip(1).Where(field => field.Name != "<key>"), field =>
        {
            Assert.True(field.Description.Length > 0, $"{field.Path} has no description");
            Assert.True(field.Examples.Length > 0, $"{field.Path} has no example");
            Assert.True(field.IsFreeKey || field.Name == "*" || field.Required != field.HasDefault, $"{field.Path} is neither required nor has it a default, or both");
        });
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_example_and_default_fits_its_own_field(string kind)
    {
        var tree = SchemaFile.Find(kind)!.Tree;
        foreach (var field in tree.Path("properties") is MapNode root ? Fields(root).Concat(Fields(tree.Map("definitions") ?? MapNode.Empty)) : [])
        {
            var schema = SchemaCompiler.Compile(tree["definitions"] is { } definitions ? field.With("definitions", definitions) : field);
            foreach (var value in field.List("examples")!.Items.Concat(field.Has("default") ? [field["default"]!] : []))
            {
                using var reader = new NodeJsonReader(value);
                Assert.True(SpecValidator.Instance.Validate(JToken.Load(reader), schema).Count == 0, $"{kind}: {FlowText.Of(value)} does not fit {field.Origin}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Null_is_accepted_for_every_optional_field(string kind)
    {
        var refused = SchemaFields.Of(kind)!.Walk().Where(field => !field.Required && !field.IsFreeKey && field.Name != "*" && !field.AcceptsNull).Select(field => field.Path);
        Assert.Empty(refused);
    }

    [Fact]
    public void Definitions_that_several_files_share_are_the_same()
    {
        var all = SpecSchemas.Kinds.SelectMany(kind => ((JObject?)SchemaFolder.Read(kind)["definitions"] ?? []).Properties().Select(definition => (kind, definition.Name, definition.Value)));
        Assert.All(all.GroupBy(definition => definition.Name), group => Assert.Single(group.Select(definition => definition.Value).Distinct(JToken.EqualityComparer)));
    }

    [Fact]
    public void There_is_one_file_for_each_kind_and_it_is_embedded()
    {
        var files = Directory.GetFiles(SchemaFolder.Path, "*.schema.json").Select(file => Path.GetFileName(file).Replace(".schema.json", "", StringComparison.Ordinal));
        Assert.Superset(SpecSchemas.Kinds.Select(kind => kind.ToLowerInvariant()).ToHashSet(), files.ToHashSet());
        Assert.All(SpecSchemas.Kinds, kind => Assert.Equal(kind, (string?)SchemaFolder.Read(kind)["title"]));
    }

    /// <summary>Every map below that has examples: the schema of a field.</summary>
    private static IEnumerable<MapNode> Fields(Node node) => node switch
    {
        MapNode map when map["examples"] is ListNode => map.Entries.Where(entry => entry.Key is not ("examples" or "default")).SelectMany(entry => Fields(entry.Value)).Prepend(map),
        MapNode map => map.Entries.SelectMany(entry => Fields(entry.Value)),
        ListNode list => list.Items.SelectMany(Fields),
        _ => [],
    };

    /// <summary>Every schema of a file; examples, defaults and enumerations are values and no schemas.</summary>
    private static IEnumerable<JObject> Schemas(JObject schema)
    {
        yield return schema;
        foreach (var keyword in schema.Properties())
        {
            IEnumerable<JToken> inner = keyword.Name switch
            {
                "properties" or "patternProperties" or "definitions" => keyword.Value.Children<JProperty>().Select(child => child.Value),
                "items" or "not" or "additionalProperties" => [keyword.Value],
                "anyOf" or "oneOf" or "allOf" => keyword.Value.Children(),
                _ => [],
            };
            foreach (var found in inner.OfType<JObject>().SelectMany(Schemas)) yield return found;
        }
    }
}
