using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Diffing;
using Reconciler.Holds;
using Reconciler.Objects;
using Reconciler.Rendering;
using Reconciler.Specs;

namespace Reconciler.Planning;

/// <summary>All that a plan is decided from.</summary>
public sealed record PlanInput
{
    public required Identity Identity { get; init; }
    public required SpecSet Specs { get; init; }
    public required ManifestSet Manifests { get; init; }
    public required Observation Seen { get; init; }
    public required Questions Questions { get; init; }
    public required ImmutableDictionary<ObjectKey, Asked> Answers { get; init; }
    public required SourceFacts Source { get; init; }
    public required string Cluster { get; init; }
    public required ObjectHasher Hasher { get; init; }
    public Approvals Approvals { get; init; } = Approvals.None;

    /// <summary>Whether the commit descends from the last applied one; null where there is none to descend from.</summary>
    public Descent Descent { get; init; } = Descent.Fine;

    public Verification Verification { get; init; } = Verification.NotAsked;

    /// <summary>
    /// What the commit that was applied last renders to today, of objects whose wanted state is not what was applied; null where that
    /// commit can't be read.
    /// </summary>
    public ImmutableDictionary<ObjectKey, MapNode>? LastRendered { get; init; }

    /// <summary>How many old versions lanes keep without pods, by their ids.</summary>
    public ImmutableDictionary<string, int> KeptVersions { get; init; } = ImmutableDictionary<string, int>.Empty;

    /// <summary>Limits on how many objects namespaces may have.</summary>
    public ImmutableArray<LiveObject> Quotas { get; init; } = [];

    /// <summary>The lanes that people hold; the manifests are those with their holds.</summary>
    public Held Held { get; init; } = Held.Nothing;

    /// <summary>What is worth knowing about how the plan came about.</summary>
    public ImmutableArray<Diagnostic> Notes { get; init; } = [];

    /// <summary>What would go along with namespaces and definitions that the plan deletes.</summary>
    public ImmutableDictionary<ObjectKey, BlastRadius> Radii { get; init; } = ImmutableDictionary<ObjectKey, BlastRadius>.Empty;

    /// <summary>What happens to frontends that are wanted, which no cluster was asked about.</summary>
    public ImmutableArray<Change> Frontends { get; init; } = [];

    /// <summary>Which pods mount claims that the plan may delete.</summary>
    public ClaimUses Mounts { get; init; } = ClaimUses.None;
}

/// <summary>How a commit stands to the one that was applied last.</summary>
public enum Descent
{
    Fine,
    NotDescending,
    Unknown,
}

/// <summary>Objects that a deletion takes along, and how many of them are not ours; unknown where they could not be counted.</summary>
public sealed record BlastRadius(int Objects, int Foreign, string? Unknown = null);

/// <summary>Decides a plan: every object by itself, then the guards over all of it. Nothing is asked and nothing is written.</summary>
public static class Planner
{
    public static Plan Plan(PlanInput input)
    {
        var owned = new OwnedFields(input.Identity, input.Hasher);
        var wanted = new WantedDecision(input.Identity, owned, input.Hasher, input.Seen, input.LastRendered);
        var unwanted = new UnwantedDecision(input.Identity, owned, input.Seen, input.Manifests, input.KeptVersions);
        var changes = input.Questions.Wanted.Select(compared => wanted.Of(compared.Desired, compared.Live, compared.Comparison, input.Answers.GetValueOrDefault(compared.Desired.Key))).ToList();
        var notes = new List<Diagnostic>(input.Seen.Unknown.Select(Unknown).Concat(input.Verification.Notes).Concat(input.Held.Notes).Concat(input.Notes));
        notes.AddRange(changes.SelectMany(change => change.Problems).Where(problem => problem.Code == GuardCodes.Waiting));
        changes.AddRange(input.Frontends);
        foreach (var live in input.Questions.Unwanted)
        {
            var (change, note) = unwanted.Of(live, input.Answers.GetValueOrDefault(live.Key));
            if (change is not null) changes.Add(change);
            if (note is not null) notes.Add(note);
        }
        var guarded = Guards.Hold(input, UnknownApps.Hold(input.Specs, [.. FailedTasks.RunAgain(changes, owned).Select(change => Caused(input.Held, change))]));
        notes.AddRange(QuotaRules.Exceeded(input.Quotas, guarded));
        notes.AddRange(Rename.Of(guarded).Select(rename => rename.Note(guarded)));
        if (input.Answers.Values.Any(asked => asked is Asked.Local)) notes.Add(GuardCodes.Unverified.At(Origin.None, "the credentials may not patch, so the server was not asked; differences are computed here"));
        return new Plan
        {
            Identity = input.Identity,
            SystemNamespace = input.Specs.Environment.SystemNamespace?.Value ?? "",
            Source = input.Source,
            Cluster = input.Cluster,
            TrustedCommit = input.Verification.Anchor,
            Approvals = input.Approvals,
            Changes = [.. guarded.Select(change => Hashed(owned, change)).OrderBy(change => change.Lane.Namespace, StringComparer.Ordinal).ThenBy(change => change.Lane.Title, StringComparer.Ordinal).ThenBy(change => change.Key)],
            Refusals = [.. PlanGuards.Check(input, guarded)],
            Notes = [.. notes.OrderBy(note => note.Message, StringComparer.Ordinal)],
        };
    }

    /// <summary>What a held App differs in is no change of its spec: that would have ended the hold.</summary>
    private static Change Caused(Held held, Change change) =>
        change.Cause is Cause.Yours or Cause.Upgrade && held.Of(change.Lane)?.CauseOf(change.Key) is { } why ? change with { Cause = new Cause.Hold(why) } : change;

    private static Change Hashed(OwnedFields owned, Change change) =>
        change.Desired is null || change.Action == ChangeAction.Keep ? change : change with { DesiredHash = change.Mark?.Desired ?? owned.WantedHash(change.Desired) };

    private static Diagnostic Unknown(UnknownKind kind) =>
        GuardCodes.UnknownKind.At(Origin.None, $"nothing is known of {kind.GroupKind}, so none of it is deleted: {kind.Why}") with { Severity = Severity.Warning };
}
