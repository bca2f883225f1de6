using Reconciler.Diffing;
using Reconciler.Health;
using Reconciler.Kube;
using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Rendering;
using Reconciler.Runs;

namespace Reconciler.Engine.Running;

/// <summary>
/// Waits until one object that was written is healthy. What it says of itself comes by the watch; why its pods are not ready is asked
/// for, more and more seldom, and told whenever it changes.
/// </summary>
internal sealed class HealthWait(Lane lane, Change change, LiveObject? written, RunTools tools)
{
    private static readonly TimeSpan FirstLook = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    private readonly Lock _gate = new();
    private readonly long _began = tools.Time.GetTimestamp();
    private HealthVerdict? _health;
    private string? _why;
    private string _told = "";

    public ObjectKey Key => change.Key;

    /// <summary>How long it may take, where that is not the lane's time.</summary>
    public TimeSpan? Patience { get; init; }

    /// <summary>Whether it is a Job that was seen to run to its end.</summary>
    public bool HasFinished { get; private set; }

    private string Message => _health is null ? "not there" : _health.With(_why).Message;

    /// <summary>Whether it became healthy; otherwise what is known has been told.</summary>
    public async Task<bool> RunAsync(CancellationToken stop, CancellationToken abort)
    {
        var patience = Patience ?? tools.Options.PatienceOf(lane);
        using var deadline = new CancellationTokenSource(patience, tools.Time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop, deadline.Token);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(limit.Token);
        var looking = LookAgainAsync(over.Token);
        try
        {
            if (await tools.Kinds.FindAsync(change.Desired!.ApiVersion, change.Key, limit.Token) is KindLookup.Served { Resource: var resource }) await tools.Feed.UntilAsync(resource, change.Key, Take, limit.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            // told below
        }
        await over.CancelAsync();
        await looking;
        if (_health?.State == HealthState.Healthy)
        {
            tools.Emit(new RunEvent.Healthy(lane, change.Key));
            return true;
        }
        if (stop.IsCancellationRequested) tools.Emit(new RunEvent.Unfinished(lane, change.Key, IsUnknown: false));
        else await FailAsync(patience, abort);
        return false;
    }

    /// <summary>What is seen from before the write says nothing of what was written.</summary>
    private bool Take(LiveObject? live)
    {
        if (live is not null && written is not null && live.Uid == written.Uid && live.Generation < written.Generation) return false;
        lock (_gate)
        {
            _health = live is null ? null : HealthRules.Of(live.Body);
            if (_health?.State == HealthState.Failed && IsOld(live!)) _health = HealthVerdict.Progressing("its controller still counts the time of before");
            HasFinished |= live is not null && HealthRules.IsFinished(live.Body);
            Tell();
            return _health?.State is HealthState.Healthy or HealthState.Failed;
        }
    }

    /// <summary>
    /// Whether a Deployment tells of no progress sooner than its own time for that is over since the write: its controller doesn't begin anew
    /// to count when it goes back to a ReplicaSet that it has.
    /// </summary>
    private bool IsOld(LiveObject live) =>
        written is not null && HealthRules.IsWithoutProgress(live.Body) && tools.Time.GetElapsedTime(_began) < TimeSpan.FromSeconds(live.Body.Map("spec").Int("progressDeadlineSeconds")?.Value ?? 600);

    private void Tell()
    {
        if (_health?.State == HealthState.Healthy || Message == _told) return;
        _told = Message;
        tools.Emit(new RunEvent.Waiting(lane, change.Key, Message));
    }

    private async Task LookAgainAsync(CancellationToken over)
    {
        try
        {
            for (var pause = FirstLook; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
            {
                await Task.Delay(pause, tools.Time, over);
                var why = await tools.Pods.GlanceAsync(change.Desired!, _why, over);
                lock (_gate)
                {
                    _why = why;
                    if (_health is not null) Tell();
                }
            }
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // nobody waits any more
        }
    }

    private async Task FailAsync(TimeSpan patience, CancellationToken abort)
    {
        try
        {
            _why = await tools.Pods.WhyAsync(change.Desired!, abort) ?? _why;
        }
        catch (OperationCanceledException) when (abort.IsCancellationRequested)
        {
            // what was seen last has to do
        }
        var hasFailed = _health?.State == HealthState.Failed;
        var code = hasFailed ? Diagnostics.RunCodes.Unhealthy : Diagnostics.RunCodes.TooSlow;
        tools.Emit(new RunEvent.ObjectFailed(lane, change.Key, [code.At(change.Place, $"{change.Key} {(hasFailed ? "has failed" : $"is not healthy after {(int)patience.TotalSeconds}s")}: {Message}")]));
    }
}
