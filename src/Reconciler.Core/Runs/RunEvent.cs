using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Rendering;

namespace Reconciler.Runs;

/// <summary>How a lane ended.</summary>
public enum LaneOutcome
{
    /// <summary>Everything is in place and healthy.</summary>
    Done,

    /// <summary>Something was refused by the server, or did not become healthy in time.</summary>
    Failed,

    /// <summary>A refusal of the plan stopped it before its first write.</summary>
    Refused,

    /// <summary>Something that it depends on failed.</summary>
    Skipped,

    /// <summary>Somebody stopped the run.</summary>
    Interrupted,
}

/// <summary>Something that happened in a run. The executor only tells; what is shown or kept is a fold over these.</summary>
public abstract record RunEvent
{
    private RunEvent() { }

    public DateTimeOffset Time { get; init; }

    public sealed record Started(string PlanHash, int Writes) : RunEvent;

    /// <summary>A lane's turn has come; <see cref="Writes"/> is how much it has to do.</summary>
    public sealed record LaneStarted(Lane Lane, int Writes) : RunEvent;

    /// <summary>An object was written; <see cref="Action"/> says how.</summary>
    public sealed record Written(Lane Lane, ObjectKey Key, ChangeAction Action) : RunEvent;

    /// <summary>An object is gone.</summary>
    public sealed record Deleted(Lane Lane, ObjectKey Key) : RunEvent;

    /// <summary>An object has moved since the plan, so it is held.</summary>
    public sealed record Held(Lane Lane, ObjectKey Key, Diagnostic Why) : RunEvent;

    public sealed record ObjectFailed(Lane Lane, ObjectKey Key, ImmutableArray<Diagnostic> Why) : RunEvent;

    /// <summary>The run was stopped before the object was done with; where a request was cut off, nobody knows whether it was carried out.</summary>
    public sealed record Unfinished(Lane Lane, ObjectKey Key, bool IsUnknown) : RunEvent;

    /// <summary>An object is waited for; told again whenever what it waits for changes.</summary>
    public sealed record Waiting(Lane Lane, ObjectKey Key, string Message) : RunEvent;

    public sealed record Healthy(Lane Lane, ObjectKey Key) : RunEvent;

    /// <summary>A step of a deploy was taken that no single write shows: a gate passed, requests switched, an old version emptied.</summary>
    public sealed record Told(Lane Lane, ObjectKey Key, string Message) : RunEvent;

    /// <summary>The last lines that a task wrote.</summary>
    public sealed record Logged(Lane Lane, ObjectKey Key, ImmutableArray<string> Lines) : RunEvent;

    public sealed record LaneEnded(Lane Lane, LaneOutcome Outcome, string Message) : RunEvent;

    /// <summary>Something about the run itself that is worth knowing.</summary>
    public sealed record Noted(Diagnostic Note) : RunEvent;

    public sealed record Ended(bool IsInterrupted) : RunEvent
    {
        /// <summary>Whether requests in flight were cut off too.</summary>
        public bool IsAborted { get; init; }

        /// <summary>When the lease lapses by itself; null where it was given back.</summary>
        public DateTimeOffset? LeaseLapses { get; init; }
    }
}
