using System.Collections.Immutable;
using Reconciler.Kube;
using Reconciler.Objects;
using Reconciler.Planning;

namespace Reconciler.Engine.Observing;

/// <summary>
/// Finds out which Secrets pods still need, by four lists for each namespace that has candidates. What can't be listed is unknown, and
/// counts as needed.
/// </summary>
internal static class SecretUsers
{
    private static readonly ImmutableArray<KubeResource> Starters = [KubeResource.Pods, KubeResource.ReplicaSets, KubeResource.Jobs, KubeResource.CronJobs];

    public static async Task<SecretUses> FindAsync(ICluster cluster, ImmutableArray<ObjectKey> candidates, CancellationToken cancellation)
    {
        if (candidates.IsEmpty) return SecretUses.None;
        var places = candidates.Select(key => key.Namespace).Distinct(StringComparer.Ordinal).SelectMany(name => Starters.Select(kind => (Namespace: name, Kind: kind))).ToList();
        var lists = await Bounded.SelectAsync(places, (place, stop) => cluster.ListAsync(new ListRequest(place.Kind) { Namespace = place.Namespace }, stop), cancellation);
        var used = ImmutableHashSet.CreateBuilder<ObjectKey>();
        var unknown = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (place, answer) in places.Zip(lists))
        {
            if (!answer.TryGet(out var list, out var why)) unknown[place.Namespace] = why.ToString();
            else used.UnionWith(list.Items.Where(SecretReferences.MayStartPods).SelectMany(SecretReferences.Of).Select(name => new ObjectKey("", "Secret", place.Namespace, name)));
        }
        return new SecretUses(used.ToImmutable(), unknown.ToImmutable());
    }
}
