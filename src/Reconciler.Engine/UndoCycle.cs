using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Engine.Inventory;
using Reconciler.Engine.Running;
using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Runs;

namespace Reconciler.Engine;

/// <summary>What a run deleted and undo would bring back, with what can't be had back.</summary>
public sealed record Undoable(KeptRun Run, Planned Planned, ImmutableArray<Diagnostic> Losses);

/// <summary>
/// From a run that deleted something to a cluster that has it again, for some time: the hold is written first, so that no apply in
/// between deletes anew what is just coming back.
/// </summary>
public sealed class UndoCycle(ICluster cluster, KnownEnvironment known)
{
    private readonly OrderStore _orders = new(cluster, known.Identity, known.SystemNamespace);

    /// <summary>The runs that can be undone, newest first, and what is held by earlier undos.</summary>
    public async Task<(StandingOrders? Orders, Diagnostic? Problem)> OrdersAsync(CancellationToken cancellation) =>
        (await _orders.ReadAsync(cancellation)).TryGet(out var orders, out var why) ? (orders, null) : (null, AnswerCodes.Unanswered.At(Origin.None, $"standing orders can't be read: {why}"));

    public async Task<(Undoable? Undoable, ImmutableArray<Diagnostic> Problems)> PlanAsync(KeptRun run, CancellationToken cancellation)
    {
        if (!(await new KeptStore(cluster, known.Identity, known.SystemNamespace).ReadAsync(run, cancellation)).TryGet(out var kept, out var why))
            return (null, [AnswerCodes.Unanswered.At(Origin.None, $"what was deleted can't be read: {why}")]);
        var planned = await ObjectPlans.BringBackAsync(cluster, known, [.. kept.Where(Losses.IsBroughtBack)], cancellation);
        return planned.Plan is null ? (null, planned.Problems) : (new Undoable(run, planned, Losses.Of(run, kept)), []);
    }

    /// <summary>Brings the objects back and holds them so long.</summary>
    public async Task<ImmutableArray<Diagnostic>> RunAsync(Undoable undoable, TimeSpan holdFor, Applier applier, RunOptions options, Action<RunEvent> emit, CancellationToken stop, CancellationToken abort)
    {
        var until = applier.Time.GetUtcNow() + holdFor;
        ImmutableArray<HeldObject> held = [.. undoable.Planned.Plan!.Changes.Where(change => change is { Desired: not null, Action: not ChangeAction.Refuse })
            .Select(change => new HeldObject(change.Key, change.Desired!.ApiVersion, "", change.Lane, undoable.Run.Id, until))];
        if (await _orders.ChangeAsync(orders => orders.Holding(held), abort) is { } why) return [RunCodes.OrdersFailed.At(Origin.None, $"the hold can't be written, so nothing is brought back: {why}")];
        return await new ApplyCycle(cluster, applier, options with { IsWhole = false }, emit).RunAsync(undoable.Planned, stop, abort);
    }

    /// <summary>Ends the hold on what an undo brought back: the next apply deletes it, if the source doesn't have it. Says how many objects that are.</summary>
    public async Task<(int Released, Diagnostic? Problem)> ReleaseAsync(string? run, CancellationToken cancellation)
    {
        var released = 0;
        var why = await _orders.ChangeAsync(orders =>
        {
            var left = orders.Held.RemoveAll(held => run is null || held.Run == run);
            released = orders.Held.Length - left.Length;
            return orders with { Held = left };
        }, cancellation);
        return (released, why is null ? null : RunCodes.OrdersFailed.At(Origin.None, $"the hold can't be ended: {why}"));
    }
}
