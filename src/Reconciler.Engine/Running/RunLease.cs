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
/// that can't be set, is compared with a request's time limit before every write, and a write that outlasts it is cut off.
/// </summary>
public sealed class RunLease : IAsyncDisposable
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(30);

    /// <summary>What a write may take: a lease with less left starts none.</summary>
    private static readonly TimeSpan WriteLimit = TimeSpan.FromSeconds(10);

    /// <summary>How long before the lease lapses nothing may be under way any more.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan ReleaseLimit = TimeSpan.FromSeconds(3);

    private readonly Leases _leases;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _renewing;
    private readonly TaskCompletionSource _lapsed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenSource _lapse;
    private LeaseState _state;
    private long _renewedAt;
    private volatile bool _isLost;
    private DateTimeOffset? _lapses;

    private RunLease(Leases leases, TimeProvider time, LeaseState state, long askedAt)
    {
        (_leases, _time, _state, _renewedAt) = (leases, time, state, askedAt);
        _lapse = new CancellationTokenSource(Left - Margin, time);
        _lapse.Token.Register(_lapsed.SetResult);
        _renewing = RenewAsync();
    }

    /// <summary>Whether enough is left of the lease for one more write.</summary>
    public bool MayWrite => !_isLost && Left > WriteLimit;

    /// <summary>Ends when the lease could not be renewed in time or is another's; that may get better, but somebody else may have written by then.</summary>
    public Task Lapsed => _lapsed.Task;

    private TimeSpan Left => Duration - _time.GetElapsedTime(Volatile.Read(ref _renewedAt));

    /// <summary>
    /// Takes the lease where nobody has it, or whoever had it let its time pass: by what is written in it, or, for those who ask again and
    /// again, by how long they saw it unchanged.
    /// </summary>
    public static async Task<LeaseResult> TakeAsync(ICluster cluster, string systemNamespace, string name, string holder, TimeProvider time, CancellationToken cancellation, LeaseSight? sight = null)
    {
        var leases = new Leases(cluster);
        var askedAt = time.GetTimestamp();
        var now = Now(time);
        var wanted = new LeaseState(systemNamespace, name) { Holder = holder, Duration = Duration, Acquired = now, Renewed = now };
        var read = await leases.GetAsync(systemNamespace, name, cancellation);
        if (read.TryGet(out var known, out var error) && known.Holder is { Length: > 0 } other && other != holder && !HasLapsed(known)) return new LeaseResult.Taken(other, known.Acquired);
        var written = error switch
        {
            null => await leases.UpdateAsync(wanted with { Uid = known!.Uid, ResourceVersion = known.ResourceVersion, Transitions = known.Transitions + 1 }, new WriteOptions(name), cancellation),
            KubeError.NotFound => await leases.CreateAsync(wanted, new WriteOptions(name), cancellation),
            _ => read,
        };
        if (written.TryGet(out var state, out var why)) return new LeaseResult.Held(new RunLease(leases, time, state, askedAt));
        // somebody was quicker, or it is ours and the answer was lost
        var again = await leases.GetAsync(systemNamespace, name, cancellation);
        if (!again.TryGet(out var there, out var lost)) return new LeaseResult.Failed(why is KubeError.Stale or KubeError.AlreadyExists ? lost : why);
        if (IsDone(there, wanted)) return new LeaseResult.Held(new RunLease(leases, time, there, askedAt));
        return why is KubeError.Stale or KubeError.AlreadyExists ? new LeaseResult.Taken(there.Holder is { Length: > 0 } winner ? winner : "somebody", there.Acquired) : new LeaseResult.Failed(why);

        bool HasLapsed(LeaseState lease) => sight?.HasLapsed(lease) ?? !(lease.Renewed + lease.Duration > now);
    }

    /// <summary>Makes one write: not where too little is left of the lease, and no longer than it lasts.</summary>
    public async Task<Answer<T>> WriteAsync<T>(string subject, Func<CancellationToken, Task<Answer<T>>> write, CancellationToken cancellation)
    {
        if (!MayWrite) return new Answer<T>.Failed(new KubeError.Stale { Subject = subject, Message = "the lease is lost, so nothing more is written" });
        var lapse = Volatile.Read(ref _lapse).Token;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation, lapse);
        try
        {
            return await write(limit.Token);
        }
        catch (OperationCanceledException) when (lapse.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            return new Answer<T>.Failed(new KubeError.TimedOut { Subject = subject, Message = "there was no answer until the lease lapsed, so it is not known whether it was done" });
        }
    }

    /// <summary>Gives the lease back, in a short time or not at all: the moment at which it lapses by itself, or null where it is not ours any more.</summary>
    public async Task<DateTimeOffset?> ReleaseAsync()
    {
        if (_ending.IsCancellationRequested) return _lapses;
        await _ending.CancelAsync();
        await _renewing;
        _lapses = _state.Renewed + _state.Duration;
        using var limit = new CancellationTokenSource(ReleaseLimit, _time);
        try
        {
            if (_isLost || await WriteAsync(_state with { Holder = "", Renewed = Now(_time) }, limit.Token) || _isLost) _lapses = null;
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
        _lapse.Dispose();
    }

    private async Task RenewAsync()
    {
        try
        {
            while (!_isLost)
            {
                await Task.Delay(Duration / 4, _time, _ending.Token);
                var askedAt = _time.GetTimestamp();
                using var limit = new CancellationTokenSource(WriteLimit, _time);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(_ending.Token, limit.Token);
                try
                {
                    if (await WriteAsync(_state with { Renewed = Now(_time) }, either.Token)) Renewed(askedAt);
                }
                catch (OperationCanceledException) when (limit.IsCancellationRequested && !_ending.IsCancellationRequested)
                {
                    // an answer that never comes is a lost one
                }
            }
        }
        catch (OperationCanceledException)
        {
            // the run is over
        }
    }

    private void Renewed(long askedAt)
    {
        Volatile.Write(ref _renewedAt, askedAt);
        if (Volatile.Read(ref _lapse).IsCancellationRequested) Volatile.Write(ref _lapse, new CancellationTokenSource(Left - Margin, _time));
        else _lapse.CancelAfter(Left - Margin);
    }

    /// <summary>
    /// Writes the lease as it is wanted. Where that fails an answer may have been lost, this one or an earlier one: what is there tells
    /// whether it was done, is still ours and can be written anew, or is somebody else's by now.
    /// </summary>
    private async Task<bool> WriteAsync(LeaseState wanted, CancellationToken cancellation)
    {
        if (Took(await _leases.UpdateAsync(wanted, new WriteOptions(wanted.Name), cancellation))) return true;
        var read = await _leases.GetAsync(wanted.Namespace, wanted.Name, cancellation);
        if (!read.TryGet(out var there, out var why))
        {
            return why is KubeError.NotFound && Lost();
        }
        if (IsDone(there, wanted)) return Took(read);
        if (there.Uid != _state.Uid || there.Holder != _state.Holder || there.Acquired != _state.Acquired) return Lost();
        _state = there;
        return Took(await _leases.UpdateAsync(wanted with { ResourceVersion = there.ResourceVersion }, new WriteOptions(wanted.Name), cancellation));
    }

    /// <summary>It is another's, or nobody's: what is under way is cut off, as it would be when the lease lapses.</summary>
    private bool Lost()
    {
        _isLost = true;
        _lapse.Cancel();
        return false;
    }

    private bool Took(Answer<LeaseState> answer)
    {
        if (!answer.TryGet(out var state, out _)) return false;
        _state = state;
        return true;
    }

    private static bool IsDone(LeaseState there, LeaseState wanted) => (there.Holder, there.Acquired, there.Renewed) == (wanted.Holder, wanted.Acquired, wanted.Renewed);

    /// <summary>The time as a Lease can have it.</summary>
    private static DateTimeOffset Now(TimeProvider time) => new(time.GetUtcNow().UtcTicks / TimeSpan.TicksPerMicrosecond * TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);
}
