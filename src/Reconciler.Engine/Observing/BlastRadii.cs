using System.Collections.Immutable;
using Reconciler.Diffing;
using Reconciler.Kube;
using Reconciler.Objects;
using Reconciler.Planning;

namespace Reconciler.Engine.Observing;

/// <summary>Counts what would go along with Namespaces and CustomResourceDefinitions that are to be deleted. What can't be counted is unknown.</summary>
internal static class BlastRadii
{
    /// <summary>What every namespace has by itself, and what follows from other objects.</summary>
    private static readonly ImmutableHashSet<string> Derived = ["Event", "Endpoints", "EndpointSlice", "ControllerRevision", "Lease", "PodMetrics"];

    /// <summary>The certificates that Kubernetes, OpenShift and Istio put into every namespace.</summary>
    private static readonly ImmutableHashSet<string> Bundles = ["kube-root-ca.crt", "openshift-service-ca.crt", "istio-ca-root-cert"];

    public static async Task<ImmutableDictionary<ObjectKey, BlastRadius>> CountAsync(ICluster cluster, Identity identity, ImmutableArray<LiveObject> unwanted, CancellationToken cancellation)
    {
        var radii = ImmutableDictionary.CreateBuilder<ObjectKey, BlastRadius>();
        foreach (var live in unwanted)
        {
            if (await CountAsync(cluster, identity, live, isAnew: false, cancellation) is { } radius) radii[live.Key] = radius;
        }
        return radii.ToImmutable();
    }

    /// <summary>What would go along with one object, or null where nothing does.</summary>
    public static async Task<BlastRadius?> CountAsync(ICluster cluster, Identity identity, LiveObject live, bool isAnew, CancellationToken cancellation) => live.Key switch
    {
        { Group: "", Kind: "Namespace" } => await InNamespaceAsync(cluster, identity, await cluster.KindsAsync(isAnew, cancellation), live.Key.Name, cancellation),
        { Group: "apiextensions.k8s.io", Kind: "CustomResourceDefinition" } => await OfDefinitionAsync(cluster, identity, await cluster.KindsAsync(isAnew, cancellation), live, cancellation),
        _ => null,
    };

    private static async Task<BlastRadius> InNamespaceAsync(ICluster cluster, Identity identity, DiscoverySnapshot kinds, string name, CancellationToken cancellation)
    {
        if (kinds.Failure is { } failure) return new BlastRadius(0, 0, failure.ToString());
        if (kinds.Failed.Count > 0) return new BlastRadius(0, 0, string.Join("; ", kinds.Failed.Select(failed => failed.Value.ToString())));
        var listable = kinds.Resources.Where(resource => resource.IsNamespaced && resource.Verbs.Contains("list") && resource.Verbs.Contains("delete") && !Derived.Contains(resource.Kind)).DistinctBy(resource => (resource.Group, resource.Kind)).ToList();
        return await CountAsync(cluster, identity, listable, name, cancellation);
    }

    private static async Task<BlastRadius> OfDefinitionAsync(ICluster cluster, Identity identity, DiscoverySnapshot kinds, LiveObject definition, CancellationToken cancellation)
    {
        var spec = definition.Body.Map("spec");
        return kinds.FindPreferred(spec.Text("group")?.Value ?? "", spec.Map("names").Text("kind")?.Value ?? "") switch
        {
            KindLookup.Served { Resource: var resource } => await CountAsync(cluster, identity, [resource], null, cancellation),
            KindLookup.Unknown { Why: var why } => new BlastRadius(0, 0, why.ToString()),
            _ => new BlastRadius(0, 0),
        };
    }

    private static async Task<BlastRadius> CountAsync(ICluster cluster, Identity identity, List<KubeResource> resources, string? inNamespace, CancellationToken cancellation)
    {
        var lists = await Bounded.SelectAsync(resources, (resource, stop) => cluster.ListAsync(new ListRequest(resource) { Namespace = inNamespace, IsMetadataOnly = true }, stop), cancellation);
        var unknown = lists.Select(list => list.Error).FirstOrDefault(error => error is not null and not KubeError.KindNotServed and not KubeError.VerbNotServed);
        if (unknown is not null) return new BlastRadius(0, 0, unknown.ToString());
        var objects = resources.Zip(lists).SelectMany(pair => pair.Second.TryGet(out var list, out _) ? list.Items.Select(item => (pair.First, Live: new LiveObject(item))) : []).Where(item => !IsDerived(item.First, item.Live)).ToList();
        return new BlastRadius(objects.Count, objects.Count(item => !identity.IsOurs(item.Live)));
    }

    private static bool IsDerived(KubeResource resource, LiveObject live) =>
        live.Body.Map("metadata").Maps("ownerReferences").Any()
        || (resource is { Group: "", Kind: "ServiceAccount" } && live.Body.Map("metadata").Text("name")?.Value == "default")
        || (resource is { Group: "", Kind: "ConfigMap" } && live.Body.Map("metadata").Text("name")?.Value is { } name && Bundles.Contains(name));
}
