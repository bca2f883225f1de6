using Reconciler.Objects;

namespace Reconciler.Sandbox.Writes.Validation;

/// <summary>Rules for the counts in a status, which controllers write.</summary>
internal static class StatusRules
{
    private static readonly Dictionary<string, string[]> Counts = new(StringComparer.Ordinal)
    {
        ["apps/Deployment"] = ["replicas", "updatedReplicas", "readyReplicas", "availableReplicas", "unavailableReplicas"],
        ["apps/ReplicaSet"] = ["replicas", "fullyLabeledReplicas", "readyReplicas", "availableReplicas"],
        ["apps/StatefulSet"] = ["replicas", "readyReplicas", "currentReplicas", "updatedReplicas", "availableReplicas"],
        ["apps/DaemonSet"] = ["currentNumberScheduled", "numberMisscheduled", "desiredNumberScheduled", "numberReady", "updatedNumberScheduled", "numberAvailable", "numberUnavailable"],
        ["batch/Job"] = ["active", "succeeded", "failed", "ready", "terminating"],
        ["policy/PodDisruptionBudget"] = ["disruptionsAllowed", "currentHealthy", "desiredHealthy", "expectedPods"],
        ["autoscaling/HorizontalPodAutoscaler"] = ["currentReplicas", "desiredReplicas"],
    };

    public static IEnumerable<FieldError> Check(string kind, MapNode live, MapNode body)
    {
        var status = body.Map("status");
        foreach (var count in Counts.GetValueOrDefault(kind, []))
            foreach (var error in FieldPaths.NotNegative(status, count, "status")) yield return error;
        if (kind is "apps/Deployment" or "apps/ReplicaSet" or "apps/StatefulSet")
        {
            var (all, ready) = (status.Number("replicas") ?? 0, status.Number("readyReplicas") ?? 0);
            foreach (var count in Counts[kind].Skip(1).Where(count => count != "unavailableReplicas"))
                if ((status.Number(count) ?? 0) is var number && number > all) yield return FieldError.Invalid($"status.{count}", number, "cannot be greater than status.replicas");
            if ((status.Number("availableReplicas") ?? 0) is var available && available > ready) yield return FieldError.Invalid("status.availableReplicas", available, "cannot be greater than readyReplicas");
            if ((status.Number("collisionCount") ?? 0) is var collisions && collisions < (live.Map("status").Number("collisionCount") ?? 0)) yield return FieldError.Invalid("status.collisionCount", collisions, "cannot be decremented");
        }
    }
}
