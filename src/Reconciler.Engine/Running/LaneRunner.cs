using System.Collections.Immutable;
using Reconciler.Diffing;
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
    private readonly LaneHands _hands = new(lane, new LaneShape(changes), tools);
    private readonly HashSet<ObjectKey> _finished = [];

    public Lane Lane => lane;

    public ImmutableArray<Change> Changes => changes;

    /// <summary>What the lane has in the cluster after the run, as far as it got.</summary>
    public IReadOnlyList<LiveObject> Written => _hands.Written;

    /// <summary>The Jobs that ran to their end while they were waited for.</summary>
    public IReadOnlyCollection<ObjectKey> Finished => _finished;

    /// <summary>Whether anything of it was written or deleted, or may have been.</summary>
    public bool IsTouched => _hands.IsTouched;

    /// <summary>What was done after a failure, in a few words.</summary>
    public string? Aftermath { get; private set; }

    /// <summary>What the lane has where a failed deploy was taken back.</summary>
    public ImmutableArray<RememberedObject>? BroughtBack { get; private set; }

    /// <summary>How many objects there are to write or delete; a mark that is only refreshed is no news.</summary>
    public int Writes => changes.Count(change => change.IsWrite);

    public async Task<LaneOutcome> RunAsync(CancellationToken stop, CancellationToken abort)
    {
        foreach (var change in changes.Where(change => change.IsStale)) tools.Emit(new RunEvent.Held(lane, change.Key, change.Problems[^1]));
        Func<Task<LaneOutcome>>[] steps =
        [
            () => StageAsync(Stage.Base, stop, abort), () => TasksAsync(Stage.Before, stop, abort), () => StageAsync(Stage.Workloads, stop, abort), () => GateAsync(isIdle: false, stop),
            () => StageAsync(Stage.Routes, stop, abort), () => StageAsync(Stage.Frontends, stop, abort), () => WakeAsync(stop, abort), () => StageAsync(Stage.Scaling, stop, abort),
        ];
        foreach (var step in steps)
        {
            var outcome = await step();
            if (outcome is LaneOutcome.Failed && IsTouched && tools.Options.IsWhole) await TakeBackAsync(stop, abort);
            if (outcome is not LaneOutcome.Done) return outcome;
        }
        if (await new VersionRetirement(lane, Shape, tools).DrainAsync(stop) is not LaneOutcome.Done and var draining) return draining;
        var left = await LeaveAsync(stop, abort);
        var after = left is LaneOutcome.Done ? await TasksAsync(Stage.After, stop, abort) : left;
        // everything else is in place, but not all that was reviewed, which is what those who depend on this lane rely on
        return after is LaneOutcome.Done && HasStale ? LaneOutcome.Failed : after;
    }

    private LaneShape Shape => _hands.Shape;

    private bool HasStale => changes.Any(change => change.IsStale);

    /// <summary>Whether health is waited for, asked or not: requests never go to a version of which nothing is known.</summary>
    private bool Waits => tools.Options.Waits || Shape.IsSwitched;

    private bool HasWrites => changes.Any(change => change.IsWrite);

    /// <summary>Writes what belongs to a stage, all at a time, and waits until it is healthy.</summary>
    public async Task<LaneOutcome> StageAsync(Stage stage, CancellationToken stop, CancellationToken abort)
    {
        var due = changes.Where(change => change.Desired is not null && Shape.StageOf(change) == stage && change is { Action: not ChangeAction.Refuse } and ({ Action: not ChangeAction.Keep } or { IsRefresh: true })).ToList();
        var unsettled = IsUnsettled ? changes.Where(change => Unsettled.IsUnwell(change) && Shape.StageOf(change) == stage).ToList() : [];
        if (due.Count + unsettled.Count == 0) return LaneOutcome.Done;
        if (stop.IsCancellationRequested) return LaneOutcome.Interrupted;
        var results = await Task.WhenAll(due.Select(change => _hands.WriteAsync(change, stop, abort)));
        if (WriteResult.Together(results) is not LaneOutcome.Done and var bad) return bad;
        if (!Waits) return LaneOutcome.Done;
        var waited = due.Zip(results).Where(each => Stages.IsWaitedFor(each.First.Key) && each.First.Desired!.Steering.Wait && each.First.Action != ChangeAction.Keep && !_hands.IsIdle(each.First));
        var waits = waited.Select(each => new HealthWait(lane, each.First, (each.Second as WriteResult.Written)?.Live, tools)).Concat(unsettled.Select(change => new HealthWait(lane, change, null, tools))).ToList();
        var healthy = await Task.WhenAll(waits.Select(wait => wait.RunAsync(stop, abort)));
        _finished.UnionWith(waits.Where(wait => wait.HasFinished).Select(wait => wait.Key));
        return healthy.All(isHealthy => isHealthy) ? LaneOutcome.Done : stop.IsCancellationRequested ? LaneOutcome.Interrupted : LaneOutcome.Failed;
    }

    /// <summary>What was made before and never seen to be well is waited for too, and before a switch whoever made it.</summary>
    private bool IsUnsettled => tools.Options.Unsettled.Contains(lane.Id) || (Shape.IsVersioned && HasWrites);

    private async Task<LaneOutcome> TasksAsync(Stage stage, CancellationToken stop, CancellationToken abort)
    {
        var tasks = changes.Where(change => Shape.StageOf(change) == stage && change is { Desired: not null, Action: not ChangeAction.Refuse }).ToList();
        // one that is there and did not come to its end only matters to what is still to be written
        if (tasks.Count == 0 || (!HasWrites && !tools.Options.Unsettled.Contains(lane.Id))) return LaneOutcome.Done;
        var steps = new TaskSteps(lane, tools);
        var outcome = await steps.RunAsync(tasks, task => _hands.WriteAsync(task, stop, abort), stop, abort);
        _finished.UnionWith(steps.Finished);
        return outcome;
    }

    /// <summary>Asks the new pods, before anything leads to them; those of workloads that start with the switch only then.</summary>
    private async Task<LaneOutcome> GateAsync(bool isIdle, CancellationToken stop)
    {
        if (!Waits || tools.Options.DeployOf(lane).Gate is not { } gate) return LaneOutcome.Done;
        var asked = changes.Where(change => change.Desired is not null && change.Action != ChangeAction.Refuse && _hands.IsIdle(change) == isIdle && (change.IsWrite || Shape.IsSwitched || (IsUnsettled && Unsettled.IsUnwell(change)))).ToList();
        return asked.Count == 0 ? LaneOutcome.Done : await new GateWait(lane, gate, tools).RunAsync(asked, stop);
    }

    /// <summary>Starts the workloads that waited for the switch, and waits for them.</summary>
    private async Task<LaneOutcome> WakeAsync(CancellationToken stop, CancellationToken abort)
    {
        var due = changes.Where(_hands.IsIdle).ToList();
        if (due.Count == 0) return LaneOutcome.Done;
        if (stop.IsCancellationRequested) return LaneOutcome.Interrupted;
        var results = await Task.WhenAll(due.Select(change => _hands.WakeAsync(change, stop, abort)));
        if (WriteResult.Together(results) is not LaneOutcome.Done and var bad) return bad;
        var healthy = await Task.WhenAll(due.Zip(results).Select(each => new HealthWait(lane, each.First, ((WriteResult.Written)each.Second).Live, tools).RunAsync(stop, abort)));
        if (!healthy.All(isHealthy => isHealthy)) return stop.IsCancellationRequested ? LaneOutcome.Interrupted : LaneOutcome.Failed;
        return await GateAsync(isIdle: true, stop);
    }

    private async Task TakeBackAsync(CancellationToken stop, CancellationToken abort)
    {
        var result = await new LaneRollback(lane, changes, tools).RunAsync(
            [.. Written], change => _hands.WriteAsync(change, stop, abort), change => _hands.RemoveAsync(change, stop, abort), stop, abort);
        (Aftermath, BroughtBack) = (result?.Message, result?.Objects);
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
        return WriteResult.Together(await Task.WhenAll(leaving.Select(change => _hands.RemoveAsync(change, stop, abort))));
    }
}
