using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Diffing;
using Reconciler.Engine.Inventory;
using Reconciler.Engine.Observing;
using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Rendering;
using Reconciler.Specs;

namespace Reconciler.Engine;

/// <summary>
/// Plans about single objects of an environment, for which no source is read: bringing back what a run deleted, and letting go of an
/// object. They are shown, approved and done like any other plan.
/// </summary>
public static class ObjectPlans
{
    /// <summary>A plan that makes kept objects anew. What is there already is left as it is.</summary>
    public static async Task<Planned> BringBackAsync(ICluster cluster, KnownEnvironment known, ImmutableArray<KeptObject> kept, CancellationToken cancellation)
    {
        var manifests = ManifestSet.Of(kept.Select(item => new Manifest(item.Body, item.Lane, Origin.None) { Allocated = item.Allocated }), []);
        var planned = await PlanAsync(cluster, known, manifests, cancellation);
        // an address or port that somebody else has by now must not keep the object from coming back with another
        var taken = planned.Plan?.Changes.Where(change => change.Action == ChangeAction.Refuse && !change.Desired!.Manifest.Allocated.IsEmpty).Select(change => change.Key).ToHashSet() ?? [];
        if (taken.Count == 0) return planned;
        var without = manifests with { Manifests = [.. manifests.Manifests.Select(manifest => taken.Contains(manifest.Key) ? manifest with { Allocated = [] } : manifest)] };
        var again = await PlanAsync(cluster, known, without, cancellation);
        var notes = taken.Order().Select(key => RunCodes.NotRestorable.At(Origin.None, $"{key} gets addresses, ports or a volume anew: those that it had can't be had"));
        return again.Plan is { } plan ? again with { Plan = plan with { Notes = [.. plan.Notes, .. notes] } } : again;
    }

    /// <summary>A plan that gives up one object; null with the reason where it is not the environment's.</summary>
    public static async Task<(Planned? Planned, Diagnostic? Problem)> LetGoAsync(ICluster cluster, KnownEnvironment known, LiveObject live, CancellationToken cancellation)
    {
        if (!known.Identity.IsOurs(live)) return (null, RunCodes.NotOurs.At(Origin.None, $"{live.Key} is not an object of {known.Identity.Environment}"));
        var (records, problem) = await RecordsAsync(cluster, known, cancellation);
        if (records is null) return (null, problem);
        var hasher = await new FingerprintKey(cluster, known.Identity, known.SystemNamespace).ReadAsync(cancellation);
        var owned = new OwnedFields(known.Identity, hasher);
        var seen = new Observation { Inventory = known.Inventory, Owned = ImmutableDictionary<ObjectKey, LiveObject>.Empty.Add(live.Key, live), Remembered = Observer.Remember(records), Orders = records.Orders };
        var change = new Change(live.Key, ChangeAction.Orphan, seen.LaneOf(live)) { Live = live, Cause = new Cause.Yours(), OwnedHash = owned.OwnedHash(live) };
        if (seen.Remembered.ContainsKey(live.Key))
            change = change with { Problems = [GuardCodes.StillWanted.At(Origin.None, $"{live.Key} was in the source at the last apply; as long as it is, the next one refuses it as somebody else's")] };
        var plan = new Plan { Identity = known.Identity, SystemNamespace = known.SystemNamespace, Source = SourceOf(known), Cluster = cluster.Name, TrustedCommit = known.Inventory.TrustedCommit, Changes = [change] };
        return (new Planned(plan, []) { Seen = seen, History = records.Revisions, Hasher = hasher }, null);
    }

    private static async Task<Planned> PlanAsync(ICluster cluster, KnownEnvironment known, ManifestSet manifests, CancellationToken cancellation)
    {
        var (records, problem) = await RecordsAsync(cluster, known, cancellation);
        if (records is null) return new Planned(null, [problem!]);
        var hasher = await new FingerprintKey(cluster, known.Identity, known.SystemNamespace).ReadAsync(cancellation);
        var owned = new OwnedFields(known.Identity, hasher);
        var seen = await new Observer(cluster, known.Identity).ObserveAsync(known.Inventory, records, manifests, cancellation);
        var missing = manifests with { Manifests = manifests.Manifests.RemoveAll(manifest => seen.Owned.ContainsKey(manifest.Key)) };
        var questions = Questions.Of(missing, seen, owned) with { Unwanted = [] };
        var answers = await new Questioner(cluster, known.Identity, owned, seen, missing).AskAsync(questions, new UnwantedDecision(known.Identity, owned, seen, missing), cancellation);
        var plan = Planner.Plan(new PlanInput
        {
            Identity = known.Identity,
            Specs = new SpecSet { Source = new SourceTree(), Environment = EnvironmentSpec.Named(known.Identity.Environment, known.SystemNamespace) },
            Manifests = manifests,
            Seen = seen,
            Questions = questions,
            Answers = answers,
            Source = SourceOf(known),
            Verification = Verification.NotAsked with { Anchor = known.Inventory.TrustedCommit },
            Cluster = cluster.Name,
            Hasher = hasher,
        });
        return new Planned(plan, []) { Seen = seen, History = records.Revisions, Hasher = hasher };
    }

    private static async Task<(Records? Records, Diagnostic? Problem)> RecordsAsync(ICluster cluster, KnownEnvironment known, CancellationToken cancellation) =>
        (await new HistoryStore(cluster, known.Identity, known.SystemNamespace).ReadAsync(cancellation)).TryGet(out var records, out var why)
            ? (records, null)
            : (null, Answers.Unread("history can't be read", why));

    /// <summary>The source and commit stay what they are: such a plan comes from none.</summary>
    internal static SourceFacts SourceOf(KnownEnvironment known) => new(known.Inventory.Source ?? "") { Commit = known.Inventory.Commit, IsDirty = known.Inventory.IsDirty };
}
