using System.Collections.Immutable;
using Reconciler.Diffing;
using Reconciler.Health;
using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Rendering;

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
public sealed record ProcessStatus(string Name, int Ready, int Wanted, string Image);

/// <summary>The deploy that put a part in place.</summary>
public sealed record LaneRevision(Lane Lane, int Number, string? Commit, string Outcome, DateTimeOffset Time);

/// <summary>An App, or another part of the source, as it runs.</summary>
public sealed record PartStatus(LaneRevision Revision, ImmutableArray<ObjectStatus> Objects, ImmutableArray<ProcessStatus> Processes)
{
    public Lane Lane => Revision.Lane;

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
    public ImmutableArray<OrphanStatus> Orphans { get; init; } = [];
    public ImmutableArray<CertificateStatus> Certificates { get; init; } = [];
    public ImmutableArray<UnknownKind> Unknown { get; init; } = [];

    public static EnvironmentStatus Of(StatusInput input)
    {
        var seen = input.Seen;
        var byLane = seen.Remembered.Values.Where(item => !item.IsLeft && seen.Orders.HoldOf(item.Key) is null).ToLookup(item => item.Lane.Id, StringComparer.Ordinal);
        return new EnvironmentStatus(input.Identity.Environment, input.SystemNamespace)
        {
            Source = seen.Inventory.Source,
            Commit = seen.Inventory.Commit,
            Parts = [.. input.Revisions.Where(revision => byLane.Contains(revision.Lane.Id)).Select(revision => Part(input, revision, byLane[revision.Lane.Id]))
                .OrderBy(part => IsApp(part.Lane) ? 0 : 1).ThenBy(part => part.Lane.Namespace, StringComparer.Ordinal).ThenBy(part => part.Lane.Title, StringComparer.Ordinal)],
            Held = [.. seen.Orders.Held.OrderBy(held => held.Key)],
            Adoptions = [.. seen.Orders.Adoptions.Order()],
            Orphans = [.. seen.Owned.Values.Select(live => Orphan(input, live)).OfType<OrphanStatus>().OrderBy(orphan => orphan.Key)],
            Certificates = input.Certificates,
            Unknown = seen.Unknown,
        };
    }

    public static bool IsApp(Lane lane) => lane.Title.StartsWith("App/", StringComparison.Ordinal);

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
        return new PartStatus(revision, [.. known.Select(item => With(Judge(input.Seen, item), input.PodReasons.GetValueOrDefault(item.Key)))], [.. known.Select(item => input.Seen.Owned.GetValueOrDefault(item.Key)).OfType<LiveObject>().Select(Processes.Of).OfType<ProcessStatus>()]);
    }

    private static ObjectStatus With(ObjectStatus status, string? reason) => status.Health is PartHealth.Failed or PartHealth.Progressing
        ? status with { Message = HealthVerdict.Progressing(status.Message).With(reason).Message }
        : status;

    private static OrphanStatus? Orphan(StatusInput input, LiveObject live)
    {
        if (input.Seen.Orders.HoldOf(live.Key) is not null || Generations.IsConfiguration(live.Key)) return null;
        var before = input.Seen.Remembered.GetValueOrDefault(live.Key);
        if (UnwantedDecision.WhyNotOurs(input.Identity, input.Seen, live) is { } why) return before is { IsLeft: false } && before.Uid == live.Uid ? null : new OrphanStatus(live.Key, $"it looks like ours, but {why}");
        if (before is null) return new OrphanStatus(live.Key, "no revision has it");
        if (!before.IsLeft) return null;
        return new OrphanStatus(live.Key, new Steering(live.Body).Prune == PruneChoice.Never ? "the source no longer has it, and it carries reconciler.dev/prune: never" : "the source no longer has it");
    }

    private static PartHealth HealthOf(HealthState state) => state switch
    {
        HealthState.Healthy => PartHealth.Healthy,
        HealthState.Progressing => PartHealth.Progressing,
        HealthState.Failed => PartHealth.Failed,
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
