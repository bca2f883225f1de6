using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Diffing;
using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Rendering;
using Reconciler.Runs;

namespace Reconciler.Engine.Running;

/// <summary>What a lane came to, with what it has in the cluster now.</summary>
public sealed record LaneResult(Lane Lane, LaneOutcome Outcome, ImmutableArray<Change> Changes, ImmutableArray<LiveObject> Written, TimeSpan Took)
{
    /// <summary>The Jobs that are known to have run to their end.</summary>
    public ImmutableHashSet<ObjectKey> Finished { get; init; } = [];

    /// <summary>Whether anything of it was written or deleted, or may have been.</summary>
    public bool IsTouched { get; init; }

    /// <summary>What the lane has where its deploy failed and was taken back; null where it wasn't.</summary>
    public ImmutableArray<RememberedObject>? BroughtBack { get; init; }
}

/// <summary>
/// Does what a plan says; nobody else applies or deletes what plans name. Foundations come first, then all lanes at a time, each
/// after what it depends on, and in the end the foundations that leave.
/// </summary>
internal sealed class PlanExecutor(Plan plan, RunTools tools)
{
    private readonly Dictionary<string, Task<LaneResult>> _lanes = new(StringComparer.Ordinal);

    private readonly Dictionary<string, LaneRunner> _runners = plan.Changes.GroupBy(change => change.Lane.Id, StringComparer.Ordinal)
        .ToDictionary(lane => lane.Key, lane => new LaneRunner(lane.First().Lane, [.. lane], tools), StringComparer.Ordinal);

    private readonly ILookup<string, ClusterNeed> _needs = plan.Needs.Where(need => need.State is not NeedState.InPlace).ToLookup(need => need.Lane.Id, StringComparer.Ordinal);

    public async Task<ImmutableArray<LaneResult>> RunAsync(CancellationToken stop, CancellationToken abort)
    {
        var foundations = await FoundationsAsync(stop, abort);
        foreach (var id in _runners.Keys) _ = Start(id, foundations, [], stop, abort);
        var results = await Task.WhenAll(_lanes.Values);
        if (results.Any(result => result.Outcome is not (LaneOutcome.Done or LaneOutcome.Refused))) return [.. results];
        return [.. await Task.WhenAll(results.Select(result => LeaveFoundationsAsync(result, stop, abort)))];
    }

    /// <summary>
    /// Namespaces and definitions of kinds, of all lanes; a lane whose foundation fails goes no further. A lane that waits for something
    /// outside the source has its own after that.
    /// </summary>
    private async Task<Dictionary<string, LaneOutcome>> FoundationsAsync(CancellationToken stop, CancellationToken abort)
    {
        var outcomes = new Dictionary<string, LaneOutcome>(StringComparer.Ordinal);
        foreach (var (id, runner) in _runners)
            outcomes[id] = IsBlocked(runner.Changes) ? LaneOutcome.Refused : _needs.Contains(id) ? LaneOutcome.Done : await runner.StageAsync(Stage.Foundation, stop, abort);
        return outcomes;
    }

    private Task<LaneResult> Start(string id, Dictionary<string, LaneOutcome> foundations, ImmutableHashSet<string> path, CancellationToken stop, CancellationToken abort)
    {
        if (_lanes.TryGetValue(id, out var running)) return running;
        // a circle is refused when specs are read, so this only ends what can't be
        var needs = tools.Options.DependenciesOf(_runners[id].Lane).Where(other => other != id && _runners.ContainsKey(other) && !path.Contains(other)).Select(other => Start(other, foundations, path.Add(id), stop, abort)).ToList();
        return _lanes[id] = RunAsync(_runners[id], foundations[id], needs, stop, abort);
    }

    private async Task<LaneResult> RunAsync(LaneRunner runner, LaneOutcome foundation, List<Task<LaneResult>> needs, CancellationToken stop, CancellationToken abort)
    {
        await Task.Yield();
        var began = tools.Time.GetTimestamp();
        var outcome = foundation;
        if (outcome is LaneOutcome.Done)
        {
            var missing = (await Task.WhenAll(needs)).FirstOrDefault(need => need.Outcome is not LaneOutcome.Done);
            tools.Emit(new RunEvent.LaneStarted(runner.Lane, runner.Writes));
            outcome = missing is null ? await NeedsAsync(runner, stop, abort) : stop.IsCancellationRequested && runner.Writes > 0 ? LaneOutcome.Interrupted : Skip(runner, missing);
            if (outcome is LaneOutcome.Done) outcome = await runner.RunAsync(stop, abort);
        }
        var message = runner.Aftermath ?? outcome switch { LaneOutcome.Interrupted => runner.IsTouched ? "partly done" : "not begun", LaneOutcome.Refused => WhyBlocked(runner.Changes), _ => "" };
        tools.Emit(new RunEvent.LaneEnded(runner.Lane, outcome, message));
        return new LaneResult(runner.Lane, outcome, runner.Changes, [.. runner.Written], tools.Time.GetElapsedTime(began)) { Finished = [.. runner.Finished], IsTouched = runner.IsTouched, BroughtBack = runner.BroughtBack };
    }

    private LaneOutcome Skip(LaneRunner runner, LaneResult missing)
    {
        var how = missing.Outcome switch { LaneOutcome.Refused => "is refused by the plan", LaneOutcome.Skipped => "was skipped", LaneOutcome.Failed => "failed", _ => "is not in place" };
        return Skip(runner, RunCodes.Skipped.At(runner.Lane.Place, $"{runner.Lane.Title} waits for {missing.Lane.Title}, which {how}"));
    }

    private LaneOutcome Skip(LaneRunner runner, Diagnostic why)
    {
        tools.Emit(new RunEvent.ObjectFailed(runner.Lane, runner.Changes[0].Key, [why]));
        return LaneOutcome.Skipped;
    }

    /// <summary>Waits for what the lane needs from outside the source; then comes its own foundation.</summary>
    private async Task<LaneOutcome> NeedsAsync(LaneRunner runner, CancellationToken stop, CancellationToken abort)
    {
        if (!_needs.Contains(runner.Lane.Id)) return LaneOutcome.Done;
        try
        {
            var problems = await Task.WhenAll(_needs[runner.Lane.Id].Select(need => tools.Needs.UntilAsync(runner.Lane, need, stop)));
            if (problems.FirstOrDefault(problem => problem is not null) is { } problem) return Skip(runner, problem);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return LaneOutcome.Interrupted;
        }
        return await runner.StageAsync(Stage.Foundation, stop, abort);
    }

    /// <summary>The foundations of a lane that leave; one that does not is the lane's failure, so that the inventory goes on naming its kind.</summary>
    private async Task<LaneResult> LeaveFoundationsAsync(LaneResult result, CancellationToken stop, CancellationToken abort)
    {
        ImmutableArray<Change> leaving = [.. result.Changes.Where(change => change.Desired is null && change.Action is ChangeAction.Prune or ChangeAction.Orphan && Stages.Of(change.Key, change.Live) == Stage.Foundation)];
        if (leaving.IsEmpty) return result;
        var outcome = stop.IsCancellationRequested ? LaneOutcome.Interrupted : await _runners[result.Lane.Id].RemoveAsync(leaving, stop, abort);
        if (outcome == LaneOutcome.Done) return result;
        tools.Emit(new RunEvent.LaneEnded(result.Lane, outcome, ""));
        return result with { Outcome = outcome };
    }

    private static string WhyBlocked(ImmutableArray<Change> changes) =>
        changes.Where(change => change.Action == ChangeAction.Refuse && change.Desired is not null).SelectMany(change => change.Problems).FirstOrDefault(problem => problem.Severity == Severity.Error) is { } why ? $"{why.Code.Id}: {why.Message}" : "";

    /// <summary>A refusal of something wanted stops its lane before the first write; held deletions don't, nor what is stale of a reviewed plan.</summary>
    private static bool IsBlocked(ImmutableArray<Change> changes) => changes.Any(change => change.Action == ChangeAction.Refuse && change.Desired is not null && !change.IsStale);
}
