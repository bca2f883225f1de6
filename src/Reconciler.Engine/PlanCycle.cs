using System.Collections.Immutable;
using System.Globalization;
using Reconciler.Diagnostics;
using Reconciler.Diffing;
using Reconciler.Engine.Inventory;
using Reconciler.Engine.Observing;
using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Rendering;

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
    public Func<string, CancellationToken, Task<ManifestSet?>> RenderAt { get; init; } = (_, _) => Task.FromResult<ManifestSet?>(null);

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
}

/// <summary>From rendered objects to a plan: see what is ours, ask about what moved, decide. It reads, and writes nothing.</summary>
public static class PlanCycle
{
    public static async Task<Planned> RunAsync(ICluster cluster, PlanRequest request, CancellationToken cancellation)
    {
        // what could not be read is not there to be compared, and would look like the wish to delete
        if (request.Rendered.HasErrors) return new Planned(null, [.. request.Rendered.Diagnostics.Where(problem => problem.Severity == Severity.Error)]);
        var environment = request.Rendered.Specs.Environment;
        var identity = new Identity(environment.Name, Ownership.ApplySetId(environment));
        var system = environment.SystemNamespace?.Value ?? "";
        request.Tell($"reading the inventory of {environment.Name} in {cluster.Name}");
        var (ground, problem) = await Ground.ReadAsync(cluster, identity, system, request.IsEstimate, cancellation);
        if (ground is null) return new Planned(null, [problem!]);
        var (inventory, records, hasher) = (ground.Inventory, ground.Records, ground.Hasher);
        var verification = await request.Verify(inventory, cancellation);

        var (filled, pendingProblems) = await PendingValues.FillAsync(cluster, request.Rendered.Manifests, system, cancellation);
        var manifests = Adopting(filled, records.Orders);
        var owned = new OwnedFields(identity, hasher);
        request.Tell($"listing what {environment.Name} has in {cluster.Name}");
        var seen = await new Observer(cluster, identity).ObserveAsync(inventory, records with { Orders = records.Orders.At(request.Time.GetUtcNow()) }, manifests, cancellation);
        seen = seen with { Uses = await SecretUsers.FindAsync(cluster, Generations.Unnamed(seen, manifests), cancellation) };
        var (readable, unreadable) = request.IsEstimate ? Readable(manifests, seen) : (manifests, []);
        var questions = Questions.Of(readable, seen, owned);
        var unwanted = new UnwantedDecision(identity, owned, seen, manifests);
        var open = questions.Wanted.Count(compared => compared.IsOpen) + questions.Unwanted.Length;
        request.Tell($"asking {cluster.Name} about {open} {(open == 1 ? "object" : "objects")}");
        var answers = await new Questioner(cluster, identity, owned, seen, manifests).AskAsync(questions, unwanted, cancellation);
        var plan = Planner.Plan(new PlanInput
        {
            Identity = identity,
            Specs = request.Rendered.Specs,
            Manifests = manifests,
            Seen = seen,
            Questions = questions,
            Answers = answers,
            Source = request.Source,
            Cluster = cluster.Name,
            Hasher = hasher,
            Approvals = request.Approvals,
            Verification = verification,
            LastRendered = await LastRendering.ReadAsync(cluster, request, questions, inventory, owned, system, cancellation),
            Quotas = await Quotas.ReadAsync(cluster, answers, cancellation),
            Notes = [.. ground.Notes, .. unreadable, .. pendingProblems],
            Descent = await DescentAsync(request, inventory, cancellation),
            Radii = await BlastRadii.CountAsync(cluster, identity, questions.Unwanted, cancellation),
            Mounts = await ClaimUsers.FindAsync(cluster, ClaimUses.AtRisk(questions, unwanted, answers), cancellation),
        });
        plan = await NeedReader.ReadAsync(cluster, request.Rendered.Specs, plan, cancellation);
        return new Planned(plan, []) { Seen = seen, History = records.Revisions, Hasher = hasher };
    }

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

    private static async Task<Descent> DescentAsync(PlanRequest request, InventoryState inventory, CancellationToken cancellation) =>
        inventory.Commit is { } last && request.Source.Commit is { } commit && commit != last ? await request.DescendsFrom(last, cancellation) : Descent.Fine;
}
