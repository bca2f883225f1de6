using Reconciler.Diffing;
using Reconciler.Engine.Inventory;
using Reconciler.Engine.Running;
using Reconciler.Kube;

namespace Reconciler.Engine.Control;

/// <summary>Whether this process leads an environment, and who does otherwise.</summary>
public abstract record LeadershipState
{
    private LeadershipState() { }

    public sealed record Leads : LeadershipState;

    public sealed record Follows(string Leader, DateTimeOffset? Since) : LeadershipState;

    public sealed record Unknown(KubeError Why) : LeadershipState;
}

/// <summary>
/// One leader for each environment, by a lease of its own beside the one that runs take. A process that can't renew it stops writing
/// before another can take it over, by the clock that can't be set, and is told so.
/// </summary>
internal sealed class Leadership(ICluster cluster, Identity identity, string systemNamespace, string holder, TimeProvider time, Action lost) : IAsyncDisposable
{
    private readonly LeaseSight _sight = new(time);
    private volatile RunLease? _lease;

    /// <summary>The lease; null where another has it.</summary>
    public RunLease? Lease => _lease;

    /// <summary>Takes the lease, or keeps it.</summary>
    public async Task<LeadershipState> HoldAsync(CancellationToken cancellation)
    {
        if (_lease is { MayWrite: true, Lapsed.IsCompleted: false }) return new LeadershipState.Leads();
        await DropAsync();
        var name = $"{identity.Manager}-leader";
        var taken = await RunLease.TakeAsync(cluster, systemNamespace, name, holder, time, cancellation, _sight);
        if (taken is LeaseResult.Failed { Why: KubeError.NotFound or KubeError.NamespaceMissing } && await SystemNamespace.EnsureAsync(cluster, identity, systemNamespace, cancellation) is null)
            taken = await RunLease.TakeAsync(cluster, systemNamespace, name, holder, time, cancellation, _sight);
        switch (taken)
        {
            case LeaseResult.Held held:
                _lease = held.Lease;
                _ = TellAsync(held.Lease);
                return new LeadershipState.Leads();
            case LeaseResult.Taken other:
                return new LeadershipState.Follows(other.Holder, other.Since);
            case LeaseResult.Failed failed:
                return new LeadershipState.Unknown(failed.Why);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private async Task TellAsync(RunLease lease)
    {
        await lease.Lapsed;
        if (ReferenceEquals(_lease, lease)) lost();
    }

    /// <summary>Gives the lease back, so that another can lead at once.</summary>
    public async Task DropAsync()
    {
        var lease = _lease;
        _lease = null;
        if (lease is not null) await lease.DisposeAsync();
    }

    public async ValueTask DisposeAsync() => await DropAsync();
}
