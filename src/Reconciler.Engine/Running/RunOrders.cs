using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Engine.Inventory;
using Reconciler.Holds;
using Reconciler.Kube;
using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Runs;

namespace Reconciler.Engine.Running;

/// <summary>What a run does to the standing orders: what it is about to delete is kept first, and what is settled by it is struck out.</summary>
internal sealed class RunOrders(ICluster cluster, TimeProvider time, Plan plan, RunOptions options)
{
    private readonly OrderStore _orders = new(cluster, plan.Identity, plan.SystemNamespace);
    private readonly KeptStore _kept = new(cluster, plan.Identity, plan.SystemNamespace);

    /// <summary>Keeps all that the plan prunes, and gives the plan as it may be done: without deletions where they can't be kept.</summary>
    public async Task<Plan> KeepAsync(StandingOrders before, Action<RunEvent> emit, CancellationToken cancellation)
    {
        var leaving = plan.Changes.Where(change => change is { Action: ChangeAction.Prune, Live: not null }).ToList();
        if (leaving.Count == 0) return plan;
        var (run, parts, secretParts) = KeptStore.Divide(plan.Hash, time.GetUtcNow(), plan.Source.Commit, [.. leaving.Select(change => KeptObject.Of(change, plan.Identity))]);
        // the orders name the parts before these are there: a part that nobody names would never be let go
        var why = await _orders.ChangeAsync(orders => orders.With(run), cancellation) ?? await _kept.WriteAsync(run, parts, secretParts, cancellation);
        if (why is null)
        {
            foreach (var old in before.Runs.Except(before.With(run).Runs)) await _kept.ForgetAsync(old, secretsOnly: false, cancellation);
            return plan;
        }
        var held = RunCodes.NotKept.At(Origin.None, $"nothing is deleted, because what would be deleted can't be kept for undo: {why}");
        foreach (var change in leaving) emit(new RunEvent.Held(change.Lane, change.Key, held));
        return plan with { Changes = [.. plan.Changes.Select(change => change.Action == ChangeAction.Prune ? change.Refused(held) : change)] };
    }

    /// <summary>Strikes out what the run has settled and what has expired.</summary>
    public async Task<Diagnostic?> SettleAsync(StandingOrders before, ImmutableArray<LaneResult> results, Held held, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var wanted = options.IsWhole ? plan.Changes.Where(change => change is { Desired: not null, Action: not ChangeAction.Refuse }).Select(change => change.Key).ToImmutableHashSet() : [];
        var written = results.SelectMany(result => result.Written).DistinctBy(live => live.Key).ToImmutableDictionary(live => live.Key, live => live.Uid);
        var expired = before.Runs.Where(run => run.SecretParts > 0 && run.SecretsUntil <= now).ToList();
        foreach (var run in expired)
            if (await _kept.ForgetAsync(run, secretsOnly: true, cancellation) is { } still) return Failed(still);
        StandingOrders Settled(StandingOrders orders) => (expired.Count == 0 ? orders : orders with { Runs = [.. orders.Runs.Select(run => expired.Exists(old => old.Id == run.Id) ? run with { SecretParts = 0 } : run)] }).After(wanted, written, held, now);
        // a plan about single objects is made for orders that are newer than what it saw
        if (options.IsWhole && Settled(before) == before) return null;
        return await _orders.ChangeAsync(Settled, cancellation) is { } why ? Failed(why) : null;
    }

    private static Diagnostic Failed(KubeError why) => RunCodes.OrdersFailed.At(Origin.None, $"standing orders can't be written: {why}");
}
