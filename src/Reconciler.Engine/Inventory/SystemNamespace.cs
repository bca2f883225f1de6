using Reconciler.Diffing;
using Reconciler.Kube;
using Reconciler.Objects;

namespace Reconciler.Engine.Inventory;

/// <summary>The namespace of inventory, history and leases. It is made before the first of these, and never deleted.</summary>
public static class SystemNamespace
{
    /// <summary>Makes it where it isn't there; the reason why it can't be had, or null.</summary>
    public static async Task<KubeError?> EnsureAsync(ICluster cluster, Identity identity, string name, CancellationToken cancellation)
    {
        var body = new MapBuilder { ["apiVersion"] = "v1", ["kind"] = "Namespace", ["metadata"] = new MapBuilder { ["name"] = name } }.ToMap();
        var made = await cluster.CreateAsync(KubeResource.Namespaces, body, new WriteOptions(identity.Manager), cancellation);
        // who may not make namespaces may find it there; what is written next tells
        return made.Error is null or KubeError.AlreadyExists or KubeError.Forbidden ? null : made.Error;
    }
}
