using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Reconciler.Engine.Inventory;
using Reconciler.Engine.Observing;
using Reconciler.Kube;

namespace Reconciler.Engine;

/// <summary>
/// What runs in a cluster, told anew whenever something of it changes: one watch for each kind and one for history says when. Pods
/// and nodes are not watched, so it is told anew from time to time as well.
/// </summary>
public sealed class StatusFeed(ICluster cluster, TimeProvider time, string? environment)
{
    /// <summary>What happens at once is told at once.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(300);

    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(20);

    private readonly Dictionary<(KubeResource Resource, string Selector), Task> _watches = [];
    private TaskCompletionSource _changed = New();

    /// <summary>The states, until it is cancelled. A cluster that doesn't answer is told of, and asked again.</summary>
    public async IAsyncEnumerable<Answer<ClusterStatus>> RunAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        while (true)
        {
            Interlocked.Exchange(ref _changed, New());
            var found = await KnownEnvironments.FindAsync(cluster, cancellation);
            if (found.TryGet(out var all, out var why))
            {
                var environments = all.RemoveAll(known => environment is not null && known.Identity.Environment != environment);
                await FollowAsync(environments, cancellation);
                yield return await new StatusCycle(cluster, time).RunAsync(environments, cancellation);
            }
            else yield return new Answer<ClusterStatus>.Failed(why);
            await Task.WhenAny(Volatile.Read(ref _changed).Task, Task.Delay(Rest, time, cancellation));
            cancellation.ThrowIfCancellationRequested();
            await Task.Delay(Gathering, time, cancellation);
        }
    }

    private async Task FollowAsync(ImmutableArray<KnownEnvironment> environments, CancellationToken cancellation)
    {
        var kinds = await cluster.KindsAsync(isAnew: false, cancellation);
        var wanted = environments.SelectMany(known => known.Inventory.GroupKinds.Select(groupKind => (Lookup: Observer.Preferred(kinds, groupKind), known.Identity.Selector)))
            .Where(item => item.Lookup is KindLookup.Served).Select(item => (((KindLookup.Served)item.Lookup).Resource, item.Selector))
            .Concat(environments.Select(known => (KubeResource.Secrets, $"{HistoryStore.HistoryLabel}={known.Identity.Environment}")))
            .Append((Parent.ConfigMaps, Parent.IdLabel));
        foreach (var watch in wanted.Where(watch => !_watches.ContainsKey(watch)).Distinct().ToList()) _watches[watch] = Task.Run(() => FollowAsync(watch.Item1, watch.Item2, cancellation), CancellationToken.None);
    }

    private async Task FollowAsync(KubeResource resource, string selector, CancellationToken cancellation)
    {
        try
        {
            var isFirst = true;
            await foreach (var happened in cluster.WatchAsync(new WatchRequest(resource) { LabelSelector = selector }, cancellation))
            {
                // what the first list gives was told already
                if (happened is WatchEvent.Changed or WatchEvent.Deleted || (happened is WatchEvent.Listed && !isFirst)) Volatile.Read(ref _changed).TrySetResult();
                if (happened is WatchEvent.Listed) isFirst = false;
            }
        }
        catch (OperationCanceledException)
        {
            // nobody looks any more
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
