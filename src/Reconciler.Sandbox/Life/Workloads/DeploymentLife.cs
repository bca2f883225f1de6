using Reconciler.Objects;
using Reconciler.Sandbox.Life.Pods;
using Reconciler.Sandbox.Resources;

namespace Reconciler.Sandbox.Life.Workloads;

/// <summary>Turns a Deployment into ReplicaSets, and moves from one to the next as its strategy says.</summary>
internal static class DeploymentLife
{
    private const string Sets = "replicasets.apps";

    public static void Step(LifeView view, MapNode deployment, LifePlan plan)
    {
        var selector = deployment.Map("spec").Map("selector");
        var home = deployment.MetaText("namespace") ?? "";
        var sets = Owners.Claim(plan, deployment, Sets, view.Owned(Sets, deployment.UidOf()), view.Orphans(Sets, home).Where(set => LabelMatch.Selects(selector, set.Labels())),
            set => LabelMatch.Selects(selector, set.Labels()));
        if (plan.IsAdopting) return;
        var rollout = new Rollout(deployment, sets);
        if (deployment.IsDying())
        {
            DeploymentStatus.Write(view, rollout, plan);
            return;
        }
        if (rollout.NewIndex >= 0) rollout.Replace(rollout.NewIndex, NewReplicaSet.Annotated(rollout, rollout.New!));
        if (rollout.IsPaused || RolloutScale.IsScaled(rollout)) Scale(view, rollout, plan);
        else if (rollout.IsRecreate) Recreate(view, rollout, plan);
        else Roll(view, rollout, plan);
        rollout.Flush(plan);
    }

    private static void Scale(LifeView view, Rollout rollout, LifePlan plan)
    {
        RolloutScale.Spread(rollout, plan);
        DeploymentStatus.Write(view, rollout, plan, conditions => Pause(rollout, conditions));
    }

    private static void Pause(Rollout rollout, Conditions conditions)
    {
        var reason = conditions.ReasonOf("Progressing");
        if (reason == "ProgressDeadlineExceeded") return;
        if (rollout.IsPaused && reason != "DeploymentPaused") conditions.Set("Progressing", "Unknown", "DeploymentPaused", "Deployment is paused");
        if (!rollout.IsPaused && reason == "DeploymentPaused") conditions.Set("Progressing", "Unknown", "DeploymentResumed", "Deployment is resumed");
    }

    private static void Recreate(LifeView view, Rollout rollout, LifePlan plan)
    {
        var isShrinking = false;
        foreach (var index in rollout.OldIndexes.ToList())
        {
            if (Rollout.Size(rollout.All[index]) == 0) continue;
            rollout.Scale(index, 0, plan);
            isShrinking = true;
        }
        if (isShrinking || rollout.OldIndexes.Any(index => view.Owned("pods", rollout.All[index].UidOf()).Any(pod => !pod.IsFinished())))
        {
            DeploymentStatus.Write(view, rollout, plan, conditions => Pause(rollout, conditions));
            return;
        }
        if (rollout.New is { } newest)
        {
            if (Rollout.Size(newest) != rollout.Replicas) rollout.Scale(rollout.NewIndex, rollout.Replicas, plan);
            Finish(view, rollout, plan);
        }
        else Create(view, rollout, plan);
    }

    private static void Roll(LifeView view, Rollout rollout, LifePlan plan)
    {
        if (rollout.New is null) Create(view, rollout, plan);
        else
        {
            RolloutScale.Roll(rollout, plan);
            Finish(view, rollout, plan);
        }
    }

    private static void Create(LifeView view, Rollout rollout, LifePlan plan)
    {
        var name = $"{rollout.Deployment.NameOf()}-{GeneratedNames.HashOf(Rollout.Template(rollout.Deployment), rollout.Deployment.StatusInt("collisionCount"))}";
        if (PodMaking.IsHeldBack(view, plan))
        {
            var refusal = view.RefusalOf(plan.About)!;
            DeploymentStatus.Write(view, rollout, plan, conditions => conditions.Set("Progressing", "False", "ReplicaSetCreateError", $"Failed to create new replica set \"{name}\": {refusal.Status.Message}"));
            return;
        }
        var collisions = NewReplicaSet.Create(view, rollout, RolloutScale.NewSize(rollout), plan);
        DeploymentStatus.Write(view, rollout, plan, collisions: collisions, first: conditions =>
        {
            conditions.Set("Progressing", "True", "NewReplicaSetCreated", $"Created new replica set \"{name}\"");
            Pause(rollout, conditions);
        });
    }

    private static void Finish(LifeView view, Rollout rollout, LifePlan plan)
    {
        DeploymentStatus.Write(view, rollout, plan, conditions =>
        {
            Pause(rollout, conditions);
            if (conditions.Find("Progressing") is null) conditions.Set("Progressing", "True", "FoundNewReplicaSet", $"Found new replica set \"{rollout.New!.NameOf()}\"");
        });
        var isComplete = rollout.New!.StatusInt("availableReplicas") == rollout.Replicas && rollout.All.Sum(set => set.StatusInt("replicas")) == rollout.Replicas;
        if (!isComplete) return;
        var old = rollout.OldIndexes.Select(index => rollout.All[index])
            .Where(set => Rollout.Size(set) == 0 && set.StatusInt("replicas") == 0 && set.Generation() <= set.StatusInt("observedGeneration") && !set.IsDying())
            .OrderBy(Rollout.RevisionOf).ToList();
        foreach (var set in old.Take(Math.Max(0, old.Count - rollout.Deployment.SpecInt("revisionHistoryLimit", 10)))) plan.Delete(Sets, set);
    }
}
