using Reconciler.Diffing;
using Reconciler.Kube;

namespace Reconciler.Engine.Inventory;

/// <summary>Which cluster this is, whatever it is called: the UID of a namespace that every cluster has for all its life.</summary>
public static class ClusterIdentity
{
    /// <summary>Null where it may not be read, or the cluster has no such namespace.</summary>
    public static async Task<string?> ReadAsync(ICluster cluster, CancellationToken cancellation)
    {
        var answer = await cluster.GetAsync(new ObjectAddress(KubeResource.Namespaces, null, "kube-system"), cancellation);
        return answer.TryGet(out var body, out _) ? new LiveObject(body).Uid : null;
    }
}
