using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Rendering;

namespace Reconciler.Runs;

/// <summary>Where a lane of a run stands.</summary>
public sealed record LaneStatus(Lane Lane)
{
    public LaneOutcome? Outcome { get; init; }

    /// <summary>How it ended, where there is more to say than the outcome.</summary>
    public string Message { get; init; } = "";

    /// <summary>When its turn came; null before.</summary>
    public DateTimeOffset? Began { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>How many objects it has to write or delete.</summary>
    public int Writes { get; init; }

    public int Written { get; init; }
    public int Deleted { get; init; }
    public int Held { get; init; }

    /// <summary>Objects of which nobody knows whether the last request was carried out.</summary>
    public ImmutableArray<ObjectKey> Unknown { get; init; } = [];

    /// <summary>What each object waits for now.</summary>
    public ImmutableSortedDictionary<ObjectKey, string> Waiting { get; init; } = ImmutableSortedDictionary<ObjectKey, string>.Empty;

    /// <summary>The steps that were taken beside writes, in their order.</summary>
    public ImmutableArray<RunStep> Steps { get; init; } = [];

    /// <summary>The last lines of each task.</summary>
    public ImmutableSortedDictionary<ObjectKey, ImmutableArray<string>> Logs { get; init; } = ImmutableSortedDictionary<ObjectKey, ImmutableArray<string>>.Empty;

    public ImmutableArray<Diagnostic> Problems { get; init; } = [];
}

/// <summary>A step of a deploy that no single write shows.</summary>
public sealed record RunStep(DateTimeOffset Time, ObjectKey Key, string Message);

/// <summary>A run as it stands: nothing but the fold of its events, by the same rules wherever they are read.</summary>
public sealed record RunStatus
{
    public string PlanHash { get; init; } = "";
    public int Writes { get; init; }
    public DateTimeOffset Began { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
    public bool IsInterrupted { get; init; }
    public bool IsAborted { get; init; }
    public DateTimeOffset? LeaseLapses { get; init; }
    public ImmutableSortedDictionary<string, LaneStatus> Lanes { get; init; } = ImmutableSortedDictionary.Create<string, LaneStatus>(StringComparer.Ordinal);
    public ImmutableArray<Diagnostic> Notes { get; init; } = [];
    public ImmutableList<(ObjectKey Key, ChangeAction Action)> Done { get; init; } = [];

    /// <summary>Without the lanes of which there is nothing to tell: nothing was to be done in them, and that went well.</summary>
    public RunStatus Told() => this with { Lanes = Lanes.RemoveRange(Lanes.Where(lane => lane.Value is { Outcome: LaneOutcome.Done, Message: "", Writes: 0, Deleted: 0, Held: 0, Unknown.IsEmpty: true, Steps.IsEmpty: true, Problems.IsEmpty: true } && lane.Value.Logs.IsEmpty).Select(lane => lane.Key)) };

    public int Written => Lanes.Values.Sum(lane => lane.Written);
    public int Deleted => Lanes.Values.Sum(lane => lane.Deleted);
    public int Held => Lanes.Values.Sum(lane => lane.Held);
    public bool HasFailed => Lanes.Values.Any(lane => lane.Outcome is LaneOutcome.Failed or LaneOutcome.Skipped);

    public RunStatus With(RunEvent happened) => happened switch
    {
        RunEvent.Started started => this with { PlanHash = started.PlanHash, Writes = started.Writes, Began = started.Time },
        RunEvent.LaneStarted started => Change(started.Lane, lane => lane with { Began = started.Time, Writes = started.Writes }),
        RunEvent.Written written => Change(written.Lane, lane => lane with { Written = lane.Written + 1 }) with { Done = Done.Add((written.Key, written.Action)) },
        RunEvent.Deleted deleted => Change(deleted.Lane, lane => lane with { Deleted = lane.Deleted + 1 }) with { Done = Done.Add((deleted.Key, ChangeAction.Prune)) },
        RunEvent.Held held => Change(held.Lane, lane => lane with { Held = lane.Held + 1, Problems = lane.Problems.Add(held.Why) }),
        RunEvent.ObjectFailed failed => Change(failed.Lane, lane => lane with { Problems = lane.Problems.AddRange(failed.Why), Waiting = lane.Waiting.Remove(failed.Key) }),
        RunEvent.Unfinished unfinished => Change(unfinished.Lane, lane => lane with { Waiting = lane.Waiting.Remove(unfinished.Key), Unknown = unfinished.IsUnknown ? lane.Unknown.Add(unfinished.Key) : lane.Unknown }),
        RunEvent.Waiting waiting => Change(waiting.Lane, lane => lane with { Waiting = lane.Waiting.SetItem(waiting.Key, waiting.Message) }),
        RunEvent.Healthy healthy => Change(healthy.Lane, lane => lane with { Waiting = lane.Waiting.Remove(healthy.Key) }),
        RunEvent.Told told => Change(told.Lane, lane => lane with { Steps = lane.Steps.Add(new RunStep(told.Time, told.Key, told.Message)), Waiting = lane.Waiting.Remove(told.Key) }),
        RunEvent.Logged logged => Change(logged.Lane, lane => lane with { Logs = lane.Logs.SetItem(logged.Key, logged.Lines) }),
        RunEvent.LaneEnded ended => Change(ended.Lane, lane => lane with { Outcome = ended.Outcome, Message = ended.Message, EndedAt = ended.Time, Waiting = lane.Waiting.Clear() }),
        RunEvent.Noted noted => this with { Notes = Notes.Add(noted.Note) },
        RunEvent.Ended ended => this with { EndedAt = ended.Time, IsInterrupted = ended.IsInterrupted, IsAborted = ended.IsAborted, LeaseLapses = ended.LeaseLapses },
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private RunStatus Change(Lane lane, Func<LaneStatus, LaneStatus> change)
    {
        return this with { Lanes = Lanes.SetItem(lane.Id, change(Lanes.GetValueOrDefault(lane.Id) ?? new LaneStatus(lane))) };
    }
}
