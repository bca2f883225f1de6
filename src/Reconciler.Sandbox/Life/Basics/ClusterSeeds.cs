using Reconciler.Objects;
using Reconciler.Sandbox.Access;
using Reconciler.Sandbox.Life.Pods;
using Reconciler.Sandbox.Life.Storage;
using Reconciler.Sandbox.Resources;
using Reconciler.Sandbox.Server;
using Reconciler.Sandbox.Storage;
using Reconciler.Sandbox.Writes;

namespace Reconciler.Sandbox.Life.Basics;

/// <summary>What a usual cluster has from its first moment: a node, a class of storage, priorities, roles.</summary>
internal static class ClusterSeeds
{
    /// <summary>Creates what isn't there; what somebody deleted comes back with the next start.</summary>
    public static Task PlantAsync(Cluster cluster, CancellationToken cancel) => cluster.Store.WriteAsync(transaction =>
    {
        foreach (var body in BuiltInRoles.All().Append(NodeObject.Make(cluster.Now)).Append(StandardClass()).Concat(Priorities()))
            Plant(cluster, transaction, body);
        return true;
    }, cancel);

    private static void Plant(Cluster cluster, StoreTransaction transaction, MapNode body)
    {
        var version = body.Text("apiVersion")?.Value ?? "";
        if (ResourceRegistry.BuiltIn.OfKind(ObjectKey.GroupOf(version), body.Text("kind")?.Value ?? "") is not { } resource) return;
        var place = resource.Place("", body.NameOf());
        if (transaction.Find(place) is not null) return;
        var status = body["status"];
        cluster.Writer.Write(transaction, new WriteCall(WriteVerb.Create, resource, "", body.NameOf(), body.Without("status")) { FieldManager = "kube-apiserver" });
        if (status is null || transaction.Find(place) is not { } stored) return;
        transaction.Put(place, stored.Body.With("status", status));
    }

    private static MapNode StandardClass() => new MapBuilder
    {
        ["apiVersion"] = "storage.k8s.io/v1",
        ["kind"] = "StorageClass",
        ["metadata"] = new MapBuilder { ["name"] = "standard", ["annotations"] = new MapBuilder { ["storageclass.kubernetes.io/is-default-class"] = "true" } },
        ["provisioner"] = ClaimLife.Provisioner,
        ["reclaimPolicy"] = "Delete",
        ["volumeBindingMode"] = "WaitForFirstConsumer",
        ["allowVolumeExpansion"] = true,
    }.ToMap();

    private static IEnumerable<MapNode> Priorities()
    {
        foreach (var (name, value) in new[] { ("system-cluster-critical", 2_000_000_000), ("system-node-critical", 2_000_001_000) })
            yield return new MapBuilder { ["apiVersion"] = "scheduling.k8s.io/v1", ["kind"] = "PriorityClass", ["metadata"] = new MapBuilder { ["name"] = name }, ["value"] = value }.ToMap();
    }
}
