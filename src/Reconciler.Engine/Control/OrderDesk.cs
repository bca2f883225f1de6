using Reconciler.Engine.Inventory;
using Reconciler.Planning;

namespace Reconciler.Engine.Control;

/// <summary>
/// What the controller itself does to the orders: it strikes out syncs that are done and approvals of plans that are no more, and writes
/// down what waits for an approval.
/// </summary>
internal static class OrderDesk
{
    public static async Task SettleAsync(ClusterDesk cluster, DueWork due, CancellationToken stop)
    {
        var (before, waiting) = (due.Orders, WaitingPlan.Of(due.Plan));
        var isOld = before.Approval is { } approval && approval.PlanHash != due.Plan.Hash;
        if (before.Syncs.IsEmpty && !isOld && before.Waiting == waiting) return;
        await new OrderStore(cluster.Fenced, cluster.Identity, cluster.SystemNamespace).ChangeAsync(Settled, stop);

        StandingOrders Settled(StandingOrders orders)
        {
            var settled = orders.WithoutSyncs(before.Syncs);
            if (isOld && orders.Approval?.Time == before.Approval!.Time) settled = settled with { Approval = null };
            return settled.Waiting == waiting ? settled : settled with { Waiting = waiting };
        }
    }
}
