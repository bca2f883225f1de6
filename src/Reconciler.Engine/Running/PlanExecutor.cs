using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Diffing;
using Reconciler.Planning;
using Reconciler.Rendering;
using Reconciler.Runs;

namespace Reconciler.Engine.Running;

/// <summary>What a lane came to, with what it has in the cluster now.</summary>
public sealed record LaneResult(Lane Lane, LaneOutcome Outcome, ImmutableArray<Change> Changes, ImmutableArray<LiveObject> Written, TimeSpan Took);

/// <summary>
/// Does what a plan says; nobody else applies or deletes what plans name. Foundations come first, then all lanes at a time, each
/// after what it depends on, and in the end the foundations that leave.
/// </summary>
internal sealed class PlanExecutor(Plan plan, RunTools tools, TimeProvider time)
{
    private readonly Dictionary<string, Task<LaneResult>> _lanes = new(StringComparer.Ordinal);

    public async Task<ImmutableArray<LaneResult>> RunAsync(CancellationToken stop, CancellationToken abort)
    {
        var lanes = plan.Changes.GroupBy(change => change.Lane.Id, StringComparer.Ordinal).ToDictionary(lane => lane.Key, lane => lane.ToImmutableArray(), StringComparer.Ordinal);
        var foundations = await FoundationsAsync(lanes, stop, abort);
        foreach (var id in lanes.Keys) _ = Start(id, lanes, foundations, [], stop, abort);
        var results = await Task.WhenAll(_lanes.Values);
        if (results.All(result => result.Outcome is LaneOutcome.Done or LaneOutcome.Refused)) await LeaveFoundationsAsync(lanes, stop, abort);
        return [.. results];
    }

    /// <summary>Namespaces and definitions of kinds, of all lanes; a lane whose foundation fails goes no further.</summary>
    private async Task<Dictionary<string, LaneOutcome>> FoundationsAsync(Dictionary<string, ImmutableArray<Change>> lanes, CancellationToken stop, CancellationToken abort)
    {
        var outcomes = new Dictionary<string, LaneOutcome>(StringComparer.Ordinal);
        foreach (var (id, changes) in lanes)
            outcomes[id] = IsBlocked(changes) ? LaneOutcome.Refused : await new LaneRunner(changes[0].Lane, changes, tools).StageAsync(Stage.Foundation, stop, abort);
        return outcomes;
    }

    private Task<LaneResult> Start(string id, Dictionary<string, ImmutableArray<Change>> lanes, Dictionary<string, LaneOutcome> foundations, ImmutableHashSet<string> path, CancellationToken stop, CancellationToken abort)
    {
        if (_lanes.TryGetValue(id, out var running)) return running;
        var changes = lanes[id];
        // a circle is refused when specs are read, so this only ends what can't be
        var needs = tools.Options.DependenciesOf(changes[0].Lane).Where(other => other != id && lanes.ContainsKey(other) && !path.Contains(other)).Select(other => Start(other, lanes, foundations, path.Add(id), stop, abort)).ToList();
        return _lanes[id] = RunAsync(changes, foundations[id], needs, stop, abort);
    }

    private async Task<LaneResult> RunAsync(ImmutableArray<Change> changes, LaneOutcome foundation, List<Task<LaneResult>> needs, CancellationToken stop, CancellationToken abort)
    {
        await Task.Yield();
        var lane = changes[0].Lane;
        var began = time.GetTimestamp();
        var runner = new LaneRunner(lane, changes, tools);
        var outcome = foundation;
        var message = "";
        if (outcome is LaneOutcome.Done && (await Task.WhenAll(needs)).FirstOrDefault(need => need.Outcome is not LaneOutcome.Done) is { } missing)
        {
            outcome = LaneOutcome.Skipped;
            message = $"{missing.Lane.Title} is not in place";
            tools.Emit(new RunEvent.ObjectFailed(lane, changes[0].Key, [RunCodes.Skipped.At(lane.Place, $"{lane.Title} waits for {missing.Lane.Title}, which is not in place")]));
        }
        if (outcome is LaneOutcome.Done) outcome = await runner.RunAsync(stop, abort);
        tools.Emit(new RunEvent.LaneEnded(lane, outcome, message));
        return new LaneResult(lane, outcome, changes, [.. runner.Written], time.GetElapsedTime(began));
    }

    private async Task LeaveFoundationsAsync(Dictionary<string, ImmutableArray<Change>> lanes, CancellationToken stop, CancellationToken abort)
    {
        foreach (var changes in lanes.Values)
        {
            ImmutableArray<Change> leaving = [.. changes.Where(change => change.Desired is null && change.Action is ChangeAction.Prune or ChangeAction.Orphan && Stages.Of(change.Key, change.Live) == Stage.Foundation)];
            if (leaving.Length > 0 && !stop.IsCancellationRequested) await new LaneRunner(changes[0].Lane, changes, tools).RemoveAsync(leaving, abort);
        }
    }

    /// <summary>A refusal of something wanted stops its lane before the first write; held deletions don't, nor what is stale of a reviewed plan.</summary>
    private static bool IsBlocked(ImmutableArray<Change> changes) => changes.Any(change => change.Action == ChangeAction.Refuse && change.Desired is not null && !change.IsStale);
}
