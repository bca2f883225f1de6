using System.Collections.Immutable;
using System.Globalization;
using Reconciler.Diagnostics;
using Reconciler.Diffing;
using Reconciler.Engine.Inventory;
using Reconciler.Engine.Observing;
using Reconciler.Engine.Routers;
using Reconciler.Holds;
using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Rendering;
using Reconciler.Routers;
using Reconciler.Specs;

namespace Reconciler.Engine;

/// <summary>What a plan is made for.</summary>
public sealed record PlanRequest(Rendered Rendered, SourceFacts Source)
{
    public Approvals Approvals { get; init; } = Approvals.None;

    /// <summary>The clock by which holds end.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Whether the plan is only shown, so that it may leave out what the credentials don't let it know.</summary>
    public bool IsEstimate { get; init; }

    /// <summary>What a commit of the source renders to today; null where it can't be had.</summary>
    public Func<string, CancellationToken, Task<Rendered?>> RenderAt { get; init; } = (_, _) => Task.FromResult<Rendered?>(null);

    /// <summary>How the etcd of the router is reached.</summary>
    public RouterTools Routers { get; init; } = RouterTools.None;

    /// <summary>Tells how the commit stands to the one that was applied last.</summary>
    public Func<string, CancellationToken, Task<Descent>> DescendsFrom { get; init; } = (_, _) => Task.FromResult(Descent.Fine);

    /// <summary>Tells whether the commit is signed as it has to be.</summary>
    public Func<InventoryState, CancellationToken, Task<Verification>> Verify { get; init; } = (_, _) => Task.FromResult(Verification.NotAsked);

    /// <summary>Is told what is done now, in a few words.</summary>
    public Action<string> Tell { get; init; } = _ => { };
}

/// <summary>A plan with what it was decided from, or why there is none.</summary>
public sealed record Planned(Plan? Plan, ImmutableArray<Diagnostic> Problems)
{
    public Observation Seen { get; init; } = new();
    public ImmutableArray<DeployedRevision> History { get; init; } = [];
    public ObjectHasher Hasher { get; init; } = ObjectHasher.WithoutKey;

    /// <summary>What people hold of it, and which of these holds it ends.</summary>
    public Held Held { get; init; } = Held.Nothing;

    /// <summary>How the lanes would run that their specs say are stopped, by id.</summary>
    public ImmutableDictionary<string, ImmutableArray<Manifest>> Started { get; init; } = ImmutableDictionary<string, ImmutableArray<Manifest>>.Empty;

    /// <summary>How frontends are written; null where the plan has to do with none, or the router can't be read.</summary>
    public RouterOfPlan? Router { get; init; }

    /// <summary>What the source rendered to, with all that was found out for it.</summary>
    public SpecSet? Specs { get; init; }
}

/// <summary>From rendered objects to a plan: see what is ours, ask about what moved, decide. It reads, and writes nothing.</summary>
public static class PlanCycle
{
    public static async Task<Planned> RunAsync(ICluster cluster, PlanRequest request, CancellationToken cancellation)
    {
        // what could not be read is not there to be compared, and would look like the wish to delete
        if (request.Rendered.HasErrors) return Refused(request.Rendered);
        var environment = request.Rendered.Specs.Environment;
        var identity = new Identity(environment.Name, Ownership.ApplySetId(environment));
        var system = environment.SystemNamespace?.Value ?? "";
        request.Tell($"reading the inventory of {environment.Name} in {cluster.Name}");
        var (ground, problem) = await Ground.ReadAsync(cluster, identity, system, request.IsEstimate, cancellation);
        if (ground is null) return new Planned(null, [problem!]);
        var (inventory, records, hasher) = (ground.Inventory, ground.Records, ground.Hasher);
        var verification = await request.Verify(inventory, cancellation);
        request = await FilledAsync(cluster, request, verification, cancellation);
        if (request.Rendered.HasErrors) return Refused(request.Rendered);

        var (filled, pendingProblems) = await PendingValues.FillAsync(cluster, request.Rendered.Manifests, system, cancellation);
        records = records with { Orders = records.Orders.At(request.Time.GetUtcNow()) };
        var started = Started(request.Rendered.Specs);
        var (held, noRevision) = await HeldReader.ReadAsync(new HistoryStore(cluster, identity, system), records, FrontendManifests.With(request.Rendered.Specs, filled), started, IsSameCommit(request.Source, inventory), cancellation);
        if (held is null) return new Planned(null, [noRevision!]);
        var (manifests, frontendsWanted) = FrontendManifests.Divide(Adopting(held.Manifests, records.Orders));
        var owned = new OwnedFields(identity, hasher);
        request.Tell($"listing what {environment.Name} has in {cluster.Name}");
        var seen = await new Observer(cluster, identity).ObserveAsync(inventory, records, manifests, cancellation);
        manifests = Versions.Handed(KeptRevision.Filled(manifests, seen), seen);
        seen = seen with { Uses = await SecretUsers.FindAsync(cluster, Generations.Unnamed(seen, manifests), cancellation) };
        var (readable, unreadable) = request.IsEstimate ? Readable(manifests, seen) : (manifests, []);
        var questions = Questions.Of(readable, seen, owned);
        var kept = Versions.KeptBy(request.Rendered.Specs);
        var unwanted = new UnwantedDecision(identity, owned, seen, manifests, kept);
        request.Tell($"asking {cluster.Name} about {Open(questions)}");
        var answers = await new Questioner(cluster, identity, owned, seen, manifests).AskAsync(questions, unwanted, cancellation);
        var frontends = await new FrontendPlanner(cluster, request, identity, owned).DecideAsync(frontendsWanted, new FrontendPlan(seen, questions, answers), cancellation);
        var plan = Planner.Plan(new PlanInput
        {
            Identity = identity,
            Specs = request.Rendered.Specs,
            Manifests = manifests,
            Seen = frontends.Seen,
            Questions = frontends.Questions,
            Answers = frontends.Answers,
            Frontends = frontends.Changes,
            Source = request.Source,
            Cluster = cluster.Name,
            Hasher = hasher,
            Approvals = request.Approvals,
            Verification = verification,
            LastRendered = await LastRendering.ReadAsync(cluster, request, questions, inventory, owned, system, cancellation),
            Quotas = await Quotas.ReadAsync(cluster, answers, cancellation),
            Held = held,
            KeptVersions = kept,
            Notes = [.. ground.Notes, .. unreadable, .. pendingProblems, .. EtcdVariables.Left(request.Rendered.Specs), .. FrontendManifests.Warnings(request.Rendered.Specs)],
            Descent = await DescentAsync(request, inventory, cancellation),
            Radii = await BlastRadii.CountAsync(cluster, identity, questions.Unwanted, cancellation),
            Mounts = await ClaimUsers.FindAsync(cluster, ClaimUses.AtRisk(questions, unwanted, answers), cancellation),
        });
        plan = await NeedReader.ReadAsync(cluster, request.Rendered.Specs, plan, cancellation);
        return new Planned(plan, []) { Seen = frontends.Seen, History = records.Revisions, Hasher = hasher, Held = held, Started = started, Router = frontends.Router, Specs = request.Rendered.Specs };
    }

    /// <summary>The request with the variables that are kept in etcd. A commit that nobody has to trust could name an etcd of its own, and be sent the password.</summary>
    private static async Task<PlanRequest> FilledAsync(ICluster cluster, PlanRequest request, Verification verification, CancellationToken cancellation)
    {
        if (verification.Refusals.Any(refusal => !request.Approvals.Has(refusal.Code))) request = request with { Routers = RouterTools.None };
        return request with { Rendered = await EtcdEnvironments.FillAsync(cluster, request, cancellation) };
    }

    /// <summary>How the Apps would run that their specs say are stopped, by lane.</summary>
    private static ImmutableDictionary<string, ImmutableArray<Manifest>> Started(SpecSet specs) =>
        Renderer.RenderStarted(specs).GroupBy(manifest => manifest.Lane.Id, StringComparer.Ordinal).ToImmutableDictionary(lane => lane.Key, lane => lane.ToImmutableArray(), StringComparer.Ordinal);

    private static string Open(Questions questions)
    {
        var open = questions.Wanted.Count(compared => compared.IsOpen) + questions.Unwanted.Length;
        return string.Create(CultureInfo.InvariantCulture, $"{open} {(open == 1 ? "object" : "objects")}");
    }

    private static Planned Refused(Rendered rendered) => new(null, [.. rendered.Diagnostics.Where(problem => problem.Severity == Severity.Error)]);

    /// <summary>What an estimate can speak of: all but kinds that may not be listed, which it names.</summary>
    private static (ManifestSet Manifests, ImmutableArray<Diagnostic> Notes) Readable(ManifestSet manifests, Observation seen)
    {
        var forbidden = seen.Unknown.Where(kind => kind.IsForbidden).Select(kind => kind.GroupKind).ToHashSet(StringComparer.Ordinal);
        var left = manifests.Manifests.Where(manifest => forbidden.Contains(manifest.Key.GroupKind)).GroupBy(manifest => manifest.Key.GroupKind, StringComparer.Ordinal);
        var notes = left.Select(kind => GuardCodes.NotReadable.At(Origin.None, string.Create(CultureInfo.InvariantCulture, $"{kind.Key} may not be read, so the {kind.Count()} of the source are left out: {string.Join(", ", kind.Select(manifest => manifest.Key))}")));
        return (manifests with { Manifests = [.. manifests.Manifests.Where(manifest => !forbidden.Contains(manifest.Key.GroupKind))] }, [.. notes]);
    }

    /// <summary>What people asked by command to take over counts as if the source said so.</summary>
    private static ManifestSet Adopting(ManifestSet manifests, StandingOrders orders) => orders.Adoptions.IsEmpty
        ? manifests
        : manifests with { Manifests = [.. manifests.Manifests.Select(manifest => orders.Adoptions.Contains(manifest.Key) ? manifest with { IsAdoptionAsked = true } : manifest)] };

    private static bool IsSameCommit(SourceFacts source, InventoryState inventory) => source is { Commit: { } commit, IsDirty: false } && inventory is { IsDirty: false } && inventory.Commit == commit;

    private static async Task<Descent> DescentAsync(PlanRequest request, InventoryState inventory, CancellationToken cancellation) =>
        inventory.Commit is { } last && request.Source.Commit is { } commit && commit != last ? await request.DescendsFrom(last, cancellation) : Descent.Fine;
}
