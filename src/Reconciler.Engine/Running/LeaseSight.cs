using Reconciler.Engine.Inventory;

namespace Reconciler.Engine.Running;

/// <summary>
/// How long somebody has seen a lease unchanged. What is written in it is by the holder's clock, and whoever's own is ahead of that would
/// take the lease while it still counts.
/// </summary>
public sealed class LeaseSight(TimeProvider time)
{
    private string? _version;
    private long _since;

    /// <summary>Whether a lease has been as it is for as long as it lasts, by the clock that can't be set.</summary>
    public bool HasLapsed(LeaseState lease)
    {
        if (_version != lease.ResourceVersion) (_version, _since) = (lease.ResourceVersion, time.GetTimestamp());
        return time.GetElapsedTime(_since) >= lease.Duration;
    }
}
