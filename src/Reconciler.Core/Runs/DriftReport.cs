using System.Collections.Immutable;
using System.Globalization;
using Reconciler.Diffing;
using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Rendering;
using Reconciler.Routers;

namespace Reconciler.Runs;

/// <summary>What happened to an object since it was applied.</summary>
public enum DriftKind
{
    Changed,
    Deleted,

    /// <summary>It is on its way out.</summary>
    Deleting,

    /// <summary>Somebody else has it now.</summary>
    Ownership,

    /// <summary>It can't be told, because the server refuses what was applied.</summary>
    Refused,
}

/// <summary>An object that differs from what was applied. Fields have the live value as old and the applied one as new, as an apply would change them.</summary>
public sealed record DriftedObject(ObjectKey Key, Lane Lane, DriftKind Kind)
{
    public string? Manager { get; init; }
    public DateTimeOffset? Time { get; init; }
    public ImmutableArray<FieldChange> Fields { get; init; } = [];
    public string? Message { get; init; }
}

/// <summary>How an environment differs from what was applied to it.</summary>
public sealed record DriftReport(string Environment, string Cluster, string? Commit, ImmutableArray<DriftedObject> Objects, int Unchanged, ImmutableArray<UnknownKind> Unknown);

/// <summary>Decides what of each object is drift: from what history has, what was seen, and what the server said.</summary>
public sealed class DriftDecision(Identity identity, OwnedFields owned, ObjectHasher hasher, Observation seen)
{
    private readonly WantedDecision _wanted = new(identity, owned, hasher, seen, lastRendered: null);

    /// <summary>What was applied to the cluster, as if a source wanted it. A finished Job that is gone has drifted nowhere.</summary>
    public static ManifestSet Applied(Observation seen) =>
        ManifestSet.Of(seen.Remembered.Values.Where(item => item.Applied is not null && !Frontend.Is(item.Key)).Select(item => new Manifest(item.Applied!, item.Lane, Origin.None)), []);

    /// <summary>Whether the server has to be asked about an object: not where history has no values, and not where nothing is there.</summary>
    public static bool IsQuestion(Compared compared) => compared is { Live: not null, Desired.IsSecret: false };

    public DriftedObject? Of(Compared compared, Asked? asked)
    {
        var (desired, live) = (compared.Desired, compared.Live);
        if (seen.WhyUnknown(desired.Key) is not null || compared.Comparison is Comparison.Unchanged or Comparison.Finished) return null;
        if (live is null) return seen.Missing.GetValueOrDefault(desired.Key) is Missing.Unknown unknown ? On(desired, DriftKind.Refused) with { Message = unknown.Why.ToString() } : On(desired, DriftKind.Deleted);
        if (compared.Comparison is Comparison.Terminating dying) return On(desired, DriftKind.Deleting) with { Message = dying.Finalizers.IsEmpty ? null : $"held by {string.Join(", ", dying.Finalizers)}" };
        if (compared.Comparison is Comparison.Foreign foreign) return On(desired, DriftKind.Ownership) with { Message = $"belongs to {foreign.Owner} now" };
        if (desired.IsSecret) return OfSecret(desired, live);
        // what was applied since history was written is no drift
        if (compared.Comparison is Comparison.Moved { Reason: MoveReason.Desired or MoveReason.Version or MoveReason.HandOver } && AppliedMark.Of(live.Body) is not null) return null;
        return OfChange(desired, live, _wanted.Of(desired, live, compared.Comparison, asked));
    }

    private DriftedObject? OfChange(DesiredObject desired, LiveObject live, Change change)
    {
        if (change.Action == ChangeAction.Keep) return null;
        if (change.Action == ChangeAction.Refuse) return On(desired, DriftKind.Refused) with { Message = string.Join("; ", change.Problems.Select(problem => problem.Message)) };
        if (change.Action == ChangeAction.Create) return On(desired, DriftKind.Deleted);
        var entry = live.Applied(identity.Manager);
        var fields = change.Fields.RemoveAll(field => field.Elements.Read(desired.Body) is null && !(entry is not null && field.Elements.IsIn(entry.Fields)));
        var who = change.Cause as Cause.Drift ?? Latest(live.Managers.Where(other => fields.Any(field => field.Elements.IsIn(other.Fields))));
        return On(desired, fields.IsEmpty ? DriftKind.Ownership : DriftKind.Changed) with
        {
            Manager = who.Manager,
            Time = who.Time,
            Fields = fields,
            Message = fields.IsEmpty ? "has lost a mark of being ours" : change.IsUnverified ? "computed without asking the server" : null,
        };
    }

    /// <summary>History has no values of Secrets, so only the hash of what the server made of them tells.</summary>
    private DriftedObject? OfSecret(DesiredObject desired, LiveObject live)
    {
        if (!hasher.HasKey) return On(desired, DriftKind.Refused) with { Message = "the key of the hashes of Secrets can't be read" };
        if (live.Applied(identity.Manager) is null) return On(desired, DriftKind.Ownership) with { Message = "has lost a mark of being ours" };
        if (AppliedMark.Of(live.Body)?.Answer == owned.AnswerHash(desired, live)) return identity.IsOurs(live) ? null : On(desired, DriftKind.Ownership) with { Message = "has lost a mark of being ours" };
        var who = Latest(live.Managers.Where(other => other.Fields.Has("f:data")));
        return On(desired, DriftKind.Changed) with { Manager = who.Manager, Time = who.Time, Message = "values of the Secret, or what it says of itself" };
    }

    private Cause.Drift Latest(IEnumerable<ManagerEntry> managers)
    {
        var last = managers.Where(entry => entry.Name != identity.Manager).MaxBy(entry => entry.Time, StringComparer.Ordinal);
        return new Cause.Drift(last?.Name, DateTimeOffset.TryParse(last?.Time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null);
    }

    private static DriftedObject On(DesiredObject desired, DriftKind kind) => new(desired.Key, desired.Manifest.Lane, kind);
}
