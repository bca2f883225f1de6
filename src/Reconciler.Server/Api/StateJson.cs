using Reconciler.Engine;
using Reconciler.Engine.Control;
using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Rendering;
using Reconciler.Runs;

namespace Reconciler.Server.Api;

/// <summary>What the controller knows, as documents.</summary>
internal static class StateJson
{
    public static MapNode Environment(EnvironmentState state) => new MapBuilder
    {
        ["id"] = state.Id,
        ["name"] = state.Environment,
        ["source"] = state.Source,
        ["ref"] = state.Reference,
        ["cluster"] = state.Cluster,
        ["phase"] = Word(state.Phase),
        ["message"] = state.Message,
        ["leader"] = state.Leader,
        ["isLeader"] = state.IsLeader,
        ["commit"] = state.Wanted is { } facts ? Commit(facts).ToMap() : null,
        ["problems"] = ListNode.Of(state.Problems.Select(problem => (Node)PlanJson.Problem(problem, state.Prefix))),
        ["sourceProblem"] = state.PollProblem is { } problem ? PlanJson.Problem(problem, state.Prefix) : null,
        ["polledAt"] = Time(state.PolledAt),
        ["plannedAt"] = Time(state.PlannedAt),
        ["lastSuccess"] = Time(state.LastSuccess),
        ["suspended"] = state.IsSuspended,
        ["window"] = state.Window is { } window ? new MapBuilder { ["open"] = window.IsOpen, ["why"] = window.Why, ["until"] = Time(window.Until) }.ToMap() : null,
        ["pauses"] = ListNode.Of(state.Pauses.Select(pause => (Node)new MapBuilder { ["part"] = pause.Part.Value, ["by"] = pause.By, ["since"] = DocumentTime.Of(pause.Since) }.ToMap())),
        ["failed"] = ListNode.Of(state.Failed.Select(failed => (Node)Part(failed.Lane).AddAll(new MapBuilder { ["why"] = failed.Why, ["time"] = DocumentTime.Of(failed.Time) }.ToMap()).ToMap())),
        ["fights"] = ListNode.Of(state.Fights.Select(fight => (Node)StatusJson.Key(fight.Key).AddAll(new MapBuilder { ["manager"] = fight.Manager, ["repairs"] = fight.Repairs, ["until"] = DocumentTime.Of(fight.Until) }.ToMap()).ToMap())),
        ["plan"] = state.Plan is { } plan ? new MapBuilder { ["hash"] = plan.Hash, ["refused"] = plan.IsRefused, ["counts"] = PlanJson.Counts(plan.Counts).ToMap() }.ToMap() : null,
        ["run"] = state.Run is { } run ? Run(run) : null,
    }.ToMap();

    public static MapNode Run(ControlRun run) => new MapBuilder
    {
        ["id"] = run.Id,
        ["environment"] = run.Environment,
        ["cause"] = run.Cause,
        ["commit"] = run.Commit,
        ["state"] = run.Ended is null ? "running" : run.Status.IsInterrupted ? "interrupted" : run.Problems.IsEmpty && !run.Status.HasFailed ? run.Status.Lanes.IsEmpty ? "nothing to do" : "done" : "failed",
        ["began"] = DocumentTime.Of(run.Began),
        ["ended"] = Time(run.Ended),
        ["written"] = run.Status.Written,
        ["deleted"] = run.Status.Deleted,
        ["held"] = run.Status.Held,
        ["problems"] = ListNode.Of(run.Problems.Concat(run.Status.Notes).Select(problem => (Node)PlanJson.Problem(problem, ""))),
        ["parts"] = ListNode.Of(run.Status.Lanes.Values.Select(lane => (Node)Lane(lane).ToMap())),
    }.ToMap();

    public static MapNode Event(ControlEvent happened)
    {
        var map = new MapBuilder { ["number"] = ScalarNode.Of(happened.Number), ["time"] = happened.Time.UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture), ["environment"] = happened.Environment };
        return happened.News switch
        {
            ControlNews.StateChanged changed => map.AddAll(new MapBuilder { ["type"] = "state", ["state"] = Environment(changed.State) }.ToMap()).ToMap(),
            ControlNews.RunHappened run => map.AddAll(new MapBuilder { ["type"] = "run", ["run"] = run.RunId, ["event"] = RunEventJson.Of(run.Event) }.ToMap()).ToMap(),
            ControlNews.ObjectChanged item => map.AddAll(new MapBuilder { ["type"] = "object", ["part"] = item.Lane, ["object"] = StatusJson.Key(item.Key).ToMap(), ["health"] = StatusJson.Word(item.Health), ["message"] = item.Message }.ToMap()).ToMap(),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    /// <summary>A part by its names, with the id that orders take.</summary>
    public static MapBuilder Part(Lane lane) => new() { ["part"] = lane.Id, ["title"] = lane.Title, ["namespace"] = lane.Namespace.Length == 0 ? null : lane.Namespace };

    public static string Word(ControlPhase phase) => phase.ToString().ToLowerInvariant();

    private static MapBuilder Commit(SourceFacts facts) => new() { ["id"] = facts.Commit, ["shown"] = facts.Shown, ["dirty"] = facts.IsDirty, ["author"] = facts.Author, ["time"] = Time(facts.Time), ["subject"] = facts.Subject };

    private static MapBuilder Lane(LaneStatus lane) => Part(lane.Lane).AddAll(new MapBuilder
    {
        ["outcome"] = lane.Outcome?.ToString().ToLowerInvariant(),
        ["message"] = lane.Message,
        ["writes"] = lane.Writes,
        ["written"] = lane.Written,
        ["deleted"] = lane.Deleted,
        ["began"] = Time(lane.Began),
        ["ended"] = Time(lane.EndedAt),
        ["waiting"] = ListNode.Of(lane.Waiting.Select(item => (Node)StatusJson.Key(item.Key).AddAll(new MapBuilder { ["message"] = item.Value }.ToMap()).ToMap())),
        ["steps"] = ListNode.Of(lane.Steps.Select(step => (Node)StatusJson.Key(step.Key).AddAll(new MapBuilder { ["time"] = Time(step.Time), ["message"] = step.Message }.ToMap()).ToMap())),
        ["logs"] = ListNode.Of(lane.Logs.Select(log => (Node)StatusJson.Key(log.Key).AddAll(new MapBuilder { ["lines"] = ListNode.Of(log.Value.Select(line => (Node)line!)) }.ToMap()).ToMap())),
        ["problems"] = ListNode.Of(lane.Problems.Select(problem => (Node)PlanJson.Problem(problem, ""))),
    }.ToMap());

    private static string? Time(DateTimeOffset? time) => time is { } known ? DocumentTime.Of(known) : null;
}
