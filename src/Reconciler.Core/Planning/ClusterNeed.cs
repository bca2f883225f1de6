using System.Collections.Immutable;
using Reconciler.Objects;
using Reconciler.Rendering;
using Reconciler.Specs;
using Reconciler.Specs.Rules;

namespace Reconciler.Planning;

/// <summary>How an object that a lane waits for was found.</summary>
public abstract record NeedState
{
    private NeedState() { }

    /// <summary>It is there and healthy, so nobody waits.</summary>
    public sealed record InPlace : NeedState;

    /// <summary>It is not there, or not healthy; the message says which.</summary>
    public sealed record NotYet(string Message) : NeedState;

    /// <summary>It could not be read, so nothing that depends on it is written.</summary>
    public sealed record Unknown(string Why) : NeedState;
}

/// <summary>An object of the cluster that is not in the source, and that a lane waits for; the place is the line that says so.</summary>
public sealed record ClusterNeed(Lane Lane, ObjectKey Key, Origin Place)
{
    public NeedState State { get; init; } = new NeedState.InPlace();

    /// <summary>The needs of all lanes that have something to write; what is in the plan itself is waited for by its lane.</summary>
    public static ImmutableArray<ClusterNeed> Of(SpecSet specs, Plan plan)
    {
        var inPlan = plan.Changes.Where(change => change.Desired is not null).Select(change => change.Key).ToHashSet();
        var lanes = plan.Changes.Where(change => change.Desired is not null && change.IsWrite).Select(change => change.Lane).DistinctBy(lane => lane.Id).ToDictionary(lane => lane.Id, StringComparer.Ordinal);
        var ofApps = specs.Apps.SelectMany(app => app.DependsOn.Select(need => (lanes.GetValueOrDefault(Lane.Of(app).Id), Text: need.Value, Namespace: app.Namespace.Value, Place: need.Origin)));
        var ofObjects = plan.Changes.Where(change => change.Desired is not null).SelectMany(change => change.Desired!.Steering.DependsOn.Select(need => (lanes.GetValueOrDefault(change.Lane.Id), Text: need, change.Key.Namespace, Place: change.Desired!.Manifest.Place)));
        return [.. from written in ofApps.Concat(ofObjects)
                   where written.Item1 is not null
                   let item = Dependency.Parse(written.Text, written.Namespace) as Dependency.OnObject
                   where item is not null
                   let need = new ClusterNeed(written.Item1, KeyOf(item), written.Place)
                   where !inPlan.Contains(need.Key)
                   group need by (need.Lane.Id, need.Key) into same
                   select same.First()];
    }

    private static ObjectKey KeyOf(Dependency.OnObject item)
    {
        var dot = item.GroupKind.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? new ObjectKey("", item.GroupKind, item.Namespace, item.Name) : new ObjectKey(item.GroupKind[(dot + 1)..], item.GroupKind[..dot], item.Namespace, item.Name);
    }
}
