using System.Collections.Immutable;
using Reconciler.Objects;
using Reconciler.Sandbox.Resources;

namespace Reconciler.Sandbox.Life.Workloads;

/// <summary>The ReplicaSet that a Deployment's present template needs, with its revision.</summary>
internal static class NewReplicaSet
{
    private const string History = "deployment.kubernetes.io/revision-history";
    private static readonly ImmutableHashSet<string> NotCopied =
        ["kubectl.kubernetes.io/last-applied-configuration", Rollout.Revision, History, Rollout.Desired, Rollout.Most, "deprecated.deployment.rollback.to"];

    /// <summary>Creates the set, or says by which collision count its name has to be told apart from another's; null when it was created.</summary>
    public static int? Create(LifeView view, Rollout rollout, int size, LifePlan plan)
    {
        var deployment = rollout.Deployment;
        var collisions = deployment.StatusInt("collisionCount");
        var hash = GeneratedNames.HashOf(Rollout.Template(deployment), collisions);
        var name = $"{deployment.NameOf()}-{hash}";
        if (view.Find("replicasets.apps", deployment.MetaText("namespace") ?? "", name) is { } other)
            return Owners.IsControlledBy(other, deployment) ? collisions : collisions + 1;
        var spec = deployment.Map("spec")!;
        var template = Rollout.Template(deployment);
        var metadata = template.Map("metadata") ?? MapNode.Empty;
        var labels = (metadata.Map("labels") ?? MapNode.Empty).With(Rollout.HashLabel, hash);
        var selector = spec.Map("selector") ?? MapNode.Empty;
        var body = new MapBuilder
        {
            ["apiVersion"] = "apps/v1",
            ["kind"] = "ReplicaSet",
            ["metadata"] = new MapBuilder
            {
                ["name"] = name,
                ["namespace"] = deployment.MetaText("namespace"),
                ["labels"] = labels,
                ["ownerReferences"] = ListNode.Of(Owners.Reference(deployment)),
            },
            ["spec"] = new MapBuilder
            {
                ["minReadySeconds"] = LifeTimes.Count(deployment.SpecInt("minReadySeconds", 0)),
                ["selector"] = selector.With("matchLabels", (selector.Map("matchLabels") ?? MapNode.Empty).With(Rollout.HashLabel, hash)),
                ["template"] = template.With("metadata", metadata.With("labels", labels)),
            },
        }.ToMap();
        plan.Create("replicasets.apps", rollout.Sized(Annotated(rollout, body), size));
        if (size > 0) rollout.Say(plan, name, 0, size);
        return null;
    }

    /// <summary>The set with the Deployment's annotations, its own revision, and minReadySeconds.</summary>
    public static MapNode Annotated(Rollout rollout, MapNode set)
    {
        foreach (var annotation in rollout.Deployment.Map("metadata").Map("annotations")?.Entries ?? [])
            if (!NotCopied.Contains(annotation.Key) && annotation.Value is ScalarNode { Value: var text } && set.Annotation(annotation.Key) != text) set = set.WithAnnotation(annotation.Key, text);
        var (revision, present) = (Revision(rollout), Rollout.RevisionOf(set));
        if (present < revision)
        {
            set = set.WithAnnotation(Rollout.Revision, Rollout.Text(revision));
            // a set that is taken up again remembers the revisions that it was
            if (present > 0) set = set.WithAnnotation(History, set.Annotation(History) is { Length: > 0 } before ? $"{before},{Rollout.Text(present)}" : Rollout.Text(present));
        }
        var pause = rollout.Deployment.SpecInt("minReadySeconds", 0);
        if (set.SpecInt("minReadySeconds", 0) != pause) set = set.With("spec", set.Map("spec")!.With("minReadySeconds", pause));
        return set;
    }

    /// <summary>One more than the highest revision of the other sets.</summary>
    public static int Revision(Rollout rollout) => rollout.OldIndexes.Select(index => Rollout.RevisionOf(rollout.All[index])).DefaultIfEmpty(0).Max() + 1;
}
