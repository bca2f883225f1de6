using System.Collections.Immutable;
using Reconciler.Diffing;
using Reconciler.Kube;
using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Rendering;
using Reconciler.Runs;

namespace Reconciler.Engine.Running;

/// <summary>
/// One lane of a run: its stages one after the other, health in between, and last of all what leaves. Whatever fails stops this lane
/// and nothing else. A stop begins no write more and ends all waiting; an abort cuts requests off.
/// </summary>
internal sealed class LaneRunner(Lane lane, ImmutableArray<Change> changes, RunTools tools)
{
    private readonly List<LiveObject> _written = [];
    private readonly HashSet<ObjectKey> _finished = [];
    private volatile bool _isTouched;

    public Lane Lane => lane;

    public ImmutableArray<Change> Changes => changes;

    /// <summary>What the lane has in the cluster after the run, as far as it got.</summary>
    public IReadOnlyList<LiveObject> Written => _written;

    /// <summary>The Jobs that ran to their end while they were waited for.</summary>
    public IReadOnlyCollection<ObjectKey> Finished => _finished;

    /// <summary>Whether anything of it was written or deleted, or may have been.</summary>
    public bool IsTouched => _isTouched;

    /// <summary>How many objects there are to write or delete; a mark that is only refreshed is no news.</summary>
    public int Writes => changes.Count(change => change.IsWrite);

    public async Task<LaneOutcome> RunAsync(CancellationToken stop, CancellationToken abort)
    {
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
        var results = await Task.WhenAll(due.Select(change => DoAsync(change, () => WriteAsync(change, stop, abort), stop, abort)));
        if (results.Any(result => result is WriteResult.Failed or WriteResult.Held)) return LaneOutcome.Failed;
        if (results.Any(result => result is WriteResult.Unfinished)) return LaneOutcome.Interrupted;
        if (!tools.Options.Waits) return LaneOutcome.Done;
        var waited = due.Zip(results).Where(each => Stages.IsWaitedFor(each.First.Key) && each.First.Desired!.Steering.Wait && each.First.Action != ChangeAction.Keep);
        var waits = waited.Select(each => new HealthWait(lane, each.First, (each.Second as WriteResult.Written)?.Live, tools)).ToList();
        var healthy = await Task.WhenAll(waits.Select(wait => wait.RunAsync(stop, abort)));
        _finished.UnionWith(waits.Where(wait => wait.HasFinished).Select(wait => wait.Key));
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
            if (await RemoveAsync([.. stage], stop, abort) is not LaneOutcome.Done and var bad) outcome = bad;
        }
        return outcome;
    }

    public async Task<LaneOutcome> RemoveAsync(IReadOnlyList<Change> leaving, CancellationToken stop, CancellationToken abort)
    {
        var results = await Task.WhenAll(leaving.Select(change => DoAsync(change, () => RemoveAsync(change, stop, abort), stop, abort)));
        if (results.Any(result => result is WriteResult.Failed or WriteResult.Held)) return LaneOutcome.Failed;
        return results.Any(result => result is WriteResult.Unfinished) ? LaneOutcome.Interrupted : LaneOutcome.Done;
    }

    /// <summary>A kept object is only written when its mark has to be refreshed.</summary>
    private static bool IsDue(Change change) => change.Action switch
    {
        ChangeAction.Refuse => false,
        ChangeAction.Keep => change.Mark is { } mark && mark != AppliedMark.Of(change.Live!.Body),
        _ => true,
    };

    /// <summary>Does one thing when its turn has come, and tells what came of it; after a stop nothing has a turn any more.</summary>
    private async Task<WriteResult> DoAsync(Change change, Func<Task<WriteResult>> action, CancellationToken stop, CancellationToken abort)
    {
        var hasBegun = false;
        WriteResult result;
        try
        {
            result = await tools.Requests.RunAsync(
                () =>
                {
                    stop.ThrowIfCancellationRequested();
                    hasBegun = true;
                    return action();
                },
                stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested || abort.IsCancellationRequested)
        {
            result = new WriteResult.Unfinished(IsUnknown: hasBegun);
        }
        Tell(change, result);
        return result;
    }

    private async Task<WriteResult> WriteAsync(Change change, CancellationToken stop, CancellationToken abort)
    {
        if (await tools.Kinds.FindAsync(change.Desired!, abort) is not { } resource)
            return new WriteResult.Failed(Answers.Explain(change.Desired!, new KubeError.KindNotServed { Subject = change.Key.ToString(), Message = "the kind is not served" }));
        if (change.Action is ChangeAction.Replace or ChangeAction.Terminating)
        {
            var removed = await tools.Remover.RemoveAsync(resource, change, Patience(change, stop), abort);
            if (removed is not WriteResult.Left) return removed;
            // what was deleted to be made again is made again, also after a stop
            _isTouched = true;
            change = change with { Live = null, Mark = null, Action = ChangeAction.Create };
        }
        return await tools.Writer.WriteAsync(resource, change, abort);
    }

    private async Task<WriteResult> RemoveAsync(Change change, CancellationToken stop, CancellationToken abort)
    {
        if (await tools.Kinds.FindAsync(change.Live!, abort) is not { } resource) return new WriteResult.Left();
        return await tools.Remover.RemoveAsync(resource, change, Patience(change, stop), abort);
    }

    private RemovalPatience Patience(Change change, CancellationToken stop) =>
        new(tools.Options.PatienceOf(lane), tools, message => tools.Emit(new RunEvent.Waiting(lane, change.Key, message)), stop);

    private void Tell(Change change, WriteResult result)
    {
        _isTouched |= result is WriteResult.Written or WriteResult.Left or WriteResult.Unfinished { IsUnknown: true };
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
            case WriteResult.Unfinished unfinished:
                tools.Emit(new RunEvent.Unfinished(lane, change.Key, unfinished.IsUnknown));
                break;
            case WriteResult.Failed failed:
                tools.Emit(new RunEvent.ObjectFailed(lane, change.Key, failed.Why));
                break;
        }
    }
}
