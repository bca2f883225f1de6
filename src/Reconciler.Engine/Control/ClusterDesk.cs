using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Diffing;
using Reconciler.Engine.Running;
using Reconciler.Planning;

namespace Reconciler.Engine.Control;

/// <summary>Who hears what happens in a cluster.</summary>
internal sealed record ClusterEars(Action<FollowedChange> Changed, Action<StandingOrders, StandingOrders> Ordered, Action LeadLost);

/// <summary>The cluster of an environment, as this process works with it: followed, led or not, and written to only while it is led.</summary>
internal sealed class ClusterDesk : IAsyncDisposable
{
    private readonly OrderWatch _orders;

    private ClusterDesk(ICluster cluster, Identity identity, string systemNamespace, Applier applier, ClusterEars ears)
    {
        (Raw, Identity, SystemNamespace) = (cluster, identity, systemNamespace);
        Followed = new FollowedCluster(cluster, identity, ears.Changed);
        Leadership = new Leadership(cluster, identity, systemNamespace, applier.Holder, applier.Time, ears.LeadLost);
        Fenced = new LeasedCluster(Followed, () => Leadership.Lease);
        _orders = new OrderWatch(cluster, identity, systemNamespace, ears.Ordered);
        _orders.Start();
    }

    /// <summary>The cluster as it is, for what needs no leadership.</summary>
    public ICluster Raw { get; }

    public FollowedCluster Followed { get; }

    /// <summary>What runs write to.</summary>
    public ICluster Fenced { get; }

    public Identity Identity { get; }
    public string SystemNamespace { get; }
    public Leadership Leadership { get; }

    /// <summary>Opens the cluster for an Environment, or keeps it where it is open for that one already.</summary>
    public static async Task<(ClusterDesk? Desk, ImmutableArray<Diagnostic> Problems)> OpenAsync(ClusterDesk? before, EnvironmentSetup setup, Identity identity, string systemNamespace, Applier applier, ClusterEars ears, CancellationToken cancellation)
    {
        if (before is not null && before.Identity == identity && before.SystemNamespace == systemNamespace) return (before, []);
        if (before is not null) await before.DisposeAsync();
        var (cluster, problems) = await setup.OpenCluster(cancellation);
        return cluster is null ? (null, problems) : (new ClusterDesk(cluster, identity, systemNamespace, applier, ears), []);
    }

    public async ValueTask DisposeAsync()
    {
        await _orders.DisposeAsync();
        await Followed.DisposeAsync();
        await Leadership.DisposeAsync();
    }
}
