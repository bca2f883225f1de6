using System.Collections.Immutable;
using Reconciler.Engine.Inventory;
using Reconciler.Engine.Observing;
using Reconciler.Engine.Running;
using Reconciler.Kube;
using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Rendering;
using Reconciler.Runs;

namespace Reconciler.Engine;

/// <summary>A machine of the cluster.</summary>
public sealed record NodeStatus(string Name, bool IsReady, string Version);

/// <summary>A cluster as it runs: its nodes, or why they can't be told, and its environments.</summary>
public sealed record ClusterStatus(string Cluster, ImmutableArray<NodeStatus> Nodes, string? NodesUnknown, ImmutableArray<EnvironmentStatus> Environments);

/// <summary>From a cluster to what is running in it: one list for each kind, history, and pods only where something is not well.</summary>
public sealed class StatusCycle(ICluster cluster, TimeProvider time)
{
    private static readonly KubeResource Nodes = new("", "v1", "Node", "nodes", false);

    public async Task<Answer<ClusterStatus>> RunAsync(ImmutableArray<KnownEnvironment> environments, CancellationToken cancellation)
    {
        var nodes = cluster.ListAsync(new ListRequest(Nodes), cancellation);
        var told = ImmutableArray.CreateBuilder<EnvironmentStatus>();
        foreach (var known in environments)
        {
            if (!(await ObserveAsync(known, cancellation)).TryGet(out var status, out var why)) return new Answer<ClusterStatus>.Failed(why);
            told.Add(status);
        }
        var (machines, unknown) = Machines(await nodes);
        return new Answer<ClusterStatus>.Ok(new ClusterStatus(cluster.Name, machines, unknown, told.ToImmutable()), 200);
    }

    /// <summary>The parts of an environment as its history remembers them: enough to find one by its name, and nothing but history is read.</summary>
    public async Task<Answer<ImmutableArray<Lane>>> PartsAsync(KnownEnvironment known, CancellationToken cancellation)
    {
        if (!(await RecordsAsync(cluster, known, time, cancellation)).TryGet(out var records, out var why)) return new Answer<ImmutableArray<Lane>>.Failed(why);
        var seen = new Observation { Inventory = known.Inventory, Owned = ImmutableDictionary<ObjectKey, Diffing.LiveObject>.Empty, Remembered = Observer.Remember(records), Orders = records.Orders };
        return new Answer<ImmutableArray<Lane>>.Ok([.. EnvironmentStatus.Of(Input(known, seen, records)).Parts.Select(part => part.Lane)], 200);
    }

    private async Task<Answer<EnvironmentStatus>> ObserveAsync(KnownEnvironment known, CancellationToken cancellation)
    {
        if (!(await SeeAsync(cluster, known, time, cancellation)).TryGet(out var seen, out var why)) return new Answer<EnvironmentStatus>.Failed(why);
        var status = EnvironmentStatus.Of(seen with { PodReasons = await PodReasonsAsync(seen.Seen, cancellation), Certificates = await new CertificateReader(cluster).ReadAsync(seen.Seen, cancellation) });
        return new Answer<EnvironmentStatus>.Ok(status, 200);
    }

    /// <summary>What is seen of an environment, with what it remembers.</summary>
    internal static async Task<Answer<StatusInput>> SeeAsync(ICluster cluster, KnownEnvironment known, TimeProvider time, CancellationToken cancellation)
    {
        if (!(await RecordsAsync(cluster, known, time, cancellation)).TryGet(out var records, out var why)) return new Answer<StatusInput>.Failed(why);
        var seen = await new Observer(cluster, known.Identity).ObserveAsync(known.Inventory, records, ManifestSet.Of([], []), cancellation);
        return new Answer<StatusInput>.Ok(Input(known, seen, records), 200);
    }

    private static async Task<Answer<Records>> RecordsAsync(ICluster cluster, KnownEnvironment known, TimeProvider time, CancellationToken cancellation) =>
        (await new HistoryStore(cluster, known.Identity, known.SystemNamespace).ReadAsync(cancellation)).Select(records => records with { Orders = records.Orders.At(time.GetUtcNow()) });

    private static StatusInput Input(KnownEnvironment known, Observation seen, Records records) =>
        new(known.Identity, known.SystemNamespace, seen, [.. records.Revisions.Select(revision => new LaneRevision(revision.Lane, revision.Number, revision.Commit, revision.Outcome, revision.Time))]);

    private async Task<ImmutableDictionary<ObjectKey, string>> PodReasonsAsync(Observation seen, CancellationToken cancellation)
    {
        var pods = new PodReader(cluster);
        var unwell = seen.Remembered.Values.Where(item => Stages.Of(item.Key, null) == Stage.Workloads && EnvironmentStatus.Judge(seen, item).Health is PartHealth.Failed or PartHealth.Progressing).Select(item => seen.Owned.GetValueOrDefault(item.Key)).OfType<Diffing.LiveObject>().ToList();
        var reasons = await Bounded.SelectAsync(unwell, (live, stop) => pods.WhyAsync(live.Body, stop), cancellation);
        return unwell.Zip(reasons).Where(pair => pair.Second is not null).ToImmutableDictionary(pair => pair.First.Key, pair => pair.Second!);
    }

    private static (ImmutableArray<NodeStatus> Nodes, string? Unknown) Machines(Answer<ObjectList> answer)
    {
        if (!answer.TryGet(out var list, out var why)) return ([], why.ToString());
        return ([.. list.Items.Select(Machine).OrderBy(node => node.Name, StringComparer.Ordinal)], null);
    }

    private static NodeStatus Machine(MapNode node)
    {
        var status = node.Map("status");
        var isReady = status.Maps("conditions").Any(condition => condition.Text("type")?.Value == "Ready" && condition.Text("status")?.Value == "True");
        return new NodeStatus(ObjectKey.Of(node).Name, isReady, status.Map("nodeInfo").Text("kubeletVersion")?.Value ?? "");
    }
}
