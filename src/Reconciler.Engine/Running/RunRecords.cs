using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Diffing;
using Reconciler.Engine.Inventory;
using Reconciler.Health;
using Reconciler.Holds;
using Reconciler.Kube;
using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Runs;

namespace Reconciler.Engine.Running;

/// <summary>What a run writes about itself: the namespace for it, the inventory before and after, and a revision for each lane.</summary>
internal sealed class RunRecords(ICluster cluster, Applier applier, Plan plan, Planned planned, RunOptions options)
{
    private readonly Parent _parent = new(cluster, plan.Identity, plan.SystemNamespace);

    /// <summary>The UID of the inventory's parent, once there is one.</summary>
    public string ParentUid { get; private set; } = planned.Seen.Inventory.Parent?.Uid ?? "";

    /// <summary>The same records for what is left of the plan: what is held after all is still there afterwards.</summary>
    public RunRecords Of(Plan held) => new(cluster, applier, held, planned, options) { ParentUid = ParentUid };

    private string Tooling => $"reconciler/v{applier.Version}";

    /// <summary>Whether the inventory is still as the plan saw it. What another run wrote since would be undone by what this plan knows.</summary>
    public async Task<Diagnostic?> WhyMovedAsync(CancellationToken cancellation)
    {
        if (!(await _parent.ReadAsync(cancellation)).TryGet(out var now, out var error)) return Failed(error);
        return now.Parent?.ResourceVersion == planned.Seen.Inventory.Parent?.ResourceVersion ? null : RunCodes.InventoryMoved.At(Origin.None, $"another run has written the inventory of {plan.Identity.Environment} since this plan was made", "plan again");
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
            TrustedCommit = plan.TrustedCommit,
        };
        if (before.Exists && wide.GroupKinds.SetEquals(before.GroupKinds) && wide.Namespaces.SetEquals(before.Namespaces) && wide.Source == before.Source && wide.TrustedCommit == before.TrustedCommit) return null;
        var answer = await _parent.WriteAsync(wide, Tooling, cancellation);
        if (answer.TryGet(out var written, out var error)) ParentUid = written.Parent?.Uid ?? "";
        return error is null ? null : Failed(error);
    }

    public async Task<ObjectHasher> KeyAsync(CancellationToken cancellation) =>
        (await new FingerprintKey(cluster, plan.Identity, plan.SystemNamespace).EnsureAsync(cancellation)).TryGet(out var hasher, out _) ? hasher : ObjectHasher.WithoutKey;

    /// <summary>A revision for each lane in which something was done.</summary>
    public async Task<ImmutableArray<Diagnostic>> RememberAsync(ImmutableArray<LaneResult> results, CancellationToken cancellation)
    {
        if (!options.IsWhole) return [];
        var store = new HistoryStore(cluster, plan.Identity, plan.SystemNamespace);
        var last = planned.History.ToDictionary(revision => revision.Lane.Id, StringComparer.Ordinal);
        var changed = results.Where(result => result.Outcome is not LaneOutcome.Refused and not LaneOutcome.Skipped && IsNews(result, last.GetValueOrDefault(result.Lane.Id))).ToList();
        var errors = await Observing.Bounded.SelectAsync(changed, (result, stop) => RememberAsync(store, Revision(result, last.GetValueOrDefault(result.Lane.Id)), last.GetValueOrDefault(result.Lane.Id), stop), cancellation);
        var others = planned.History.Where(revision => !results.Any(result => result.Lane.Id == revision.Lane.Id)).Select(revision => (Last: revision, Left: new LeftObjects(plan, planned.Seen).Of(revision, isDone: true))).Where(lane => !lane.Left.SequenceEqual(lane.Last.Objects)).ToList();
        errors = [.. errors, .. await Observing.Bounded.SelectAsync(others, (lane, stop) => RememberAsync(store, Removed(lane.Last, lane.Left), lane.Last, stop), cancellation)];
        return [.. errors.Where(error => error is not null).Select(error => RunCodes.HistoryFailed.At(Origin.None, $"history can't be written: {error}"))];
    }

    /// <summary>Takes away the kinds that have no members any more, and names the commit that is now in place.</summary>
    public async Task<Diagnostic?> NarrowAsync(ImmutableArray<LaneResult> results, CancellationToken cancellation)
    {
        var isComplete = results.All(result => result.Outcome == LaneOutcome.Done);
        var gone = isComplete ? plan.Changes.Where(change => change.Desired is null && (change.IsDeletion || change.Action == ChangeAction.Orphan)).Select(change => change.Key).ToHashSet() : [];
        // all that carries our label has to stay findable, whether the plan speaks of it or not
        var left = planned.Seen.Owned.Keys.Where(key => !gone.Contains(key)).Concat(plan.Changes.Where(change => change.Desired is not null || change.Action == ChangeAction.Refuse).Select(change => change.Key)).ToList();
        var before = planned.Seen.Inventory;
        var isNarrowed = isComplete && options.IsWhole;
        var now = new InventoryState
        {
            // a kind that nothing is known of, or whose deletions may not all have happened, stays
            GroupKinds = isNarrowed ? Names(left.Select(key => key.GroupKind).Concat(planned.Seen.Unknown.Select(unknown => unknown.GroupKind))) : before.GroupKinds.Union(left.Select(key => key.GroupKind)),
            Namespaces = isNarrowed ? Names(left.Select(key => key.Namespace)) : before.Namespaces.Union(left.Select(key => key.Namespace)),
            Source = plan.Source.Identity,
            Commit = isComplete ? plan.Source.Commit : before.Commit,
            TrustedCommit = plan.TrustedCommit,
            IsDirty = isComplete ? plan.Source.IsDirty : before.IsDirty,
        };
        if (before.Exists && now.GroupKinds.SetEquals(before.GroupKinds) && now.Namespaces.SetEquals(before.Namespaces.Remove("")) && now.Source == before.Source && (now.Commit, now.IsDirty) == (before.Commit, before.IsDirty)) return null;
        return (await _parent.WriteAsync(now, Tooling, cancellation)).Error is { } error ? Failed(error) : null;
    }

    private async Task<KubeError?> RememberAsync(HistoryStore store, DeployedRevision revision, DeployedRevision? last, CancellationToken cancellation)
    {
        if (!revision.Objects.IsEmpty || last is null) return await store.AddAsync(revision, options.KeepOf(revision.Lane), cancellation);
        await store.ForgetAsync(revision.Lane, cancellation);
        return null;
    }

    /// <summary>What a lane came to.</summary>
    private DeployedRevision Revision(LaneResult result, DeployedRevision? last)
    {
        var (objects, held) = (Objects(result, last), planned.Held.Of(result.Lane));
        // what went back to an older revision is of its commit
        var (commit, author, subject) = held?.RolledBackTo is { } kept ? (kept.Commit, kept.Author, kept.Subject) : (plan.Source.Commit, plan.Source.Author, plan.Source.Subject);
        return new DeployedRevision(result.Lane, (last?.Number ?? 0) + 1)
        {
            Commit = commit,
            Author = author,
            Subject = subject,
            Wish = held?.Wish ?? HeldLane.WishOf(result.Changes.Select(change => change.Desired).OfType<DesiredObject>()),
            Holds = [.. (held?.Holds ?? []).Select(hold => hold.Word).Distinct(StringComparer.Ordinal)],
            RolledBackTo = held?.RolledBackTo?.Number,
            Keep = options.KeepOf(result.Lane),
            Patience = (int)options.PatienceOf(result.Lane).TotalSeconds,
            Deploy = options.DeployOf(result.Lane),
            Bases = LaneBases.Of(held is { Holds.IsEmpty: false } ? held.Source : [], planned.Started.GetValueOrDefault(result.Lane.Id, [])),
            Time = applier.Time.GetUtcNow(),
            Seconds = Math.Round(result.Took.TotalSeconds, 1),
            PlanHash = plan.Hash,
            Outcome = result.Outcome switch { LaneOutcome.Done => RevisionFacts.Deployed, LaneOutcome.Interrupted => Unsettled.Interrupted, _ when result.BroughtBack is not null => Unsettled.RolledBack, _ => Unsettled.Failed },
            Objects = objects,
            Pinned = DeployedRevision.Pins((last?.Number ?? 0) + 1, objects.Select(item => item.Key), last, options.KeepOf(result.Lane)),
        };
    }

    /// <summary>What stays of a lane that the source no longer has.</summary>
    private DeployedRevision Removed(DeployedRevision last, ImmutableArray<RememberedObject> left) => last with
    {
        Number = last.Number + 1,
        Commit = plan.Source.Commit,
        Author = plan.Source.Author,
        Subject = plan.Source.Subject,
        Time = applier.Time.GetUtcNow(),
        Seconds = 0,
        PlanHash = plan.Hash,
        Outcome = RevisionFacts.Removed,
        Objects = left,
    };

    /// <summary>What the lane has now: what was written, what was kept, what should have left and is still there, and as before what a reviewed plan left alone.</summary>
    private ImmutableArray<RememberedObject> Objects(LaneResult result, DeployedRevision? last)
    {
        if (result.BroughtBack is { } objects) return objects;
        var uids = result.Written.ToDictionary(live => live.Key, live => live.Uid);
        var heldBack = result.Changes.Where(change => change.IsHeldBack).Select(change => change.Key).ToHashSet();
        // a finished Job that is no longer there is only remembered by being remembered before
        var finished = last?.Objects.Where(item => item.IsFinished).ToDictionary(item => item.Key) ?? [];
        var left = last is null ? [] : new LeftObjects(plan, planned.Seen).Of(last, result.Outcome == LaneOutcome.Done);
        ImmutableArray<RememberedObject> now = [.. from change in result.Changes
                   where change.Desired is not null && !change.IsHeldBack
                   let uid = uids.GetValueOrDefault(change.Key) ?? change.Live?.Uid ?? (change.Action == ChangeAction.Keep ? finished.GetValueOrDefault(change.Key)?.Uid : null)
                   where uid is not null && (change.Action != ChangeAction.Keep || change.Live is null || change.Live.SelfName is not null)
                   select DeployedRevision.Remember(change.Desired!, uid) with { IsFinished = result.Finished.Contains(change.Key) || (change.Action == ChangeAction.Keep && (change.Live is null || HealthRules.IsFinished(change.Live.Body))) }];
        return [.. now.Concat(last?.Objects.Where(item => heldBack.Contains(item.Key)) ?? []).Concat(left).DistinctBy(item => item.Key)];
    }

    private bool IsNews(LaneResult result, DeployedRevision? last)
    {
        if (result is { Outcome: LaneOutcome.Interrupted, IsTouched: false }) return false;
        if (result.Changes.Any(change => change.IsWrite)) return true;
        var kept = Objects(result, last);
        if (last is not null && result.Outcome == LaneOutcome.Done && (last.Outcome == Unsettled.Interrupted || IsOther(kept, last))) return true;
        return last is null ? kept.Length > 0 : !last.Objects.Select(item => (item.Key, item.Uid, item.IsFinished, item.IsLeft)).ToHashSet().SetEquals(kept.Select(item => (item.Key, item.Uid, item.IsFinished, item.IsLeft)));
    }

    /// <summary>Whether what is in place is not what the last revision applied: a run ended before it could write that down.</summary>
    private static bool IsOther(ImmutableArray<RememberedObject> kept, DeployedRevision last)
    {
        var before = last.Objects.ToDictionary(item => item.Key);
        return kept.Any(item => item.Applied is { } applied && before.TryGetValue(item.Key, out var known) && known.Applied is { } old && !Node.DeepEquals(old, applied));
    }

    private static ImmutableSortedSet<string> Names(IEnumerable<string> names) => ImmutableSortedSet.CreateRange(StringComparer.Ordinal, names.Where(name => name.Length > 0));

    public static Diagnostic Failed(KubeError why) => RunCodes.InventoryFailed.At(Origin.None, $"the inventory can't be written: {why}");
}
