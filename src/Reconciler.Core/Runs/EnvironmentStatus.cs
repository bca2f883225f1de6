using System.Collections.Immutable;
using Reconciler.Diffing;
using Reconciler.Health;
using Reconciler.Holds;
using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Rendering;
using Reconciler.Routers;

namespace Reconciler.Runs;

/// <summary>How a part of an environment is, the worst first.</summary>
public enum PartHealth
{
    /// <summary>It can't get well by itself.</summary>
    Failed,

    /// <summary>It was applied and is not there.</summary>
    Missing,

    /// <summary>It can't be seen, which is neither good nor bad news.</summary>
    Unknown,

    /// <summary>It is on its way.</summary>
    Progressing,
    Healthy,
}

/// <summary>One object with how it is, and why in plain words.</summary>
public sealed record ObjectStatus(ObjectKey Key, PartHealth Health, string Message);

/// <summary>What runs of a process: how many pods are ready of those that are wanted, and their image.</summary>
public sealed record ProcessStatus(string Name, int Ready, int Wanted, string Image)
{
    /// <summary>Whether requests go to it, of a process whose versions stand side by side; null for any other.</summary>
    public bool? Serves { get; init; }
}

/// <summary>The deploy that put a part in place.</summary>
public sealed record LaneRevision(Lane Lane, int Number, string? Commit, string Outcome, DateTimeOffset Time);

/// <summary>An App, or another part of the source, as it runs.</summary>
public sealed record PartStatus(LaneRevision Revision, ImmutableArray<ObjectStatus> Objects, ImmutableArray<ProcessStatus> Processes)
{
    public Lane Lane => Revision.Lane;

    /// <summary>What people hold of it beside its spec.</summary>
    public ImmutableArray<AppHold> Holds { get; init; } = [];

    /// <summary>The object that is worst off; null where there is none.</summary>
    public ObjectStatus? Worst => Objects.MinBy(item => item.Health);

    public PartHealth Health => Worst?.Health ?? PartHealth.Healthy;
}

/// <summary>An object that stays although nothing asks for it.</summary>
public sealed record OrphanStatus(ObjectKey Key, string Why);

/// <summary>Until when a TLS Secret holds; where that can't be told, why not.</summary>
public sealed record CertificateStatus(ObjectKey Secret, DateTimeOffset? NotAfter, string? Unknown);

/// <summary>What an environment's status is told from.</summary>
public sealed record StatusInput(Identity Identity, string SystemNamespace, Observation Seen, ImmutableArray<LaneRevision> Revisions)
{
    /// <summary>What the pods of unhealthy workloads say.</summary>
    public ImmutableDictionary<ObjectKey, string> PodReasons { get; init; } = ImmutableDictionary<ObjectKey, string>.Empty;

    public ImmutableArray<CertificateStatus> Certificates { get; init; } = [];
}

/// <summary>An environment as it runs: a fold over what was seen and what history remembers.</summary>
public sealed record EnvironmentStatus(string Environment, string SystemNamespace)
{
    public string? Source { get; init; }
    public string? Commit { get; init; }

    /// <summary>The Apps first, then everything else.</summary>
    public ImmutableArray<PartStatus> Parts { get; init; } = [];

    public ImmutableArray<HeldObject> Held { get; init; } = [];
    public ImmutableArray<ObjectKey> Adoptions { get; init; } = [];

    /// <summary>What the controller leaves until somebody resumes it.</summary>
    public ImmutableArray<PauseOrder> Pauses { get; init; } = [];

    /// <summary>The plan of the controller that waits for an approval.</summary>
    public WaitingPlan? Waiting { get; init; }

    public ImmutableArray<OrphanStatus> Orphans { get; init; } = [];
    public ImmutableArray<CertificateStatus> Certificates { get; init; } = [];
    public ImmutableArray<UnknownKind> Unknown { get; init; } = [];

    public static EnvironmentStatus Of(StatusInput input)
    {
        var seen = input.Seen;
        var byLane = seen.Remembered.Values.Where(item => !item.IsLeft && !Frontend.Is(item.Key) && seen.Orders.HoldOf(item.Key) is null).ToLookup(item => item.Lane.Id, StringComparer.Ordinal);
        return new EnvironmentStatus(input.Identity.Environment, input.SystemNamespace)
        {
            Source = seen.Inventory.Source,
            Commit = seen.Inventory.Commit,
            Parts = [.. input.Revisions.Where(revision => byLane.Contains(revision.Lane.Id)).Select(revision => Part(input, revision, byLane[revision.Lane.Id]))
                .OrderBy(part => part.Lane.IsApp ? 0 : 1).ThenBy(part => part.Lane.Namespace, StringComparer.Ordinal).ThenBy(part => part.Lane.Title, StringComparer.Ordinal)],
            Held = [.. seen.Orders.Held.OrderBy(held => held.Key)],
            Adoptions = [.. seen.Orders.Adoptions.Order()],
            Pauses = seen.Orders.Pauses,
            Waiting = seen.Orders.Waiting,
            Orphans = [.. seen.Owned.Values.Select(live => Orphan(input, live)).OfType<OrphanStatus>().OrderBy(orphan => orphan.Key)],
            Certificates = input.Certificates,
            Unknown = seen.Unknown,
        };
    }

    /// <summary>How one remembered object is, before its pods are asked.</summary>
    public static ObjectStatus Judge(Observation seen, RememberedObject item)
    {
        var live = seen.Owned.GetValueOrDefault(item.Key) ?? (seen.Missing.GetValueOrDefault(item.Key) as Missing.There)?.Live;
        if (live is not null)
        {
            var verdict = HealthRules.Of(live.Body);
            return new ObjectStatus(item.Key, HealthOf(verdict.State), verdict.Message);
        }
        if (seen.WhyUnknown(item.Key) is { } unknown) return new ObjectStatus(item.Key, PartHealth.Unknown, unknown.Why);
        if (seen.Missing.GetValueOrDefault(item.Key) is Missing.Unknown { Why: var why }) return new ObjectStatus(item.Key, PartHealth.Unknown, why.ToString());
        return item.IsFinished ? new ObjectStatus(item.Key, PartHealth.Healthy, "ran to its end") : new ObjectStatus(item.Key, PartHealth.Missing, "not there");
    }

    private static PartStatus Part(StatusInput input, LaneRevision revision, IEnumerable<RememberedObject> items)
    {
        var known = items.OrderBy(item => item.Key).ToList();
        return new PartStatus(revision, [.. known.Select(item => With(Judge(input.Seen, item), input.PodReasons.GetValueOrDefault(item.Key)))], [.. Running(input.Seen, known).Select(live => Processes.Of(live) is { } process ? process with { Serves = Versions.IsServing(live, input.Seen) } : null).OfType<ProcessStatus>()]) { Holds = [.. input.Seen.Orders.HoldsOf(revision.Lane)] };
    }

    /// <summary>What a part has in the cluster, with the versions that still stand beside the newest one.</summary>
    private static IEnumerable<LiveObject> Running(Observation seen, List<RememberedObject> known)
    {
        var there = known.Select(item => seen.Owned.GetValueOrDefault(item.Key)).OfType<LiveObject>().ToList();
        var alike = there.Where(live => Versions.Of(live.Body) is not null).Select(live => Generations.Of(live.Key)).ToHashSet(StringComparer.Ordinal);
        if (alike.Count == 0) return there;
        var others = seen.Owned.Values.Where(live => Versions.Of(live.Body) is not null && alike.Contains(Generations.Of(live.Key)) && !there.Contains(live)).OrderBy(live => live.Key);
        return there.Concat(others).OrderBy(live => Generations.Of(live.Key) ?? live.Key.Name, StringComparer.Ordinal);
    }

    private static ObjectStatus With(ObjectStatus status, string? reason) => status.Health is PartHealth.Failed or PartHealth.Progressing
        ? status with { Message = HealthVerdict.Progressing(status.Message).With(reason).Message }
        : status;

    private static OrphanStatus? Orphan(StatusInput input, LiveObject live)
    {
        if (input.Seen.Orders.HoldOf(live.Key) is not null || Generations.IsConfiguration(live.Key)) return null;
        var before = input.Seen.Remembered.GetValueOrDefault(live.Key);
        if (UnwantedDecision.WhyNotOurs(input.Identity, input.Seen, live) is { } why) return before is { IsLeft: false } && before.Uid == live.Uid ? null : new OrphanStatus(live.Key, $"it looks like ours, but {why}");
        if (before is null) return Versions.Of(live.Body) is null ? new OrphanStatus(live.Key, "no revision has it") : null;
        // an older version, or a task of one, leaves when its successor serves
        if (!before.IsLeft || input.Seen.Remembered.Values.Any(item => !item.IsLeft && item.Key != live.Key && Generations.AreAlike(item.Key, live.Key))) return null;
        return new OrphanStatus(live.Key, new Steering(live.Body).Prune == PruneChoice.Never ? "the source no longer has it, and it carries reconciler.dev/prune: never" : "the source no longer has it");
    }

    public static PartHealth HealthOf(HealthState state) => state switch
    {
        HealthState.Healthy => PartHealth.Healthy,
        HealthState.Progressing => PartHealth.Progressing,
        HealthState.Failed => PartHealth.Failed,
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
