using System.Collections.Immutable;
using Reconciler.Engine.Inventory;
using Reconciler.Kube;
using Reconciler.Live;
using Reconciler.Objects;

namespace Reconciler.Engine.Live;

/// <summary>An App as its environment remembers it: where it is, and what its last revision applied.</summary>
public sealed record LiveApp(KnownEnvironment Environment, DeployedRevision Revision)
{
    public string Namespace => Revision.Lane.Namespace;
    public string Name => Revision.Lane.Name;
    public string FullName => $"{Namespace}/{Name}";

    /// <summary>What finds its objects, and those that hang on them; who else is called like it has another environment or none.</summary>
    internal string Selector => $"{LiveLabels.App}={Name},{LiveLabels.PartOf}={Environment.Identity.Environment}";
}

/// <summary>Finds Apps and what runs of them, by the records of their environments and by labels. No source is needed for it.</summary>
public sealed class LiveApps(ICluster cluster)
{
    /// <summary>Every App that was applied and has something left.</summary>
    public async Task<Answer<ImmutableArray<LiveApp>>> AllAsync(ImmutableArray<KnownEnvironment> environments, CancellationToken cancellation)
    {
        var found = ImmutableArray.CreateBuilder<LiveApp>();
        foreach (var known in environments)
        {
            if (!(await new HistoryStore(cluster, known.Identity, known.SystemNamespace).ReadAsync(cancellation)).TryGet(out var records, out var why)) return new Answer<ImmutableArray<LiveApp>>.Failed(why);
            found.AddRange(records.Revisions.Where(revision => revision.Lane.IsApp).Select(revision => new LiveApp(known, revision)));
        }
        return new Answer<ImmutableArray<LiveApp>>.Ok([.. found.OrderBy(app => app.FullName, StringComparer.Ordinal)], 200);
    }

    public async Task<Answer<ImmutableArray<LiveProcess>>> ProcessesAsync(LiveApp app, CancellationToken cancellation)
    {
        var asked = cluster.ListAsync(Request(app, KubeResource.Services), cancellation);
        if (!(await cluster.ListAsync(Request(app, KubeResource.Deployments), cancellation)).TryGet(out var deployments, out var why)) return new Answer<ImmutableArray<LiveProcess>>.Failed(why);
        return (await asked).Select(services => LiveProcess.AllOf(deployments.Items, services.Items));
    }

    public async Task<Answer<ImmutableArray<MapNode>>> CronJobsAsync(LiveApp app, CancellationToken cancellation) =>
        (await cluster.ListAsync(Request(app, KubeResource.CronJobs), cancellation)).Select(list => list.Items);

    /// <summary>All Jobs of it, whoever made them.</summary>
    public async Task<Answer<ImmutableArray<MapNode>>> JobsAsync(LiveApp app, CancellationToken cancellation) =>
        (await cluster.ListAsync(Request(app, KubeResource.Jobs), cancellation)).Select(list => list.Items);

    /// <summary>All pods of it, those of Jobs too.</summary>
    public async Task<Answer<ImmutableArray<MapNode>>> PodsAsync(LiveApp app, CancellationToken cancellation) =>
        (await cluster.ListAsync(Request(app, KubeResource.Pods), cancellation)).Select(list => list.Items);

    private static ListRequest Request(LiveApp app, KubeResource resource) => new(resource) { Namespace = app.Namespace, LabelSelector = app.Selector };
}
