using Reconciler.Engine.Inventory;
using Reconciler.Kube;

namespace Reconciler.Engine.Running;

/// <summary>What came of asking for the lease.</summary>
public abstract record LeaseResult
{
    private LeaseResult() { }

    public sealed record Held(RunLease Lease) : LeaseResult;

    /// <summary>Somebody else is applying.</summary>
    public sealed record Taken(string Holder, DateTimeOffset? Since) : LeaseResult;

    public sealed record Failed(KubeError Why) : LeaseResult;
}

/// <summary>
/// The right to write, held by one process for one environment. It is renewed while it lasts; what remains of it, by the clock
/// that can't be set, is compared with a request's time limit before every write.
/// </summary>
public sealed class RunLease : IAsyncDisposable
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(30);

    /// <summary>How long a write may be under way: a lease with less left starts none.</summary>
    private static readonly TimeSpan WriteLimit = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan ReleaseLimit = TimeSpan.FromSeconds(3);

    private readonly Leases _leases;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _renewing;
    private LeaseState _state;
    private long _renewedAt;
    private DateTimeOffset? _lapses;

    private RunLease(Leases leases, TimeProvider time, LeaseState state, long askedAt)
    {
        (_leases, _time, _state, _renewedAt) = (leases, time, state, askedAt);
        _renewing = RenewAsync();
    }

    /// <summary>Whether enough is left of the lease for one more write.</summary>
    public bool MayWrite => _time.GetElapsedTime(Volatile.Read(ref _renewedAt)) + WriteLimit < Duration;

    /// <summary>Takes the lease where nobody has it, or whoever had it let its time pass.</summary>
    public static async Task<LeaseResult> TakeAsync(ICluster cluster, string systemNamespace, string name, string holder, TimeProvider time, CancellationToken cancellation)
    {
        var leases = new Leases(cluster);
        var askedAt = time.GetTimestamp();
        var now = time.GetUtcNow();
        var wanted = new LeaseState(systemNamespace, name) { Holder = holder, Duration = Duration, Acquired = now, Renewed = now };
        var read = await leases.GetAsync(systemNamespace, name, cancellation);
        if (read.TryGet(out var known, out var error) && known.Holder is { Length: > 0 } other && other != holder && known.Renewed + known.Duration > now) return new LeaseResult.Taken(other, known.Acquired);
        var written = error switch
        {
            null => await leases.UpdateAsync(wanted with { Uid = known!.Uid, ResourceVersion = known.ResourceVersion, Transitions = known.Transitions + 1 }, new WriteOptions(name), cancellation),
            KubeError.NotFound => await leases.CreateAsync(wanted, new WriteOptions(name), cancellation),
            _ => read,
        };
        if (written.TryGet(out var state, out var why)) return new LeaseResult.Held(new RunLease(leases, time, state, askedAt));
        if (why is not (KubeError.Stale or KubeError.AlreadyExists)) return new LeaseResult.Failed(why);
        // somebody was quicker
        var again = await leases.GetAsync(systemNamespace, name, cancellation);
        return again.TryGet(out var winner, out var lost) ? new LeaseResult.Taken(winner.Holder ?? "somebody", winner.Acquired) : new LeaseResult.Failed(lost);
    }

    /// <summary>Gives the lease back, in a short time or not at all: the moment at which it lapses by itself, or null where it is free.</summary>
    public async Task<DateTimeOffset?> ReleaseAsync()
    {
        if (_ending.IsCancellationRequested) return _lapses;
        await _ending.CancelAsync();
        await _renewing;
        _lapses = _state.Renewed + _state.Duration;
        using var limit = new CancellationTokenSource(ReleaseLimit, _time);
        try
        {
            var answer = await _leases.UpdateAsync(_state with { Holder = "", Renewed = _time.GetUtcNow() }, new WriteOptions(_state.Name), limit.Token);
            if (answer.Error is null) _lapses = null;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            // then it lapses
        }
        return _lapses;
    }

    public async ValueTask DisposeAsync()
    {
        await ReleaseAsync();
        _ending.Dispose();
    }

    private async Task RenewAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(Duration / 4, _time, _ending.Token);
                var askedAt = _time.GetTimestamp();
                var answer = await _leases.UpdateAsync(_state with { Renewed = _time.GetUtcNow() }, new WriteOptions(_state.Name), _ending.Token);
                if (!answer.TryGet(out var state, out _)) continue;
                _state = state;
                Volatile.Write(ref _renewedAt, askedAt);
            }
        }
        catch (OperationCanceledException)
        {
            // the run is over
        }
    }
}
