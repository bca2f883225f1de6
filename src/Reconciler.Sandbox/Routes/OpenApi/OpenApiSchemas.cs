using Reconciler.Objects;
using Reconciler.Sandbox.Resources;

namespace Reconciler.Sandbox.Routes.OpenApi;

/// <summary>The schemas of a group version's kinds, each with the kind that it describes.</summary>
internal static class OpenApiSchemas
{
    public static MapNode Of(IEnumerable<ServedResource> resources, string referencePrefix)
    {
        var (writer, kinds, schemas) = (new SchemaWriter(referencePrefix), new Dictionary<string, List<Node>>(StringComparer.Ordinal), new SortedDictionary<string, MapNode>(StringComparer.Ordinal));
        foreach (var resource in resources)
        {
            if (resource.Served.IsCustom) schemas[CustomName(resource)] = Custom(resource, writer);
            else if (resource.Kind.Root is { } root)
            {
                writer.Ask(root);
                Add(kinds, root.Name, KindOf(resource.Kind.ApiVersion, resource.Kind.Kind));
            }
            foreach (var sub in resource.Kind.Subresources.Where(sub => sub.Root is not null))
            {
                writer.Ask(sub.Root!);
                if (sub.ApiVersion != resource.Kind.ApiVersion) Add(kinds, sub.Root!.Name, KindOf(sub.ApiVersion, sub.Kind));
            }
        }
        foreach (var (name, schema) in writer.Drain())
            schemas[name] = kinds.TryGetValue(name, out var of) ? schema.With("x-kubernetes-group-version-kind", ListNode.Of(of)) : schema;
        return new MapNode([.. schemas.Select(pair => new MapEntry(pair.Key, pair.Value))]);
    }

    public static MapNode KindOf(string apiVersion, string kind) => new MapBuilder
    {
        ["group"] = ObjectKey.GroupOf(apiVersion),
        ["kind"] = kind,
        ["version"] = apiVersion[(apiVersion.IndexOf('/', StringComparison.Ordinal) + 1)..],
    }.ToMap();

    /// <summary>As the API server names them: the group backwards, version, kind.</summary>
    public static string CustomName(ServedResource resource) => $"{string.Join('.', resource.Kind.Group.Split('.').Reverse())}.{resource.Kind.Version}.{resource.Kind.Kind}";

    private static MapNode Custom(ServedResource resource, SchemaWriter writer)
    {
        var schema = resource.Served.Schema ?? MapNode.Empty;
        var properties = (schema.Map("properties") ?? MapNode.Empty)
            .With("apiVersion", new MapBuilder { ["type"] = "string" }!)
            .With("kind", new MapBuilder { ["type"] = "string" }!)
            .With("metadata", writer.Reference(KubeTypes.ObjectMeta));
        return schema.With("type", "object").With("properties", properties)
            .With("x-kubernetes-group-version-kind", ListNode.Of(KindOf(resource.Kind.ApiVersion, resource.Kind.Kind)));
    }

    private static void Add(Dictionary<string, List<Node>> kinds, string name, MapNode kind)
    {
        if (!kinds.TryGetValue(name, out var of)) kinds[name] = of = [];
        if (!of.Exists(known => Node.DeepEquals(known, kind))) of.Add(kind);
    }
}
