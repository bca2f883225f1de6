using System.Globalization;
using Reconciler.Objects;
using Reconciler.Sandbox.Resources;

namespace Reconciler.Sandbox.Life.Workloads;

/// <summary>
/// A Deployment with its ReplicaSets while one decision is made. Changes to the sets are collected, so that each is written once.
/// </summary>
internal sealed class Rollout
{
    public const string HashLabel = "pod-template-hash";
    public const string Revision = "deployment.kubernetes.io/revision";
    public const string Desired = "deployment.kubernetes.io/desired-replicas";
    public const string Most = "deployment.kubernetes.io/max-replicas";
    private readonly List<MapNode> _before;

    public Rollout(MapNode deployment, IEnumerable<MapNode> sets)
    {
        Deployment = deployment;
        _before = [.. sets.OrderBy(set => set.CreatedAt()).ThenBy(set => set.NameOf(), StringComparer.Ordinal)];
        All = [.. _before];
        var template = Template(deployment);
        NewIndex = All.FindIndex(set => Node.DeepEquals(Template(set), template));
        Replicas = deployment.SpecInt("replicas", 1);
        IsRecreate = deployment.Map("spec").Map("strategy").Text("type")?.Value == "Recreate";
        var rolling = deployment.Map("spec").Map("strategy").Map("rollingUpdate");
        Surge = IsRecreate ? 0 : LifeTimes.Share(rolling, "maxSurge", Replicas, isRoundedUp: true) ?? (Replicas + 3) / 4;
        var unavailable = LifeTimes.Share(rolling, "maxUnavailable", Replicas, isRoundedUp: false) ?? Replicas / 4;
        if (Surge == 0 && unavailable == 0) unavailable = 1;
        MaxUnavailable = IsRecreate || Replicas == 0 ? 0 : Math.Min(unavailable, Replicas);
    }

    public MapNode Deployment { get; }

    /// <summary>The sets, the oldest first.</summary>
    public List<MapNode> All { get; }
    public int NewIndex { get; }
    public int Replicas { get; }
    public bool IsRecreate { get; }
    public int Surge { get; }
    public int MaxUnavailable { get; }

    public MapNode? New => NewIndex < 0 ? null : All[NewIndex];

    public bool IsPaused => Deployment.Map("spec").Flag("paused")?.Value == true;

    public IEnumerable<int> OldIndexes => Enumerable.Range(0, All.Count).Where(i => i != NewIndex);

    public int Total => All.Sum(Size);

    public static int Size(MapNode set) => set.SpecInt("replicas", 1);

    public static int Available(MapNode set) => set.StatusInt("availableReplicas");

    /// <summary>Sets the size of a set, and says so in an event.</summary>
    public void Scale(int index, int size, LifePlan plan)
    {
        var (set, before) = (All[index], Size(All[index]));
        All[index] = Sized(set, size);
        if (before != size) Say(plan, set.NameOf(), before, size);
    }

    public void Replace(int index, MapNode set) => All[index] = set;

    public MapNode Sized(MapNode set, int size) => set
        .With("spec", set.Map("spec")!.With("replicas", size))
        .WithAnnotation(Desired, Text(Replicas))
        .WithAnnotation(Most, Text(Replicas + Surge));

    public void Say(LifePlan plan, string name, int before, int size) =>
        plan.Normal(Deployment, "ScalingReplicaSet", $"Scaled {(size > before ? "up" : "down")} replica set {name} from {Text(before)} to {Text(size)}");

    /// <summary>Writes the sets that were changed.</summary>
    public void Flush(LifePlan plan)
    {
        for (var i = 0; i < _before.Count; i++)
            if (!Node.DeepEquals(_before[i], All[i])) plan.Update("replicasets.apps", All[i]);
    }

    public static int RevisionOf(MapNode body) => int.TryParse(body.Annotation(Revision), NumberStyles.None, CultureInfo.InvariantCulture, out var revision) ? revision : 0;

    /// <summary>The pod template without the label that tells the sets apart.</summary>
    public static MapNode Template(MapNode body)
    {
        var template = body.Map("spec").Map("template") ?? MapNode.Empty;
        if (template.Map("metadata") is not { } metadata) return template;
        if (metadata.Map("labels") is { } labels && labels.Has(HashLabel)) metadata = metadata.With("labels", labels.Without(HashLabel));
        return template.With("metadata", metadata.Without("creationTimestamp"));
    }

    public static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
