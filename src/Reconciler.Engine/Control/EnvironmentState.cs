using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Rendering;
using Reconciler.Runs;

namespace Reconciler.Engine.Control;

/// <summary>Where the controller stands with an environment.</summary>
public enum ControlPhase
{
    /// <summary>Nothing was read yet.</summary>
    Starting,

    /// <summary>Another process leads; this one is ready to take over.</summary>
    Standby,

    /// <summary>The source can't be read, or has errors.</summary>
    Unreadable,

    /// <summary>The cluster doesn't answer.</summary>
    Unreachable,

    /// <summary>The plan is refused as a whole, and waits for approval or another commit.</summary>
    Refused,

    /// <summary>Something differs, and is left as it is for now.</summary>
    Held,

    Planning,
    Applying,

    /// <summary>Some part failed.</summary>
    Failed,

    /// <summary>The cluster is as the source says.</summary>
    Synced,
}

/// <summary>A run of the controller: why it was made, and what came of it.</summary>
public sealed record ControlRun(string Id, string Environment, string Cause, string? Commit, DateTimeOffset Began)
{
    public RunStatus Status { get; init; } = new();

    /// <summary>Why it could not begin.</summary>
    public ImmutableArray<Diagnostic> Problems { get; init; } = [];

    public DateTimeOffset? Ended { get; init; }
}

/// <summary>A part that failed with what the source wants of it, and is left until that changes.</summary>
public sealed record FailedPart(Lane Lane, string Wish, string Why, DateTimeOffset Time);

/// <summary>An object that differs because somebody changed it; null where the cluster doesn't tell who.</summary>
public sealed record DriftedObject(ObjectKey Key, string? Manager);

/// <summary>All that is known of an environment of the controller at one moment.</summary>
public sealed record EnvironmentState(string Id, string Source, string? Reference)
{
    /// <summary>What the Environment is called; null before the source was read.</summary>
    public string? Environment { get; init; }

    public string Cluster { get; init; } = "";
    public ControlPhase Phase { get; init; }

    /// <summary>More about the phase, in a sentence.</summary>
    public string Message { get; init; } = "";

    public bool IsLeader { get; init; }
    public string? Leader { get; init; }

    /// <summary>The revision that is wanted.</summary>
    public SourceFacts? Wanted { get; init; }

    /// <summary>The newest commit of the source, also where it can't be read or has errors.</summary>
    public string? Newest { get; init; }

    /// <summary>What is wrong with the source or with reading the cluster.</summary>
    public ImmutableArray<Diagnostic> Problems { get; init; } = [];

    /// <summary>Why the source could not be asked for something newer; what is known of it goes on.</summary>
    public Diagnostic? PollProblem { get; init; }

    public DateTimeOffset? PolledAt { get; init; }
    public DateTimeOffset? PlannedAt { get; init; }

    /// <summary>The newest plan, with what is held in it.</summary>
    public Plan? Plan { get; init; }

    /// <summary>What stands before paths of files where they are shown.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>The run that goes on, else the last one.</summary>
    public ControlRun? Run { get; init; }

    public DateTimeOffset? LastSuccess { get; init; }
    public ImmutableArray<PauseOrder> Pauses { get; init; } = [];
    public bool IsSuspended { get; init; }
    public WindowState? Window { get; init; }
    public ImmutableArray<FailedPart> Failed { get; init; } = [];
    public ImmutableArray<Fight> Fights { get; init; } = [];

    /// <summary>What others changed, as the newest plan found it.</summary>
    public ImmutableArray<DriftedObject> Drifted { get; init; } = [];

    /// <summary>Why changes of the newest plan are not made, where that is neither a pause nor a window nor a rest.</summary>
    public ImmutableArray<Diagnostic> Guarded { get; init; } = [];

    /// <summary>Whether enough is known to say that the environment is looked after.</summary>
    public bool IsReady => Phase is not (ControlPhase.Starting or ControlPhase.Unreachable) && (Environment is not null || Phase == ControlPhase.Unreadable);
}
