using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Diffing;
using Reconciler.Engine.Inventory;
using Reconciler.Engine.Running;
using Reconciler.Holds;
using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Runs;

namespace Reconciler.Engine;

/// <summary>Who applies, by which clock, with which version.</summary>
public sealed record Applier(string Holder, string Version, TimeProvider Time);

/// <summary>From a plan to a cluster that is as planned: the lease, the inventory, the writes, history, and the inventory again.</summary>
public sealed class ApplyCycle(ICluster cluster, Applier applier, RunOptions options, Action<RunEvent> emit)
{
    private readonly Lock _gate = new();
    private RunDigest _digest = new();

    /// <summary>
    /// Does a plan. Stopping ends after the requests in flight; aborting cuts these off and says what is known. Before the plan's first
    /// write either of them ends it as an OperationCanceledException.
    /// </summary>
    public async Task<ImmutableArray<Diagnostic>> RunAsync(Planned planned, CancellationToken stop, CancellationToken abort)
    {
        stop.ThrowIfCancellationRequested();
        var plan = planned.Plan!;
        if (!planned.Seen.Inventory.Exists && await SystemNamespace.EnsureAsync(cluster, plan.Identity, plan.SystemNamespace, abort) is { } noNamespace) return [RunRecords.Failed(noNamespace)];
        var taken = await RunLease.TakeAsync(cluster, plan.SystemNamespace, plan.Identity.Manager, applier.Holder, applier.Time, abort);
        if (taken is not LeaseResult.Held { Lease: var lease }) return [Explain(taken)];
        await using var held = lease;
        var leased = new LeasedCluster(cluster, () => lease);
        var records = new RunRecords(leased, applier, plan, planned, options);
        if (await records.WhyMovedAsync(abort) is { } moved) return [moved];
        if (await records.WidenAsync(abort) is { } problem) return [problem];
        var orders = new RunOrders(leased, applier.Time, plan, options);
        plan = await orders.KeepAsync(planned.Seen.Orders, Emit, abort);
        var key = planned.Hasher.HasKey ? planned.Hasher : await records.KeyAsync(abort);
        Emit(new RunEvent.Started(plan.Hash, plan.Changes.Count(change => change.IsWrite)));
        var results = await ExecuteAsync(leased, lease, plan, planned, key, stop, abort);
        await RecordAsync(leased, plan, planned, (records.Of(plan), orders), results, abort);
        Emit(new RunEvent.Ended(stop.IsCancellationRequested) { IsAborted = abort.IsCancellationRequested, LeaseLapses = await lease.ReleaseAsync() });
        return [];
    }

    /// <summary>Writes down what was done; an abort leaves that to the next run, which sees what is there.</summary>
    private async Task RecordAsync(LeasedCluster leased, Plan plan, Planned planned, (RunRecords Run, RunOrders Orders) records, ImmutableArray<LaneResult> results, CancellationToken abort)
    {
        try
        {
            abort.ThrowIfCancellationRequested();
            foreach (var note in await records.Run.RememberAsync(results, abort)) Emit(new RunEvent.Noted(note));
            if (await records.Orders.SettleAsync(planned.Seen.Orders, results, planned.Held, abort) is { } unsettled) Emit(new RunEvent.Noted(unsettled));
            if (await records.Run.NarrowAsync(results, abort) is { } late) Emit(new RunEvent.Noted(late));
            var recorder = new EventRecorder(leased, plan.Identity, plan.SystemNamespace, applier.Time);
            if (await recorder.WriteAsync(_digest.Notes(plan.Source.Shown, EventRecorder.Most), records.Run.ParentUid, applier.Holder, abort) is { } why)
                Emit(new RunEvent.Noted(RunCodes.EventFailed.At(Origin.None, $"Events about the run can't be written: {why}")));
        }
        catch (OperationCanceledException) when (abort.IsCancellationRequested)
        {
            // what is not written down is seen by the next run
        }
    }

    private async Task<ImmutableArray<LaneResult>> ExecuteAsync(LeasedCluster leased, RunLease lease, Plan plan, Planned planned, ObjectHasher hasher, CancellationToken stop, CancellationToken abort)
    {
        var owned = new OwnedFields(plan.Identity, hasher);
        await using var feed = new LiveFeed(cluster, plan.Identity, planned.Seen.IsByNamespace);
        using var requests = new RequestLimit(Observing.Bounded.Requests);
        var writer = new ObjectWriter(leased, plan.Identity, owned);
        var remover = new ObjectRemover(leased, plan.Identity, owned, feed);
        using var frontends = new FrontendWriter(leased, planned.Router, plan.Identity, lease);
        using var pods = new PodReader(cluster);
        var kinds = new ServedKinds(cluster, applier.Time);
        var tools = new RunTools(options with { Unsettled = options.IsWhole ? Unsettled.Lanes(plan, planned.History) : [] }, leased, writer, remover, frontends, feed, kinds, pods, new NeedWait(cluster, options, kinds, applier.Time, Emit), requests, applier.Time, Emit)
        {
            Owned = owned,
            LastGood = async (lane, stopped) => (await new HistoryStore(leased, plan.Identity, plan.SystemNamespace).OfLaneAsync(lane, stopped)).Select(all => all.FirstOrDefault(revision => revision.Outcome == RevisionFacts.Deployed)),
        };
        return await new PlanExecutor(plan, tools).RunAsync(stop, abort);
    }

    /// <summary>One event after the other, whichever lane it comes from.</summary>
    private void Emit(RunEvent happened)
    {
        lock (_gate)
        {
            var timed = happened with { Time = applier.Time.GetUtcNow() };
            _digest = _digest.With(timed);
            emit(timed);
        }
    }

    private static Diagnostic Explain(LeaseResult result) => result switch
    {
        LeaseResult.Taken taken => RunCodes.LeaseTaken.At(Origin.None, $"{taken.Holder} is applying{(taken.Since is { } since ? $" since {since.UtcDateTime:u}" : "")}", "wait until it is done"),
        LeaseResult.Failed failed => RunCodes.LeaseFailed.At(Origin.None, $"the lease can't be had: {failed.Why}"),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
