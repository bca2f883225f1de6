using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Engine.Inventory;
using Reconciler.Engine.Running;
using Reconciler.Holds;
using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Rendering;
using Reconciler.Runs;

namespace Reconciler.Engine;

/// <summary>What a request comes to: how it changes the orders, and the plan of the App with them.</summary>
public sealed record HoldPlan(Lane Lane, Planned Planned, Func<StandingOrders, StandingOrders> Change, DeployedRevision Last)
{
    public Plan Plan => Planned.Plan!;

    /// <summary>Whether something that is wanted can't be had, so that nothing may be changed.</summary>
    public bool IsRefused => Plan.IsRefused || Plan.Changes.Any(change => change is { Action: ChangeAction.Refuse, Desired: not null });
}

/// <summary>
/// From what somebody asks of one App to an App that is so: the hold is written first, so that no other run undoes what is just being
/// done, and then the App alone is applied, by the same executor as ever.
/// </summary>
public sealed class HoldCycle(ICluster cluster, KnownEnvironment known, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly OrderStore _orders = new(cluster, known.Identity, known.SystemNamespace);

    /// <summary>The plan, or why the request can't be met. Nothing is written.</summary>
    public async Task<(HoldPlan? Plan, ImmutableArray<Diagnostic> Problems)> PlanAsync(Lane lane, HoldRequest request, string author, CancellationToken cancellation)
    {
        if (!lane.IsApp) return (null, [AppOrderCodes.NotAnApp.At(Origin.None, $"{lane.Title} is no App")]);
        var store = new HistoryStore(cluster, known.Identity, known.SystemNamespace);
        if (!(await store.ReadAsync(cancellation)).TryGet(out var records, out var unread)) return (null, [Answers.Unread("history can't be read", unread)]);
        if (!(await store.OfLaneAsync(lane, cancellation)).TryGet(out var revisions, out var unlisted)) return (null, [Answers.Unread("history can't be read", unlisted)]);
        if (revisions.IsEmpty) return (null, [AppOrderCodes.NotDeployed.At(Origin.None, $"{lane.Title} was never deployed")]);
        records = records with { Orders = records.Orders.At(time.GetUtcNow()) };
        var plans = new HoldPlans(cluster, known, records, revisions);
        var facts = new HoldFacts(lane, author, time.GetUtcNow())
        {
            Revisions = [.. revisions.Select(revision => revision.Facts)],
            IsStoppedBySpec = !revisions[0].Bases.Started.IsEmpty,
            Wanted = plans.Held(records.Orders.Holds.Where(hold => hold is not AppHold.Restart)).Manifests.Manifests,
        };
        var (change, problem) = HoldDecision.Of(request, facts);
        if (change is null) return (null, [problem!]);
        return (new HoldPlan(lane, await plans.PlanAsync(change(records.Orders), cancellation), change, revisions[0]), []);
    }

    /// <summary>Writes the hold down, and no more: who leads brings the App to it.</summary>
    public async Task<Diagnostic?> OrderAsync(HoldPlan plan, CancellationToken cancellation) =>
        await _orders.ChangeAsync(plan.Change, cancellation) is { } why ? RunCodes.OrdersFailed.At(Origin.None, $"the hold can't be written, so nothing is changed: {why}") with { Severity = Severity.Error } : null;

    /// <summary>Writes the hold down and brings the App to it. While another run goes on, that is waited for as long as the App may take.</summary>
    public async Task<ImmutableArray<Diagnostic>> RunAsync(HoldPlan plan, Applier applier, bool waits, Action<RunEvent> emit, CancellationToken stop, CancellationToken abort)
    {
        if (await OrderAsync(plan, abort) is { } unwritten) return [unwritten];
        var options = new RunOptions
        {
            Waits = waits,
            DefaultKeep = plan.Last.Keep,
            DefaultPatience = TimeSpan.FromSeconds(plan.Last.Patience),
            Deploys = ImmutableDictionary<string, LaneDeploy>.Empty.Add(plan.Lane.Id, plan.Last.Deploy),
        };
        var began = time.GetTimestamp();
        for (var planned = plan.Planned; ;)
        {
            var problems = await new ApplyCycle(cluster, applier, options, emit).RunAsync(planned, stop, abort);
            if (!problems.Any(IsOvertaken) || time.GetElapsedTime(began) > options.DefaultPatience) return problems;
            // a controller that has read the hold does the same just now
            await Task.Delay(Pause, time, stop);
            if (await AgainAsync(plan.Lane, stop) is not { } anew) return problems;
            planned = anew;
        }
    }

    private static bool IsOvertaken(Diagnostic problem) => problem.Code == RunCodes.LeaseTaken || problem.Code == RunCodes.InventoryMoved;

    /// <summary>The plan by what orders, history and inventory say by now; null where they can't be read.</summary>
    private async Task<Planned?> AgainAsync(Lane lane, CancellationToken cancellation)
    {
        var store = new HistoryStore(cluster, known.Identity, known.SystemNamespace);
        if (!(await new Parent(cluster, known.Identity, known.SystemNamespace).ReadAsync(cancellation)).TryGet(out var inventory, out _)) return null;
        if (!(await store.ReadAsync(cancellation)).TryGet(out var records, out _)) return null;
        if (!(await store.OfLaneAsync(lane, cancellation)).TryGet(out var revisions, out _)) return null;
        return await new HoldPlans(cluster, known with { Inventory = inventory }, records, revisions).PlanAsync(records.Orders.At(time.GetUtcNow()), cancellation);
    }
}
