using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Diffing;
using Reconciler.Health;
using Reconciler.Kube;
using Reconciler.Planning;
using Reconciler.Rendering;
using Reconciler.Runs;

namespace Reconciler.Engine.Running;

/// <summary>
/// One lane of a run: its stages one after the other, health in between, and last of all what leaves. Whatever fails stops this lane
/// and nothing else.
/// </summary>
internal sealed class LaneRunner(Lane lane, ImmutableArray<Change> changes, RunTools tools)
{
    private readonly List<LiveObject> _written = [];

    /// <summary>What the lane has in the cluster after the run, as far as it got.</summary>
    public IReadOnlyList<LiveObject> Written => _written;

    public async Task<LaneOutcome> RunAsync(CancellationToken stop, CancellationToken abort)
    {
        tools.Emit(new RunEvent.LaneStarted(lane));
        foreach (var change in changes.Where(change => change.IsStale)) tools.Emit(new RunEvent.Held(lane, change.Key, change.Problems[^1]));
        foreach (var stage in (Stage[])[Stage.Base, Stage.Workloads, Stage.Routes])
        {
            var outcome = await StageAsync(stage, stop, abort);
            if (outcome is not LaneOutcome.Done) return outcome;
        }
        var left = await LeaveAsync(stop, abort);
        // everything else is in place, but not all that was reviewed, which is what those who depend on this lane rely on
        return left is LaneOutcome.Done && HasStale ? LaneOutcome.Failed : left;
    }

    private bool HasStale => changes.Any(change => change.IsStale);

    /// <summary>Writes what belongs to a stage, all at a time, and waits until it is healthy.</summary>
    public async Task<LaneOutcome> StageAsync(Stage stage, CancellationToken stop, CancellationToken abort)
    {
        var due = changes.Where(change => change.Desired is not null && Stages.Of(change.Key, change.Live) == stage && IsDue(change)).ToList();
        if (due.Count == 0) return LaneOutcome.Done;
        if (stop.IsCancellationRequested) return LaneOutcome.Interrupted;
        var results = await Task.WhenAll(due.Select(change => tools.Requests.RunAsync(() => WriteAsync(change, abort), abort)));
        foreach (var (change, result) in due.Zip(results)) Tell(change, result);
        if (results.Any(result => result is WriteResult.Failed or WriteResult.Held)) return LaneOutcome.Failed;
        if (!tools.Options.Waits) return LaneOutcome.Done;
        var waited = due.Where(change => Stages.IsWaitedFor(change.Key) && change.Desired!.Steering.Wait && change.Action != ChangeAction.Keep).ToList();
        var healthy = await Task.WhenAll(waited.Select(change => HealthyAsync(change, stop)));
        return healthy.All(isHealthy => isHealthy) ? LaneOutcome.Done : stop.IsCancellationRequested ? LaneOutcome.Interrupted : LaneOutcome.Failed;
    }

    /// <summary>Deletes and gives up what the source no longer has, in the reverse order of what needs what.</summary>
    public async Task<LaneOutcome> LeaveAsync(CancellationToken stop, CancellationToken abort)
    {
        // a stale object may be the successor of what is retired
        var leaving = changes.Where(change => change.Desired is null && (change.Action is ChangeAction.Prune or ChangeAction.Orphan || (change.Action is ChangeAction.Retire && !HasStale)));
        var outcome = LaneOutcome.Done;
        foreach (var stage in leaving.GroupBy(change => Stages.Of(change.Key, change.Live)).OrderByDescending(group => group.Key))
        {
            if (stage.Key == Stage.Foundation) continue;
            if (stop.IsCancellationRequested) return LaneOutcome.Interrupted;
            if (await RemoveAsync([.. stage], abort) is not LaneOutcome.Done and var bad) outcome = bad;
        }
        return outcome;
    }

    public async Task<LaneOutcome> RemoveAsync(IReadOnlyList<Change> leaving, CancellationToken abort)
    {
        var results = await Task.WhenAll(leaving.Select(change => tools.Requests.RunAsync(() => RemoveAsync(change, abort), abort)));
        foreach (var (change, result) in leaving.Zip(results)) Tell(change, result);
        return results.Any(result => result is WriteResult.Failed) ? LaneOutcome.Failed : LaneOutcome.Done;
    }

    /// <summary>A kept object is only written when its mark has to be refreshed.</summary>
    private static bool IsDue(Change change) => change.Action switch
    {
        ChangeAction.Refuse => false,
        ChangeAction.Keep => change.Mark is { } mark && mark != AppliedMark.Of(change.Live!.Body),
        _ => true,
    };

    private async Task<WriteResult> WriteAsync(Change change, CancellationToken abort)
    {
        if (await tools.Kinds.FindAsync(change.Desired!, abort) is not { } resource)
            return new WriteResult.Failed(Answers.Explain(change.Desired!, new KubeError.KindNotServed { Subject = change.Key.ToString(), Message = "the kind is not served" }));
        if (change.Action is ChangeAction.Replace or ChangeAction.Terminating)
        {
            var removed = await tools.Remover.RemoveAsync(resource, change, tools.Options.PatienceOf(lane), abort);
            if (removed is not WriteResult.Left) return removed;
            change = change with { Live = null, Mark = null, Action = ChangeAction.Create };
        }
        return await tools.Writer.WriteAsync(resource, change, abort);
    }

    private async Task<WriteResult> RemoveAsync(Change change, CancellationToken abort)
    {
        if (await tools.Kinds.FindAsync(change.Live!, abort) is not { } resource) return new WriteResult.Left();
        return await tools.Remover.RemoveAsync(resource, change, tools.Options.PatienceOf(lane), abort);
    }

    private async Task<bool> HealthyAsync(Change change, CancellationToken stop)
    {
        if (await tools.Kinds.FindAsync(change.Desired!, stop) is not { } resource) return false;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var patience = tools.Options.PatienceOf(lane);
        limit.CancelAfter(patience);
        var last = "";
        HealthVerdict? health = null;
        try
        {
            await tools.Feed.UntilAsync(resource, change.Key, live =>
            {
                health = live is null ? null : HealthRules.Of(live.Body);
                var message = health?.Message ?? "not there";
                if (message != last && health?.State != HealthState.Healthy) tools.Emit(new RunEvent.Waiting(lane, change.Key, message));
                last = message;
                return health?.State is HealthState.Healthy or HealthState.Failed;
            }, limit.Token);
        }
        catch (OperationCanceledException)
        {
            // told below
        }
        if (health?.State == HealthState.Healthy)
        {
            tools.Emit(new RunEvent.Healthy(lane, change.Key));
            return true;
        }
        if (stop.IsCancellationRequested) return false;
        var why = await tools.Pods.WhyAsync(change.Desired!, CancellationToken.None) is { } problem ? $"{last}: {problem}" : last;
        var code = health?.State == HealthState.Failed ? RunCodes.Unhealthy : RunCodes.TooSlow;
        tools.Emit(new RunEvent.ObjectFailed(lane, change.Key, [code.At(change.Place, $"{change.Key} {(code == RunCodes.TooSlow ? $"is not healthy after {(int)patience.TotalSeconds}s" : "has failed")}: {why}")]));
        return false;
    }

    private void Tell(Change change, WriteResult result)
    {
        switch (result)
        {
            case WriteResult.Written written:
                lock (_written) _written.Add(written.Live);
                if (change.Action != ChangeAction.Keep) tools.Emit(new RunEvent.Written(lane, change.Key, change.Action));
                break;
            case WriteResult.Left when change.Action == ChangeAction.Orphan:
                tools.Emit(new RunEvent.Written(lane, change.Key, change.Action));
                break;
            case WriteResult.Left:
                tools.Emit(new RunEvent.Deleted(lane, change.Key));
                break;
            case WriteResult.Held held:
                tools.Emit(new RunEvent.Held(lane, change.Key, held.Why));
                break;
            case WriteResult.Failed failed:
                tools.Emit(new RunEvent.ObjectFailed(lane, change.Key, failed.Why));
                break;
        }
    }
}
