using System.Collections.Immutable;
using Reconciler.Engine.Inventory;
using Reconciler.Kube;
using Reconciler.Planning;
using Reconciler.Runs;

namespace Reconciler.Engine.Control;

/// <summary>
/// What people are shown of an environment of the controller, and what they order. Reading lists nothing that is followed anyway; orders
/// lie in the cluster, so that whichever process leads takes them up.
/// </summary>
public sealed class LiveView(EnvironmentLoop loop, TimeProvider time)
{
    /// <summary>What runs; null before the cluster is known.</summary>
    public async Task<Answer<ClusterStatus>?> StatusAsync(CancellationToken cancellation)
    {
        if (loop.Desk is not { } desk) return null;
        var known = await KnownAsync(desk, cancellation);
        return known.TryGet(out var environment, out var why) ? await new StatusCycle(desk.Followed, time).RunAsync([environment], cancellation) : new Answer<ClusterStatus>.Failed(why);
    }

    public async Task<Answer<StorageStatus>?> StorageAsync(CancellationToken cancellation)
    {
        if (loop.Desk is not { } desk) return null;
        var known = await KnownAsync(desk, cancellation);
        return known.TryGet(out var environment, out var why) ? await new StorageCycle(desk.Followed, time).RunAsync([environment], cancellation) : new Answer<StorageStatus>.Failed(why);
    }

    /// <summary>All kept revisions of a part, newest first.</summary>
    public async Task<Answer<ImmutableArray<DeployedRevision>>?> RevisionsAsync(Rendering.Lane lane, CancellationToken cancellation) =>
        loop.Desk is { } desk ? await new HistoryStore(desk.Raw, desk.Identity, desk.SystemNamespace).OfLaneAsync(lane, cancellation) : null;

    public async Task<Answer<StandingOrders>?> OrdersAsync(CancellationToken cancellation) =>
        loop.Desk is { } desk ? await new OrderStore(desk.Raw, desk.Identity, desk.SystemNamespace).ReadAsync(cancellation) : null;

    /// <summary>Changes the orders; the reason why that can't be done, or null.</summary>
    public async Task<KubeError?> OrderAsync(Func<StandingOrders, StandingOrders> change, CancellationToken cancellation) =>
        loop.Desk is { } desk
            ? await new OrderStore(desk.Raw, desk.Identity, desk.SystemNamespace).ChangeAsync(change, cancellation)
            : new KubeError.Unavailable { Subject = loop.State.Source, Message = "the cluster is not known yet" };

    /// <summary>A plan of something rendered, for looking at it.</summary>
    public async Task<Planned?> PlanAsync(Rendered rendered, SourceFacts facts, CancellationToken cancellation) =>
        loop.Desk is { } desk ? await PlanCycle.RunAsync(desk.Followed, new PlanRequest(rendered, facts) { IsEstimate = true, Time = time }, cancellation) : null;

    /// <summary>What a run deleted and undo would bring back.</summary>
    public async Task<(UndoCycle? Cycle, ImmutableArray<KeptRun> Runs, KubeError? Why)> UndoAsync(CancellationToken cancellation)
    {
        if (loop.Desk is not { } desk) return (null, [], new KubeError.Unavailable { Subject = loop.State.Source, Message = "the cluster is not known yet" });
        if (!(await KnownAsync(desk, cancellation)).TryGet(out var known, out var why)) return (null, [], why);
        var orders = await new OrderStore(desk.Raw, desk.Identity, desk.SystemNamespace).ReadAsync(cancellation);
        return orders.TryGet(out var standing, out var unread) ? (new UndoCycle(desk.Raw, known), standing.Runs, null) : (null, [], unread);
    }

    /// <summary>By which Apps are stopped, started, restarted and rolled back.</summary>
    public async Task<(HoldCycle? Cycle, KubeError? Why)> HoldsAsync(CancellationToken cancellation)
    {
        if (loop.Desk is not { } desk) return (null, new KubeError.Unavailable { Subject = loop.State.Source, Message = "the cluster is not known yet" });
        return (await KnownAsync(desk, cancellation)).TryGet(out var known, out var why) ? (new HoldCycle(desk.Raw, known, time), null) : (null, why);
    }

    private static async Task<Answer<KnownEnvironment>> KnownAsync(ClusterDesk desk, CancellationToken cancellation) =>
        (await new Parent(desk.Raw, desk.Identity, desk.SystemNamespace).ReadAsync(cancellation)).Select(inventory => new KnownEnvironment(desk.Identity, desk.SystemNamespace, inventory));
}
