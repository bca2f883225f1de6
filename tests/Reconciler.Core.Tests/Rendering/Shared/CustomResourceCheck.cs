using Reconciler.Objects;

namespace Reconciler.Core.Tests.Rendering.Shared;

/// <summary>
/// Checks a custom resource against its real definition, unknown fields refused. Without the shared folder, and for kinds
/// that it has no definition of, nothing is found.
/// </summary>
internal static class CustomResourceCheck
{
    private static readonly Dictionary<string, MapNode> Schemas = Load();

    public static IEnumerable<string> Of(MapNode body) =>
        Schemas.TryGetValue($"{body.Text("apiVersion")!.Value}/{body.Text("kind")!.Value}", out var schema) ? Check(body, schema, "") : [];

    public static bool Knows(string apiVersion, string kind) => Schemas.ContainsKey($"{apiVersion}/{kind}");

    private static Dictionary<string, MapNode> Load()
    {
        var schemas = new Dictionary<string, MapNode>(StringComparer.Ordinal);
        if (SharedFolder.Find("crds") is not { } folder) return schemas;
        foreach (var file in Directory.EnumerateFiles(folder, "*keda*.yaml").Concat(Directory.EnumerateFiles(folder, "*helm*.yaml")))
        {
            var spec = YamlReader.Read(file, File.ReadAllText(file)).Documents[0].Root.Map("spec");
            foreach (var version in spec.Maps("versions"))
                schemas[$"{spec.Text("group")!.Value}/{version.Text("name")!.Value}/{spec.Map("names").Text("kind")!.Value}"] = (MapNode)version.Path("schema", "openAPIV3Schema")!;
        }
        return schemas;
    }

    private static IEnumerable<string> Check(Node node, MapNode schema, string path)
    {
        if (schema.Flag("x-kubernetes-int-or-string") is { Value: true }) return [];
        return (schema.Text("type")?.Value, node) switch
        {
            ("object", MapNode map) => CheckMap(map, schema, path),
            ("array", ListNode list) => list.Items.SelectMany((item, index) => Check(item, schema.Map("items")!, $"{path}[{index}]")),
            ("string", ScalarNode { Kind: ScalarKind.String } text) => schema.List("enum") is { } allowed && !allowed.Items.OfType<ScalarNode>().Any(item => item.Written == text.Value) ? [$"{path}: {text.Value} is not allowed"] : [],
            ("integer", ScalarNode { Kind: ScalarKind.Integer } number) => schema.Int("minimum") is { } least && int.Parse(number.Value) < least.Value ? [$"{path}: {number.Value} is too small"] : [],
            ("boolean", ScalarNode { Kind: ScalarKind.Boolean }) => [],
            (null, _) => [],
            var (type, _) => [$"{path}: not of type {type}"],
        };
    }

    private static IEnumerable<string> CheckMap(MapNode map, MapNode schema, string path)
    {
        foreach (var required in schema.Texts("required"))
            if (!map.Has(required.Value)) yield return $"{path}: {required.Value} is missing";
        if (path == ".metadata") yield break;
        foreach (var entry in map.Entries)
        {
            var inner = schema.Map("properties").Map(entry.Key) ?? schema.Map("additionalProperties");
            if (inner is null) yield return $"{path}: {entry.Key} is unknown";
            else foreach (var problem in Check(entry.Value, inner, $"{path}.{entry.Key}")) yield return problem;
        }
    }
}
