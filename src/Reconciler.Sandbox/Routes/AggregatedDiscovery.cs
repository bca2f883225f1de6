using Reconciler.Objects;
using Reconciler.Sandbox.Resources;

namespace Reconciler.Sandbox.Routes;

/// <summary>Discovery in one document, as apidiscovery.k8s.io has it.</summary>
internal static class AggregatedDiscovery
{
    public static MapNode Core(ResourceRegistry resources) => List([Group(resources, "")]);

    public static MapNode Groups(ResourceRegistry resources) => List(resources.Groups.Select(group => Group(resources, group)));

    private static MapNode List(IEnumerable<Node> items) => new MapBuilder
    {
        ["kind"] = "APIGroupDiscoveryList",
        ["apiVersion"] = "apidiscovery.k8s.io/v2",
        ["metadata"] = MapNode.Empty,
        ["items"] = ListNode.Of(items),
    }.ToMap();

    private static MapNode Group(ResourceRegistry resources, string group) => new MapBuilder
    {
        ["metadata"] = new MapBuilder { ["name"] = group.Length == 0 ? null : group },
        ["versions"] = ListNode.Of(resources.Versions(group).Select(version => (Node)new MapBuilder
        {
            ["version"] = version,
            ["resources"] = ListNode.Of(resources.Of(group, version).OrderBy(resource => resource.Kind.Resource, StringComparer.Ordinal).Select(resource => (Node)Resource(resource))),
            ["freshness"] = "Current",
        }!)),
    }.ToMap();

    private static MapNode Resource(ServedResource resource)
    {
        var kind = resource.Kind;
        var map = new MapBuilder
        {
            ["resource"] = kind.Resource,
            ["responseKind"] = Kind(kind.ApiVersion, kind.Kind),
            ["scope"] = kind.IsNamespaced ? "Namespaced" : "Cluster",
            ["singularResource"] = kind.Singular,
            ["verbs"] = ListNode.Of(kind.Verbs.Select(verb => (Node)verb)),
        };
        map.AddList("shortNames", kind.ShortNames.Select(name => (Node)name));
        map.AddList("categories", resource.Categories.Select(name => (Node)name));
        map.AddList("subresources", kind.Subresources.Select(sub => (Node)new MapBuilder
        {
            ["subresource"] = sub.Name,
            ["responseKind"] = Kind(sub.ApiVersion, sub.Kind),
            ["verbs"] = ListNode.Of(sub.Verbs.Select(verb => (Node)verb)),
        }!));
        return map.ToMap();
    }

    private static MapNode Kind(string apiVersion, string kind) => new MapBuilder
    {
        ["group"] = ObjectKey.GroupOf(apiVersion),
        ["version"] = apiVersion[(apiVersion.IndexOf('/', StringComparison.Ordinal) + 1)..],
        ["kind"] = kind,
    }.ToMap();
}
