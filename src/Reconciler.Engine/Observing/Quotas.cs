using System.Collections.Immutable;
using Reconciler.Diffing;
using Reconciler.Kube;
using Reconciler.Objects;
using Reconciler.Planning;

namespace Reconciler.Engine.Observing;

/// <summary>Reads what namespaces limit: one list, and only when the plan makes something. Whoever may not read it is not warned.</summary>
internal static class Quotas
{
    private static readonly KubeResource ResourceQuotas = new("", "v1", "ResourceQuota", "resourcequotas", true);

    public static async Task<ImmutableArray<LiveObject>> ReadAsync(ICluster cluster, ImmutableDictionary<ObjectKey, Asked> answers, CancellationToken cancellation)
    {
        if (!answers.Values.Any(answer => answer is Asked.Fresh)) return [];
        var answer = await cluster.ListAsync(new ListRequest(ResourceQuotas), cancellation);
        return answer.TryGet(out var list, out _) ? [.. list.Items.Select(item => new LiveObject(item))] : [];
    }
}
