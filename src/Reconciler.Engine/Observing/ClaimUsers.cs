using System.Collections.Immutable;
using Reconciler.Diffing;
using Reconciler.Kube;
using Reconciler.Objects;
using Reconciler.Planning;

namespace Reconciler.Engine.Observing;

/// <summary>Finds the pods that mount claims which a plan may delete, by one list for each namespace that has such claims.</summary>
internal static class ClaimUsers
{
    public static async Task<ClaimUses> FindAsync(ICluster cluster, ImmutableArray<ObjectKey> claims, CancellationToken cancellation)
    {
        if (claims.IsEmpty) return ClaimUses.None;
        var names = claims.Select(claim => claim.Namespace).Distinct(StringComparer.Ordinal).ToList();
        var lists = await Bounded.SelectAsync(names, (name, stop) => cluster.ListAsync(new ListRequest(KubeResource.Pods) { Namespace = name }, stop), cancellation);
        var users = new List<(ObjectKey Claim, LiveObject Pod)>();
        var unknown = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (name, answer) in names.Zip(lists))
        {
            if (!answer.TryGet(out var list, out var why)) unknown[name] = why.ToString();
            else users.AddRange(list.Items.Select(item => new LiveObject(item)).Where(PodSpecs.IsInUse).SelectMany(pod => PodSpecs.Claims(pod.Body).Select(claim => (new ObjectKey("", "PersistentVolumeClaim", name, claim), pod))));
        }
        return new ClaimUses(users.Where(user => claims.Contains(user.Claim)).GroupBy(user => user.Claim).ToImmutableDictionary(group => group.Key, group => group.Select(user => user.Pod).ToImmutableArray()), unknown.ToImmutable());
    }
}
