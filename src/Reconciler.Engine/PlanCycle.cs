using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Diffing;
using Reconciler.Engine.Inventory;
using Reconciler.Engine.Observing;
using Reconciler.Kube;
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
        var history = new HistoryStore(cluster, identity, system).ReadAsync(cancellation);
        var key = new FingerprintKey(cluster, identity, system).ReadAsync(cancellation);
        var kinds = cluster.KindsAsync(isAnew: true, cancellation);
        var parent = await new Parent(cluster, identity, system).ReadAsync(cancellation);
        if (!parent.TryGet(out var inventory, out var noParent)) return Failed("the inventory can't be read", noParent);
        if (!(await history).TryGet(out var records, out var noHistory)) return Failed("history can't be read", noHistory);
        if ((await kinds).Failure is { } noKinds) return Failed("what the cluster serves can't be read", noKinds);
        var hasher = await key;
        var verification = await request.Verify(inventory, cancellation);

        var (filled, pendingProblems) = await PendingValues.FillAsync(cluster, request.Rendered.Manifests, system, cancellation);
        var manifests = Adopting(filled, records.Orders);
        var owned = new OwnedFields(identity, hasher);
        request.Tell($"listing what {environment.Name} has in {cluster.Name}");
        var seen = await new Observer(cluster, identity).ObserveAsync(inventory, records with { Orders = records.Orders.At(request.Time.GetUtcNow()) }, manifests, cancellation);
        seen = seen with { Uses = await SecretUsers.FindAsync(cluster, Generations.Unnamed(seen, manifests), cancellation) };
        var questions = Questions.Of(manifests, seen, owned);
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
            Descent = await DescentAsync(request, inventory, cancellation),
            Radii = await BlastRadii.CountAsync(cluster, identity, questions.Unwanted, cancellation),
            Mounts = await ClaimUsers.FindAsync(cluster, ClaimUses.AtRisk(questions, unwanted, answers), cancellation),
        });
        plan = await NeedReader.ReadAsync(cluster, request.Rendered.Specs, plan with { Notes = plan.Notes.AddRange(pendingProblems) }, cancellation);
        return new Planned(plan, []) { Seen = seen, History = records.Revisions, Hasher = hasher };
    }

    /// <summary>What people asked by command to take over counts as if the source said so.</summary>
    private static ManifestSet Adopting(ManifestSet manifests, StandingOrders orders) => orders.Adoptions.IsEmpty
        ? manifests
        : manifests with { Manifests = [.. manifests.Manifests.Select(manifest => orders.Adoptions.Contains(manifest.Key) ? manifest with { IsAdoptionAsked = true } : manifest)] };

    private static async Task<Descent> DescentAsync(PlanRequest request, InventoryState inventory, CancellationToken cancellation) =>
        inventory.Commit is { } last && request.Source.Commit is { } commit && commit != last ? await request.DescendsFrom(last, cancellation) : Descent.Fine;

    private static Planned Failed(string what, KubeError why) =>
        new(null, [(why is KubeError.Forbidden ? AnswerCodes.Forbidden : AnswerCodes.Unanswered).At(Origin.None, $"{what}: {why}")]);
}
