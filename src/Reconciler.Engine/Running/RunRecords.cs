using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Diffing;
using Reconciler.Engine.Inventory;
using Reconciler.Kube;
using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Runs;

namespace Reconciler.Engine.Running;

/// <summary>What a run writes about itself: the namespace for it, the inventory before and after, and a revision for each lane.</summary>
internal sealed class RunRecords(ICluster cluster, Applier applier, Plan plan, Planned planned, RunOptions options)
{
    private readonly Parent _parent = new(cluster, plan.Identity, plan.SystemNamespace);

    private string Tooling => $"reconciler/v{applier.Version}";

    public async Task<Diagnostic?> EnsureNamespaceAsync(CancellationToken cancellation)
    {
        if (planned.Seen.Inventory.Exists) return null;
        var body = new MapBuilder { ["apiVersion"] = "v1", ["kind"] = "Namespace", ["metadata"] = new MapBuilder { ["name"] = plan.SystemNamespace } }.ToMap();
        var made = await cluster.CreateAsync(KubeResource.Namespaces, body, new WriteOptions(plan.Identity.Manager), cancellation);
        return made.Error is null or KubeError.AlreadyExists ? null : Failed(made.Error);
    }

    /// <summary>Names every kind and namespace that may have members before the first of them is written.</summary>
    public async Task<Diagnostic?> WidenAsync(CancellationToken cancellation)
    {
        var before = planned.Seen.Inventory;
        var wide = before with
        {
            GroupKinds = before.GroupKinds.Union(plan.Changes.Where(change => change.Desired is not null).Select(change => change.Key.GroupKind)),
            Namespaces = before.Namespaces.Union(plan.Changes.Where(change => change.Desired is not null).Select(change => change.Key.Namespace)),
            Source = plan.Source.Identity,
        };
        if (before.Exists && wide.GroupKinds.SetEquals(before.GroupKinds) && wide.Namespaces.SetEquals(before.Namespaces) && wide.Source == before.Source) return null;
        return (await _parent.WriteAsync(wide, Tooling, cancellation)).Error is { } error ? Failed(error) : null;
    }

    public async Task<ObjectHasher> KeyAsync(CancellationToken cancellation) =>
        (await new FingerprintKey(cluster, plan.Identity, plan.SystemNamespace).EnsureAsync(cancellation)).TryGet(out var hasher, out _) ? hasher : ObjectHasher.WithoutKey;

    /// <summary>A revision for each lane in which something was done.</summary>
    public async Task<ImmutableArray<Diagnostic>> RememberAsync(ImmutableArray<LaneResult> results, CancellationToken cancellation)
    {
        var store = new HistoryStore(cluster, plan.Identity, plan.SystemNamespace);
        var last = planned.History.ToDictionary(revision => revision.Lane.Id, StringComparer.Ordinal);
        var changed = results.Where(result => result.Outcome is not LaneOutcome.Refused and not LaneOutcome.Skipped && IsNews(result, last.GetValueOrDefault(result.Lane.Id))).ToList();
        var errors = await Observing.Bounded.SelectAsync(changed, (result, stop) => RememberAsync(store, result, last.GetValueOrDefault(result.Lane.Id), stop), cancellation);
        return [.. errors.Where(error => error is not null).Select(error => RunCodes.HistoryFailed.At(Origin.None, $"history can't be written: {error}"))];
    }

    /// <summary>Takes away the kinds that have no members any more, and names the commit that is now in place.</summary>
    public async Task<Diagnostic?> NarrowAsync(ImmutableArray<LaneResult> results, CancellationToken cancellation)
    {
        var isComplete = results.All(result => result.Outcome == LaneOutcome.Done);
        var left = plan.Changes.Where(change => change.Desired is not null || change.Action is ChangeAction.Refuse or ChangeAction.Keep).Select(change => change.Key).ToList();
        var before = planned.Seen.Inventory;
        var now = new InventoryState
        {
            // a kind that nothing is known of, or whose deletions may not all have happened, stays
            GroupKinds = isComplete ? Names(left.Select(key => key.GroupKind).Concat(planned.Seen.Unknown.Select(unknown => unknown.GroupKind))) : before.GroupKinds.Union(left.Select(key => key.GroupKind)),
            Namespaces = isComplete ? Names(left.Select(key => key.Namespace)) : before.Namespaces.Union(left.Select(key => key.Namespace)),
            Source = plan.Source.Identity,
            Commit = isComplete ? plan.Source.Commit : before.Commit,
            IsDirty = isComplete ? plan.Source.IsDirty : before.IsDirty,
        };
        if (before.Exists && now.GroupKinds.SetEquals(before.GroupKinds) && now.Namespaces.SetEquals(before.Namespaces.Remove("")) && now.Source == before.Source && (now.Commit, now.IsDirty) == (before.Commit, before.IsDirty)) return null;
        return (await _parent.WriteAsync(now, Tooling, cancellation)).Error is { } error ? Failed(error) : null;
    }

    private async Task<KubeError?> RememberAsync(HistoryStore store, LaneResult result, DeployedRevision? last, CancellationToken cancellation)
    {
        var objects = Objects(result, last);
        if (objects.IsEmpty && last is not null)
        {
            await store.ForgetAsync(result.Lane, cancellation);
            return null;
        }
        var revision = new DeployedRevision(result.Lane, (last?.Number ?? 0) + 1)
        {
            Commit = plan.Source.Commit,
            Author = plan.Source.Author,
            Subject = plan.Source.Subject,
            Time = applier.Time.GetUtcNow(),
            Seconds = Math.Round(result.Took.TotalSeconds, 1),
            PlanHash = plan.Hash,
            Outcome = result.Outcome switch { LaneOutcome.Done => "deployed", LaneOutcome.Interrupted => "interrupted", _ => "failed" },
            Objects = objects,
        };
        return await store.AddAsync(revision, options.KeepOf(result.Lane), cancellation);
    }

    /// <summary>What the lane has now: what was written, what was kept, and as before what a reviewed plan left alone.</summary>
    private static ImmutableArray<RememberedObject> Objects(LaneResult result, DeployedRevision? last)
    {
        var uids = result.Written.ToDictionary(live => live.Key, live => live.Uid);
        var heldBack = result.Changes.Where(change => change.IsHeldBack).Select(change => change.Key).ToHashSet();
        return [.. from change in result.Changes
                   where change.Desired is not null && !change.IsHeldBack
                   let uid = uids.GetValueOrDefault(change.Key) ?? change.Live?.Uid
                   where uid is not null && (change.Action != ChangeAction.Keep || change.Live!.SelfName is not null)
                   select DeployedRevision.Remember(change.Desired!, uid),
            .. last?.Objects.Where(item => heldBack.Contains(item.Key)) ?? []];
    }

    private static bool IsNews(LaneResult result, DeployedRevision? last)
    {
        if (result.Changes.Any(change => change.IsWrite)) return true;
        var kept = Objects(result, last);
        return last is null ? kept.Length > 0 : !last.Objects.Select(item => (item.Key, item.Uid)).ToHashSet().SetEquals(kept.Select(item => (item.Key, item.Uid)));
    }

    private static ImmutableSortedSet<string> Names(IEnumerable<string> names) => ImmutableSortedSet.CreateRange(StringComparer.Ordinal, names.Where(name => name.Length > 0));

    private static Diagnostic Failed(KubeError why) => RunCodes.InventoryFailed.At(Origin.None, $"the inventory can't be written: {why}");
}
