using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Engine.Inventory;
using Reconciler.Kube;
using Reconciler.Live;
using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Rendering;

namespace Reconciler.Engine.Live;

/// <summary>
/// Makes, finds and deletes the Jobs of commands that somebody runs once. It writes nothing else: each of its Jobs carries a run's id and
/// no ApplySet's label, so it is no object of any plan.
/// </summary>
public sealed class OneOffs(ICluster cluster)
{
    private const string Manager = "reconciler-live";

    /// <summary>An id that no run has, with the letters of hashes in names.</summary>
    public static string NewId(Random random) => random.GetString(Naming.HashAlphabet, Naming.HashLength);

    /// <summary>Makes the Job. It is asked for once, so no command runs twice.</summary>
    public async Task<(OneOffRun? Run, Diagnostic? Problem)> MakeAsync(MapNode job, CancellationToken cancellation)
    {
        var made = await cluster.CreateAsync(KubeResource.Jobs, job, new WriteOptions(Manager), cancellation);
        if (made.TryGet(out var body, out var why)) return (OneOffRun.Of(body), null);
        return (null, LiveCodes.NotMade.At(Origin.None, $"the Job can't be made: {why.Message}", why is KubeError.Forbidden ? "ask for the right to create jobs in this namespace" : null));
    }

    /// <summary>Deletes the Job, and with it its pod; that it is gone already is as good.</summary>
    public async Task<KubeError?> RemoveAsync(OneOffRun run, CancellationToken cancellation)
    {
        var address = new ObjectAddress(KubeResource.Jobs, run.Job.Namespace, run.Job.Name);
        var deleted = await cluster.DeleteAsync(address, new DeleteOptions(Propagation.Background) { Uid = run.Uid }, cancellation);
        return deleted.Error is null or KubeError.NotFound or KubeError.NamespaceMissing or KubeError.Recreated or KubeError.Stale ? null : deleted.Error;
    }

    /// <summary>The runs of one App, or all of the environments given; the oldest first.</summary>
    public async Task<Answer<ImmutableArray<OneOffRun>>> ListAsync(ImmutableArray<KnownEnvironment> environments, ImmutableArray<LiveApp> apps, LiveApp? only, CancellationToken cancellation)
    {
        var request = new ListRequest(KubeResource.Jobs) { Namespace = only?.Namespace, LabelSelector = only is null ? LiveLabels.Run : $"{LiveLabels.Run},{only.Selector}" };
        var answer = await cluster.ListAsync(request, cancellation);
        if (only is not null || answer.Error is not KubeError.Forbidden) return answer.Select(list => Read(list.Items, environments));
        // who may not look everywhere may look where the Apps are
        var found = ImmutableArray.CreateBuilder<MapNode>();
        foreach (var space in apps.Select(app => app.Namespace).Distinct(StringComparer.Ordinal))
        {
            if (!(await cluster.ListAsync(request with { Namespace = space }, cancellation)).TryGet(out var list, out var why)) return new Answer<ImmutableArray<OneOffRun>>.Failed(why);
            found.AddRange(list.Items);
        }
        return new Answer<ImmutableArray<OneOffRun>>.Ok(Read(found, environments), 200);
    }

    private static ImmutableArray<OneOffRun> Read(IEnumerable<MapNode> jobs, ImmutableArray<KnownEnvironment> environments) =>
        [.. jobs.Select(OneOffRun.Of).Where(run => environments.Any(known => known.Identity.Environment == run.Environment)).OrderBy(run => run.Started).ThenBy(run => run.Job)];

    /// <summary>Why runs can't be listed.</summary>
    public static Diagnostic Unread(KubeError why) => Answers.Unread("what runs can't be told", why);
}
