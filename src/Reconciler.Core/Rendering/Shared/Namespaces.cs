using Reconciler.Objects;
using Reconciler.Specs;

namespace Reconciler.Rendering.Shared;

/// <summary>
/// The namespaces in which something of the set lies, each once. Not `default` and `kube-*`, which are the cluster's, and
/// not one that the source has as a manifest.
/// </summary>
public static class Namespaces
{
    public static IEnumerable<Manifest> Render(SpecSet specs, IEnumerable<Manifest> manifests)
    {
        var environment = specs.Environment;
        // A source that may have nothing cluster-scoped finds its namespaces there.
        if (environment.Namespaces?.Value == "expect" || environment.Allow?.ClusterScoped?.Value == false) yield break;
        var written = specs.Manifests.Select(document => ObjectKey.Of(document.Body)).Where(key => key.GroupKind == "Namespace").Select(key => key.Name).ToHashSet(StringComparer.Ordinal);
        var wanted = manifests
            .Where(manifest => !IsOfCluster(manifest.Key.Namespace) && !written.Contains(manifest.Key.Namespace))
            .GroupBy(manifest => manifest.Key.Namespace, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal);
        foreach (var group in wanted)
        {
            var place = FirstPlace(group);
            var body = new MapBuilder(place)
            {
                ["apiVersion"] = "v1",
                ["kind"] = "Namespace",
                ["metadata"] = SpecObjects.Metadata(environment, environment.Document, "namespace", ScalarNode.Of(group.Key, place)),
            };
            yield return new Manifest(body.ToMap(), SpecObjects.LaneOf(environment), place);
        }
    }

    /// <summary>Whether the namespace is the cluster's own, or none at all.</summary>
    public static bool IsOfCluster(string name) => name is "" or "default" || name.StartsWith("kube-", StringComparison.Ordinal);

    /// <summary>The first place that asks for something in the namespace; a place that nobody wrote comes last.</summary>
    private static Origin FirstPlace(IEnumerable<Manifest> manifests) =>
        manifests.Select(manifest => manifest.Place).Where(place => place.IsKnown).DefaultIfEmpty(Origin.None).Min();
}
