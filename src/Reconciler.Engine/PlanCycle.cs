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

    /// <summary>Whether the plan is only shown, so that it may leave out what the credentials don't let it know.</summary>
    public bool IsEstimate { get; init; }

    /// <summary>What a commit of the source renders to today; null where it can't be had.</summary>
    public Func<string, CancellationToken, Task<ManifestSet?>> RenderAt { get; init; } = (_, _) => Task.FromResult<ManifestSet?>(null);

    /// <summary>Tells how the commit stands to the one that was applied last.</summary>
    public Func<string, CancellationToken, Task<Descent>> DescendsFrom { get; init; } = (_, _) => Task.FromResult(Descent.Fine);
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
        var environment = request.Rendered.Specs.Environment;
        var identity = new Identity(environment.Name, Ownership.ApplySetId(environment));
        var system = environment.SystemNamespace?.Value ?? "";
        var (ground, problem) = await Ground.ReadAsync(cluster, identity, system, request.IsEstimate, cancellation);
        if (ground is null) return new Planned(null, [problem!]);
        var (inventory, hasher) = (ground.Inventory, ground.Hasher);

        var (manifests, pendingProblems) = await PendingValues.FillAsync(cluster, request.Rendered.Manifests, system, cancellation);
        var owned = new OwnedFields(identity, hasher);
        var seen = await new Observer(cluster, identity).ObserveAsync(inventory, ground.History, manifests, cancellation);
        var (readable, unreadable) = request.IsEstimate ? Readable(manifests, seen) : (manifests, []);
        var questions = Questions.Of(readable, seen, owned);
        var unwanted = new UnwantedDecision(identity, owned, seen, manifests);
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
            LastRendered = await LastRendering.ReadAsync(cluster, request, questions, inventory, owned, system, cancellation),
            Quotas = await Quotas.ReadAsync(cluster, answers, cancellation),
            Notes = [.. ground.Notes, .. unreadable, .. pendingProblems],
            Descent = await DescentAsync(request, inventory, cancellation),
            Radii = await BlastRadii.CountAsync(cluster, identity, questions.Unwanted, cancellation),
        });
        return new Planned(plan, []) { Seen = seen, History = ground.History, Hasher = hasher };
    }

    /// <summary>What an estimate can speak of: all but kinds that may not be listed, which it names.</summary>
    private static (ManifestSet Manifests, ImmutableArray<Diagnostic> Notes) Readable(ManifestSet manifests, Observation seen)
    {
        var forbidden = seen.Unknown.Where(kind => kind.IsForbidden).Select(kind => kind.GroupKind).ToHashSet(StringComparer.Ordinal);
        var left = manifests.Manifests.Where(manifest => forbidden.Contains(manifest.Key.GroupKind)).GroupBy(manifest => manifest.Key.GroupKind, StringComparer.Ordinal);
        var notes = left.Select(kind => GuardCodes.NotReadable.At(Origin.None, string.Create(CultureInfo.InvariantCulture, $"{kind.Key} may not be read, so the {kind.Count()} of the source are left out: {string.Join(", ", kind.Select(manifest => manifest.Key))}")));
        return (manifests with { Manifests = [.. manifests.Manifests.Where(manifest => !forbidden.Contains(manifest.Key.GroupKind))] }, [.. notes]);
    }

    private static async Task<Descent> DescentAsync(PlanRequest request, InventoryState inventory, CancellationToken cancellation) =>
        inventory.Commit is { } last && request.Source.Commit is { } commit && commit != last ? await request.DescendsFrom(last, cancellation) : Descent.Fine;
}
