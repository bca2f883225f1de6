using System.Collections.Immutable;
using Reconciler.Kube;
using Reconciler.Objects;

namespace Reconciler.Kubernetes.Discovery;

/// <summary>Reads discovery documents, of the aggregated form and of the old one.</summary>
internal static class DiscoveryText
{
    public const string Accept = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json";

    public static bool IsAggregated(MapNode document) => document.Text("kind")?.Value == "APIGroupDiscoveryList";

    /// <summary>The groups of an aggregated document: each with its resources, and with whether a part of it is stale.</summary>
    public static IEnumerable<(string Group, ImmutableArray<KubeResource> Resources, bool IsStale)> Groups(MapNode document) =>
        from item in document.Maps("items")
        let name = item.Map("metadata").Text("name")?.Value ?? ""
        let versions = item.Maps("versions").ToImmutableArray()
        select (name,
            versions.Where(version => !IsStale(version)).SelectMany(version => Resources(name, version)).ToImmutableArray(),
            versions.Any(IsStale));

    /// <summary>The group versions that the old form lists, preferred first.</summary>
    public static IEnumerable<string> GroupVersions(MapNode document) =>
        from item in document.Maps("groups")
        let preferred = item.Map("preferredVersion").Text("groupVersion")?.Value
        from version in item.Maps("versions").Select(version => version.Text("groupVersion")?.Value).OfType<string>().OrderBy(version => version == preferred ? 0 : 1)
        select version;

    /// <summary>The resources of one group version in the old form, where subresources stand beside them as pods/log.</summary>
    public static IEnumerable<KubeResource> FromResourceList(string groupVersion, MapNode document)
    {
        var (group, version) = Split(groupVersion);
        var all = document.Maps("resources").ToImmutableArray();
        foreach (var resource in all)
        {
            var name = resource.Text("name")?.Value ?? "";
            if (name.Contains('/', StringComparison.Ordinal)) continue;
            yield return new KubeResource(group, version, resource.Text("kind")?.Value ?? "", name, resource.Flag("namespaced")?.Value ?? false)
            {
                Verbs = Texts(resource, "verbs"),
                ShortNames = Texts(resource, "shortNames"),
                Subresources =
                [
                    .. from part in all
                       let partName = part.Text("name")?.Value ?? ""
                       where partName.StartsWith($"{name}/", StringComparison.Ordinal)
                       select new ServedSubresource(partName[(name.Length + 1)..], part.Text("kind")?.Value ?? "", Texts(part, "verbs")),
                ],
            };
        }
    }

    public static (string Group, string Version) Split(string groupVersion) =>
        groupVersion.IndexOf('/', StringComparison.Ordinal) is var at and >= 0 ? (groupVersion[..at], groupVersion[(at + 1)..]) : ("", groupVersion);

    private static bool IsStale(MapNode version) => version.Text("freshness")?.Value == "Stale";

    private static IEnumerable<KubeResource> Resources(string group, MapNode version)
    {
        var versionName = version.Text("version")?.Value ?? "";
        foreach (var resource in version.Maps("resources"))
        {
            // without a kind of its own it is only the home of subresources
            if (resource.Map("responseKind").Text("kind")?.Value is not { Length: > 0 } kind) continue;
            yield return new KubeResource(group, versionName, kind, resource.Text("resource")?.Value ?? "", resource.Text("scope")?.Value == "Namespaced")
            {
                Verbs = Texts(resource, "verbs"),
                ShortNames = Texts(resource, "shortNames"),
                Subresources = [.. resource.Maps("subresources").Select(part => new ServedSubresource(part.Text("subresource")?.Value ?? "", part.Map("responseKind").Text("kind")?.Value ?? "", Texts(part, "verbs")))],
            };
        }
    }

    private static ImmutableArray<string> Texts(MapNode map, string key) => [.. map.Texts(key).Select(text => text.Value)];
}
