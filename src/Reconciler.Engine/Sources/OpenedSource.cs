using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Engine.Routers;
using Reconciler.Engine.Running;
using Reconciler.Planning;
using Reconciler.Rendering;

namespace Reconciler.Engine.Sources;

/// <summary>
/// A source at one revision, rendered, with all that a plan asks of it: who made the commit, whether it is signed, whether it descends
/// from the last one, and what an older commit renders to.
/// </summary>
public sealed record OpenedSource(IRepository Repository, IKustomize Kustomize, Revision Revision, SourceFacts Facts, Rendered Rendered)
{
    private readonly CommitTrust _trust = new(Repository, Kustomize, Rendered, Revision, Facts);

    /// <summary>What stands before the paths of its files where they are shown.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>How the etcd of its router is reached.</summary>
    public RouterTools Routers { get; init; } = RouterTools.None;

    /// <summary>The commit that the next one has to descend from, where it is another than its own.</summary>
    public string? MergedOnto { get; init; }

    /// <summary>Opens a revision; null with the problems where it can't be read or has errors.</summary>
    public static async Task<(OpenedSource? Opened, ImmutableArray<Diagnostic> Problems)> OpenAsync(IRepository repository, IKustomize kustomize, Revision revision, CancellationToken cancellation)
    {
        var (snapshot, unread) = await repository.OpenAsync(revision, cancellation);
        if (snapshot is null) return (null, [unread!]);
        var (facts, unknown) = await FactsAsync(repository, revision, cancellation);
        if (facts is null) return (null, [unknown!]);
        var rendered = await RenderCycle.RunAsync(snapshot.Source, kustomize, cancellation);
        return rendered.HasErrors ? (null, rendered.Diagnostics) : (new OpenedSource(repository, kustomize, revision, facts, rendered) { Prefix = snapshot.Prefix }, rendered.Diagnostics);
    }

    /// <summary>What is known of a revision, or why not even that.</summary>
    public static async Task<(SourceFacts? Facts, Diagnostic? Problem)> FactsAsync(IRepository repository, Revision revision, CancellationToken cancellation)
    {
        var identity = await repository.IdentifyAsync(cancellation);
        var (found, problem) = await repository.DescribeAsync(revision, cancellation);
        return problem is not null ? (null, problem) : (new SourceFacts(identity.Value) { Commit = found?.Id, IsDirty = found?.IsDirty == true, Author = found?.Author, Time = found?.Time, Subject = found?.Subject }, null);
    }

    /// <summary>What a plan of it is made for.</summary>
    public PlanRequest Request(Approvals approvals) => new(Rendered, Facts) { Approvals = approvals, Routers = Routers, DescendsFrom = DescendsFromAsync, RenderAt = RenderAtAsync, Verify = _trust.CheckAsync };

    /// <summary>How a plan of it is done: deadlines, history and dependencies as the specs have them.</summary>
    public RunOptions OptionsFor(Plan plan, bool waits)
    {
        var apps = Rendered.Specs.Apps.DistinctBy(app => Lane.Of(app).Id).ToList();
        return new RunOptions
        {
            Patience = apps.Where(app => app.Deploy.Timeout is not null).ToImmutableDictionary(app => Lane.Of(app).Id, app => TimeSpan.FromSeconds(app.Deploy.Timeout!.Value)),
            Keep = apps.Where(app => app.Deploy.History is not null).ToImmutableDictionary(app => Lane.Of(app).Id, app => app.Deploy.History!.Value),
            Deploys = apps.ToImmutableDictionary(app => Lane.Of(app).Id, LaneDeploy.Of),
            Dependencies = LaneNeeds.Of(Rendered.Specs, plan),
            Waits = waits,
        };
    }

    private async Task<Descent> DescendsFromAsync(string commit, CancellationToken cancellation) => await Repository.AncestryAsync(commit, MergedOnto ?? Facts.Commit!, cancellation) switch
    {
        Ancestry.Yes => Descent.Fine,
        Ancestry.No => Descent.NotDescending,
        _ => Descent.Unknown,
    };

    /// <summary>A commit that was pushed over, or that today's rules refuse, tells nothing.</summary>
    private async Task<Rendered?> RenderAtAsync(string commit, CancellationToken cancellation)
    {
        var (snapshot, _) = await Repository.OpenAsync(new Revision(commit), cancellation);
        if (snapshot is null) return null;
        var rendered = await RenderCycle.RunAsync(snapshot.Source, Kustomize, cancellation);
        return rendered.HasErrors ? null : rendered;
    }
}
