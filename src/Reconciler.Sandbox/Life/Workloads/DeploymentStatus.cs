using Reconciler.Objects;
using Reconciler.Sandbox.Resources;

namespace Reconciler.Sandbox.Life.Workloads;

/// <summary>A Deployment's status: counts over its sets, and whether it is available and makes progress.</summary>
internal static class DeploymentStatus
{
    private const int NoDeadline = int.MaxValue;

    /// <summary>Writes the status, with the revision that the Deployment is at.</summary>
    public static void Write(LifeView view, Rollout rollout, LifePlan plan, Action<Conditions>? first = null, int? collisions = null)
    {
        var deployment = rollout.Deployment;
        var before = deployment.Map("status") ?? MapNode.Empty;
        var counts = new Counts(rollout);
        var conditions = new Conditions(before, view.Now, ConditionForm.Updated);
        first?.Invoke(conditions);
        if (counts.Available >= rollout.Replicas - rollout.MaxUnavailable) conditions.Set("Available", "True", "MinimumReplicasAvailable", "Deployment has minimum availability.");
        else conditions.Set("Available", "False", "MinimumReplicasUnavailable", "Deployment does not have minimum availability.");
        if (deployment.SpecInt("progressDeadlineSeconds", NoDeadline) == NoDeadline) conditions.Remove("Progressing");
        else if (!rollout.IsPaused && !RolloutScale.IsScaled(rollout)) Progress(view, rollout, counts, conditions, plan);
        CopyFailure(rollout, conditions);
        var status = new MapBuilder
        {
            ["observedGeneration"] = (int)deployment.Generation(),
            ["replicas"] = LifeTimes.Count(counts.Replicas),
            ["updatedReplicas"] = LifeTimes.Count(counts.Updated),
            ["readyReplicas"] = LifeTimes.Count(counts.Ready),
            ["availableReplicas"] = LifeTimes.Count(counts.Available),
            ["terminatingReplicas"] = rollout.All.Sum(set => set.StatusInt("terminatingReplicas")),
            ["unavailableReplicas"] = LifeTimes.Count(Math.Max(0, rollout.Total - counts.Available)),
            ["conditions"] = conditions.ToNode(),
            ["collisionCount"] = (collisions ?? before.Int("collisionCount")?.Value) is { } count ? count : null,
        }.ToMap();
        var written = deployment.With("status", status);
        if (rollout.New is { } newest && Rollout.RevisionOf(newest) is > 0 and var revision) written = written.WithAnnotation(Rollout.Revision, Rollout.Text(revision));
        if (!Node.DeepEquals(written, deployment)) plan.StatusWithMetadata("deployments.apps", written);
    }

    private static void Progress(LifeView view, Rollout rollout, Counts counts, Conditions conditions, LifePlan plan)
    {
        var before = rollout.Deployment.Map("status");
        var present = conditions.Find("Progressing");
        if (counts.Replicas == counts.Updated && present.Text("reason")?.Value == "NewReplicaSetAvailable") return;
        // without a ReplicaSet there is nothing that could have made progress
        if (rollout.New is null && present is null) return;
        var name = rollout.New is { } newest ? $"ReplicaSet \"{newest.NameOf()}\"" : $"Deployment \"{rollout.Deployment.NameOf()}\"";
        if (rollout.New is not null && counts.Updated == rollout.Replicas && counts.Replicas == rollout.Replicas && counts.Available == rollout.Replicas)
        {
            conditions.Set("Progressing", "True", "NewReplicaSetAvailable", $"{name} has successfully progressed.");
            return;
        }
        var hasMoved = counts.Updated > (before.Int("updatedReplicas")?.Value ?? 0)
            || counts.Replicas - counts.Updated < (before.Int("replicas")?.Value ?? 0) - (before.Int("updatedReplicas")?.Value ?? 0)
            || counts.Ready > (before.Int("readyReplicas")?.Value ?? 0) || counts.Available > (before.Int("availableReplicas")?.Value ?? 0);
        if (hasMoved)
        {
            conditions.Set("Progressing", "True", "ReplicaSetUpdated", $"{name} is progressing.");
            conditions.Touch("Progressing");
        }
        else if (present is not null && present.Text("reason")?.Value is not ("NewReplicaSetAvailable" or "ProgressDeadlineExceeded"))
        {
            var due = (present.Time("lastUpdateTime") ?? view.Now).AddSeconds(rollout.Deployment.SpecInt("progressDeadlineSeconds", NoDeadline));
            if (view.Now > due) conditions.Set("Progressing", "False", "ProgressDeadlineExceeded", $"{name} has timed out progressing.");
        }
        var reason = conditions.ReasonOf("Progressing");
        if (reason is not null and not ("NewReplicaSetAvailable" or "ProgressDeadlineExceeded"))
            plan.LookAgain((conditions.Find("Progressing").Time("lastUpdateTime") ?? view.Now).AddSeconds(rollout.Deployment.SpecInt("progressDeadlineSeconds", NoDeadline) + 1));
    }

    private static void CopyFailure(Rollout rollout, Conditions conditions)
    {
        var sets = rollout.New is { } newest ? rollout.All.Prepend(newest) : rollout.All;
        var failure = sets.SelectMany(set => set.Map("status").Maps("conditions")).FirstOrDefault(each => each.Text("type")?.Value == "ReplicaFailure");
        if (failure is null) conditions.Remove("ReplicaFailure");
        else conditions.Set("ReplicaFailure", failure.Text("status")?.Value ?? "True", failure.Text("reason")?.Value, failure.Text("message")?.Value);
    }

    private readonly record struct Counts(int Replicas, int Updated, int Ready, int Available)
    {
        public Counts(Rollout rollout) : this(
            rollout.All.Sum(set => set.StatusInt("replicas")),
            rollout.New?.StatusInt("replicas") ?? 0,
            rollout.All.Sum(set => set.StatusInt("readyReplicas")),
            rollout.All.Sum(set => set.StatusInt("availableReplicas")))
        {
        }
    }
}
