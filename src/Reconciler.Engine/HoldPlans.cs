using System.Collections.Immutable;
using Reconciler.Diffing;
using Reconciler.Engine.Inventory;
using Reconciler.Engine.Observing;
using Reconciler.Holds;
using Reconciler.Planning;
using Reconciler.Rendering;
using Reconciler.Routers;
using Reconciler.Specs;

namespace Reconciler.Engine;

/// <summary>
/// The plan of one App with holds, for which no source is read: what the source wanted is what the last revision says. Holds are applied by
/// the same step as in any other plan, and the same guards decide.
/// </summary>
internal sealed class HoldPlans(ICluster cluster, KnownEnvironment known, Records records, ImmutableArray<DeployedRevision> revisions)
{
    private DeployedRevision Last => revisions[0];

    private Lane Lane => Last.Lane;

    private string Wish => Last.Facts.Wish;

    /// <summary>What is wanted of the App with such holds.</summary>
    public Held Held(IEnumerable<AppHold> holds)
    {
        ImmutableArray<AppHold> own = [.. holds.Where(hold => hold.Part.Covers(Lane))];
        var kept = own.OfType<AppHold.Rollback>().Select(rollback => revisions.FirstOrDefault(revision => revision.Number == rollback.Revision)?.Kept).OfType<KeptRevision>().ToImmutableDictionary(revision => revision.Lane.Id, StringComparer.Ordinal);
        var others = records.Revisions.Where(revision => revision.Lane.Id != Lane.Id).SelectMany(revision => revision.Objects).Where(item => !item.IsLeft).DistinctBy(item => item.Key).ToDictionary(item => item.Key, item => item.Lane);
        return Holding.Apply(new HoldingInput(ManifestSet.Of(Last.SourceManifests, []), own)
        {
            Kept = kept,
            Started = Started,
            Finished = [.. Last.Objects.Where(item => item.IsFinished).Select(item => item.Key)],
            Wishes = One(Wish),
            // whatever differs now is because a hold is made or ended
            Formerly = One(Wish),
            Elsewhere = key => others.GetValueOrDefault(key),
        });
    }

    public async Task<Planned> PlanAsync(StandingOrders orders, CancellationToken cancellation)
    {
        var held = Held(orders.Holds);
        var hasher = await new FingerprintKey(cluster, known.Identity, known.SystemNamespace).ReadAsync(cancellation);
        var owned = new OwnedFields(known.Identity, hasher);
        var (wanted, frontends) = FrontendManifests.Divide(held.Manifests);
        var seen = await new Observer(cluster, known.Identity).ObserveAsync(known.Inventory, records with { Orders = orders }, wanted, cancellation);
        var manifests = Versions.Handed(KeptRevision.Filled(wanted, seen), seen);
        // what the last deploy left behind for whatever reason is no matter of a hold
        var leaving = Last.Objects.Where(item => !item.IsLeft).Select(item => item.Key).ToHashSet();
        var questions = Questions.Of(manifests, seen, owned);
        questions = questions with { Unwanted = questions.Unwanted.RemoveAll(live => !leaving.Contains(live.Key)) };
        var unwanted = new UnwantedDecision(known.Identity, owned, seen, manifests, One(Last.Deploy.KeepPrevious));
        var answers = await new Questioner(cluster, known.Identity, owned, seen, manifests).AskAsync(questions, unwanted, cancellation);
        var plan = Planner.Plan(new PlanInput
        {
            Identity = known.Identity,
            Specs = new SpecSet { Source = new SourceTree(), Environment = EnvironmentSpec.Named(known.Identity.Environment, known.SystemNamespace) },
            Manifests = manifests,
            Seen = seen,
            Questions = questions,
            Answers = answers,
            Frontends = KeptFrontends.Of(frontends, Last.Objects),
            Source = ObjectPlans.SourceOf(known),
            Verification = Verification.NotAsked with { Anchor = known.Inventory.TrustedCommit },
            Cluster = cluster.Name,
            Hasher = hasher,
            Held = held,
            KeptVersions = One(Last.Deploy.KeepPrevious),
            Quotas = await Quotas.ReadAsync(cluster, answers, cancellation),
            Radii = await BlastRadii.CountAsync(cluster, known.Identity, questions.Unwanted, cancellation),
            Mounts = await ClaimUsers.FindAsync(cluster, ClaimUses.AtRisk(questions, unwanted, answers), cancellation),
        });
        // history of the other lanes is not of this plan: their revisions stay as they are
        return new Planned(plan, []) { Seen = seen, History = [Last], Hasher = hasher, Held = held, Started = Started };
    }

    private ImmutableDictionary<string, ImmutableArray<Manifest>> Started => Last.Bases.Started.IsEmpty ? ImmutableDictionary<string, ImmutableArray<Manifest>>.Empty : One(LaneBases.Manifests(Last.Bases.Started, Lane));

    private ImmutableDictionary<string, T> One<T>(T value) => ImmutableDictionary<string, T>.Empty.Add(Lane.Id, value);
}
