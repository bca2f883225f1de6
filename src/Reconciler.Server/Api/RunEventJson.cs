using Reconciler.Engine;
using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Rendering;
using Reconciler.Runs;

namespace Reconciler.Server.Api;

/// <summary>One event of a run as a document.</summary>
internal static class RunEventJson
{
    public static MapNode Of(RunEvent happened) => happened switch
    {
        RunEvent.Started started => Map("started", happened, new MapBuilder { ["plan"] = started.PlanHash, ["writes"] = started.Writes }),
        RunEvent.LaneStarted started => Map("partStarted", happened, On(started.Lane, null, new MapBuilder { ["writes"] = started.Writes })),
        RunEvent.Written written => Map("written", happened, On(written.Lane, written.Key, new MapBuilder { ["action"] = PlanJson.Word(written.Action) })),
        RunEvent.Deleted deleted => Map("deleted", happened, On(deleted.Lane, deleted.Key, [])),
        RunEvent.Held held => Map("held", happened, On(held.Lane, held.Key, new MapBuilder { ["why"] = PlanJson.Problem(held.Why, "") })),
        RunEvent.ObjectFailed failed => Map("failed", happened, On(failed.Lane, failed.Key, new MapBuilder { ["why"] = ListNode.Of(failed.Why.Select(problem => (Node)PlanJson.Problem(problem, ""))) })),
        RunEvent.Unfinished unfinished => Map("unfinished", happened, On(unfinished.Lane, unfinished.Key, new MapBuilder { ["unknown"] = unfinished.IsUnknown })),
        RunEvent.Waiting waiting => Map("waiting", happened, On(waiting.Lane, waiting.Key, new MapBuilder { ["message"] = waiting.Message })),
        RunEvent.Told told => Map("told", happened, On(told.Lane, told.Key, new MapBuilder { ["message"] = told.Message })),
        RunEvent.Logged logged => Map("logged", happened, On(logged.Lane, logged.Key, new MapBuilder { ["lines"] = ListNode.Of(logged.Lines.Select(line => (Node)line!)) })),
        RunEvent.Healthy healthy => Map("healthy", happened, On(healthy.Lane, healthy.Key, [])),
        RunEvent.LaneEnded ended => Map("partEnded", happened, On(ended.Lane, null, new MapBuilder { ["outcome"] = ended.Outcome.ToString().ToLowerInvariant(), ["message"] = ended.Message })),
        RunEvent.Noted noted => Map("noted", happened, new MapBuilder { ["note"] = PlanJson.Problem(noted.Note, "") }),
        RunEvent.Ended ended => Map("ended", happened, new MapBuilder { ["interrupted"] = ended.IsInterrupted }),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static MapNode Map(string type, RunEvent happened, MapBuilder rest) =>
        new MapBuilder { ["type"] = type, ["time"] = happened.Time.UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture) }.AddAll(rest.ToMap()).ToMap();

    private static MapBuilder On(Lane lane, ObjectKey? key, MapBuilder rest) =>
        StateJson.Part(lane).AddAll(new MapBuilder { ["object"] = key is { } known ? StatusJson.Key(known).ToMap() : null }.ToMap()).AddAll(rest.ToMap());
}
