using System.Text;
using Reconciler.Objects;
using Reconciler.Sandbox.Resources;

namespace Reconciler.Sandbox.Routes;

/// <summary>Discovery the old way: APIVersions, APIGroupList, APIGroup and APIResourceList.</summary>
internal static class DiscoveryDocuments
{
    public static MapNode CoreVersions(string host) => new MapBuilder
    {
        ["kind"] = "APIVersions",
        ["versions"] = ListNode.Of("v1"),
        ["serverAddressByClientCIDRs"] = ListNode.Of(new MapBuilder { ["clientCIDR"] = "0.0.0.0/0", ["serverAddress"] = host }.ToMap()),
    }.ToMap();

    public static MapNode GroupList(ResourceRegistry resources) => new MapBuilder
    {
        ["kind"] = "APIGroupList",
        ["apiVersion"] = "v1",
        ["groups"] = ListNode.Of(resources.Groups.Select(group => (Node)Group(resources, group, withType: false))),
    }.ToMap();

    public static MapNode Group(ResourceRegistry resources, string group, bool withType)
    {
        var versions = resources.Versions(group).Select(version => (Node)new MapBuilder { ["groupVersion"] = $"{group}/{version}", ["version"] = version }!).ToList();
        return new MapBuilder
        {
            ["kind"] = withType ? "APIGroup" : null,
            ["apiVersion"] = withType ? "v1" : null,
            ["name"] = group,
            ["versions"] = ListNode.Of(versions),
            ["preferredVersion"] = versions[0],
        }.ToMap();
    }

    public static MapNode ResourceList(ResourceRegistry resources, string group, string version) => new MapBuilder
    {
        ["kind"] = "APIResourceList",
        ["apiVersion"] = group.Length == 0 ? null : "v1",
        ["groupVersion"] = group.Length == 0 ? version : $"{group}/{version}",
        ["resources"] = ListNode.Of(resources.Of(group, version).OrderBy(resource => resource.Kind.Resource, StringComparer.Ordinal).SelectMany(Entries)),
    }.ToMap();

    private static IEnumerable<Node> Entries(ServedResource resource)
    {
        var kind = resource.Kind;
        var entry = new MapBuilder
        {
            ["name"] = kind.Resource,
            ["singularName"] = kind.Singular,
            ["namespaced"] = kind.IsNamespaced,
            ["kind"] = kind.Kind,
            ["verbs"] = ListNode.Of(kind.Verbs.Order(StringComparer.Ordinal).Select(verb => (Node)verb)),
        };
        entry.AddList("shortNames", kind.ShortNames.Select(name => (Node)name));
        entry.AddList("categories", resource.Categories.Select(name => (Node)name));
        if (resource.Allows("list")) entry.Add("storageVersionHash", Hash(resource));
        yield return entry;
        foreach (var sub in kind.Subresources)
        {
            var isOther = sub.ApiVersion != kind.ApiVersion;
            yield return new MapBuilder
            {
                ["name"] = $"{kind.Resource}/{sub.Name}",
                ["singularName"] = "",
                ["namespaced"] = kind.IsNamespaced,
                ["group"] = isOther && sub.ApiVersion.Contains('/', StringComparison.Ordinal) ? ObjectKey.GroupOf(sub.ApiVersion) : null,
                ["version"] = isOther ? sub.ApiVersion[(sub.ApiVersion.IndexOf('/', StringComparison.Ordinal) + 1)..] : null,
                ["kind"] = sub.Kind,
                ["verbs"] = ListNode.Of(sub.Verbs.Order(StringComparer.Ordinal).Select(verb => (Node)verb)),
            };
        }
    }

    private static string Hash(ServedResource resource) =>
        Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes($"{resource.Kind.ApiVersion}/{resource.Kind.Kind}")).AsSpan(0, 8));
}
