using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Diffing;
using Reconciler.Engine.Running;
using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Runs;

namespace Reconciler.Engine;

/// <summary>Who applies, by which clock, with which version.</summary>
public sealed record Applier(string Holder, string Version, TimeProvider Time);

/// <summary>From a plan to a cluster that is as planned: the lease, the inventory, the writes, history, and the inventory again.</summary>
public sealed class ApplyCycle(ICluster cluster, Applier applier, RunOptions options, Action<RunEvent> emit)
{
    /// <summary>Does a plan. Stopping ends after the requests in flight; aborting ends at once.</summary>
    public async Task<ImmutableArray<Diagnostic>> RunAsync(Planned planned, CancellationToken stop, CancellationToken abort)
    {
        var plan = planned.Plan!;
        var records = new RunRecords(cluster, applier, plan, planned, options);
        if (await records.EnsureNamespaceAsync(abort) is { } noNamespace) return [noNamespace];
        var taken = await RunLease.TakeAsync(cluster, plan.SystemNamespace, plan.Identity.Manager, applier.Holder, applier.Time, abort);
        if (taken is not LeaseResult.Held { Lease: var lease }) return [Explain(taken)];
        await using var held = lease;
        if (await records.WidenAsync(abort) is { } problem) return [problem];
        var orders = new RunOrders(cluster, applier.Time, plan, options);
        plan = await orders.KeepAsync(planned.Seen.Orders, Emit, abort);
        var key = planned.Hasher.HasKey ? planned.Hasher : await records.KeyAsync(abort);
        Emit(new RunEvent.Started(plan.Hash, plan.Changes.Count(change => change.IsWrite)));
        var results = await ExecuteAsync(plan, key, lease, stop, abort);
        foreach (var note in await records.RememberAsync(results, abort)) Emit(new RunEvent.Noted(note));
        if (await orders.SettleAsync(planned.Seen.Orders, results, abort) is { } unsettled) Emit(new RunEvent.Noted(unsettled));
        if (await records.NarrowAsync(results, abort) is { } late) Emit(new RunEvent.Noted(late));
        Emit(new RunEvent.Ended(stop.IsCancellationRequested));
        return [];
    }

    private void Emit(RunEvent happened) => emit(happened with { Time = applier.Time.GetUtcNow() });

    private async Task<ImmutableArray<LaneResult>> ExecuteAsync(Plan plan, ObjectHasher hasher, RunLease lease, CancellationToken stop, CancellationToken abort)
    {
        var owned = new OwnedFields(plan.Identity, hasher);
        var gate = new Lock();
        void EmitInTurn(RunEvent happened)
        {
            lock (gate) Emit(happened);
        }
        await using var feed = new LiveFeed(cluster, plan.Identity);
        using var requests = new RequestLimit(Observing.Bounded.Requests);
        var writer = new ObjectWriter(cluster, plan.Identity, owned, lease);
        var remover = new ObjectRemover(cluster, plan.Identity, owned, lease, feed);
        var tools = new RunTools(options, writer, remover, feed, new ServedKinds(cluster, applier.Time), new PodReader(cluster), requests, EmitInTurn);
        return await new PlanExecutor(plan, tools, applier.Time).RunAsync(stop, abort);
    }

    private static Diagnostic Explain(LeaseResult result) => result switch
    {
        LeaseResult.Taken taken => RunCodes.LeaseTaken.At(Origin.None, $"{taken.Holder} is applying{(taken.Since is { } since ? $" since {since.UtcDateTime:u}" : "")}", "wait until it is done"),
        LeaseResult.Failed failed => RunCodes.LeaseFailed.At(Origin.None, $"the lease can't be had: {failed.Why}"),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
