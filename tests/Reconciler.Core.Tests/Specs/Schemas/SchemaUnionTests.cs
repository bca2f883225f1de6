using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using NJsonSchema;
using Reconciler.Specs.Schemas;

namespace Reconciler.Core.Tests.Specs.Schemas;

/// <summary>The schema for editors is made of the others: RECORD=1 writes it anew.</summary>
public sealed class SchemaUnionTests
{
    private static readonly string File = Path.Combine(SchemaFolder.Path, "reconciler.schema.json");

    [Fact]
    public void The_schema_for_editors_is_the_union_of_all_kinds()
    {
        var union = Union().ToString(Formatting.Indented).ReplaceLineEndings("\n") + "\n";
        if (Environment.GetEnvironmentVariable("RECORD") == "1") System.IO.File.WriteAllText(File, union);
        Assert.Equal(union, System.IO.File.ReadAllText(File));
    }

    [Theory]
    [InlineData("""{"apiVersion": "v1", "kind": "ConfigMap", "anything": 1}""", true)]
    [InlineData("""{"apiVersion": "reconciler.dev/v1", "kind": "App", "metadata": {"name": "shop"}}""", true)]
    [InlineData("""{"apiVersion": "reconciler.dev/v1", "kind": "Apps", "metadata": {"name": "shop"}}""", false)]
    [InlineData("""{"apiVersion": "reconciler.dev/v1", "kind": "App", "metadata": {"name": "shop"}, "spec": {"imag": "x"}}""", false)]
    [InlineData("""{"kind": "ConfigMap"}""", false)]
    public async Task The_union_takes_specs_and_plain_manifests_and_nothing_else(string document, bool isValid)
    {
        var schema = await JsonSchema.FromJsonAsync(SpecSchemas.UnionText);
        Assert.Equal(isValid, schema.Validate(document).Count == 0);
    }

    private static JObject Union()
    {
        var definitions = new JObject();
        foreach (var kind in SpecSchemas.Kinds)
        {
            var schema = SchemaFolder.Read(kind);
            foreach (var (name, definition) in schema["definitions"]?.Value<JObject>() ?? [])
                if (!definitions.ContainsKey(name)) definitions[name] = definition;
            foreach (var keyword in new[] { "definitions", "$schema", "$id" }) schema.Remove(keyword);
            definitions[kind] = schema;
        }
        definitions["Manifest"] = JObject.Parse("""
            {
              "title": "Kubernetes manifest",
              "description": "A plain object of Kubernetes, carried through as it stands.",
              "type": "object",
              "required": ["apiVersion", "kind"],
              "properties": {
                "apiVersion": {"description": "The group and version of the kind.", "type": "string", "not": {"pattern": "^reconciler\\.dev(/|$)"}, "examples": ["apps/v1"]},
                "kind": {"description": "The kind.", "type": "string", "examples": ["Deployment"]}
              }
            }
            """);
        return new JObject
        {
            ["$schema"] = "http://json-schema.org/draft-07/schema#",
            ["$id"] = "https://reconciler.dev/schemas/reconciler.schema.json",
            ["title"] = "Reconciler",
            ["description"] = "Any document of a config repo: a spec of reconciler.dev/v1, or a plain Kubernetes manifest.",
            ["oneOf"] = new JArray(SpecSchemas.Kinds.Append("Manifest").Select(kind => new JObject { ["$ref"] = $"#/definitions/{kind}" })),
            ["definitions"] = definitions,
        };
    }
}
