using System.Globalization;
using Reconciler.Objects;

namespace Reconciler.Health;

/// <summary>Deployments, and the sets of pods that they and others make.</summary>
internal static class DeploymentHealth
{
    public static HealthVerdict Of(MapNode body)
    {
        var counts = PodCounts.OfReplicas(body);
        if (body.Map("spec").Flag("paused")?.Value == true) return Paused(body, counts);
        if (Rollout(body, counts) is not { } unfinished) return counts.Complete();
        if (IsWithoutProgress(body))
        {
            var limit = body.Map("spec").Int("progressDeadlineSeconds")?.Value ?? 600;
            unfinished = HealthVerdict.Failed(string.Create(CultureInfo.InvariantCulture, $"{unfinished.Message}, no progress for {limit} s"));
        }
        return unfinished.With(Refusal(body));
    }

    public static bool IsWithoutProgress(MapNode body) =>
        body.Status().Condition("Progressing") is var progress && progress.IsFalse() && progress.TextAt("reason") == "ProgressDeadlineExceeded";

    public static HealthVerdict OfSet(MapNode body)
    {
        var counts = PodCounts.OfReplicas(body);
        return counts.Missing(body)?.With(Refusal(body)) ?? counts.Complete();
    }

    private static HealthVerdict? Rollout(MapNode body, PodCounts counts)
    {
        var old = counts.Total - counts.Updated;
        if (old <= 0) return counts.Missing(body);
        if (counts.Updated < counts.Wanted) return HealthVerdict.Progressing(counts.UpdatedPods);
        // the ready pods are told together: as long as old ones could be among them, not all new ones are ready for sure
        return HealthVerdict.Progressing(counts.Available - old < counts.Wanted && counts.Wanted > 0
            ? $"{counts.UpdatedPods}, not all of them ready"
            : $"waiting for {Wording.Count(old, "old pod")} to go");
    }

    private static HealthVerdict Paused(MapNode body, PodCounts counts)
    {
        var isUpdated = counts.Total <= counts.Updated;
        var message = isUpdated ? $"paused, {counts.ReadyPods}" : $"paused, {counts.ReadyPods}, {counts.UpdatedPods}";
        return counts.Ready < counts.Wanted ? HealthVerdict.Progressing(message).With(Refusal(body)) : HealthVerdict.Healthy(message);
    }

    /// <summary>Why pods can't even be made, such as a quota.</summary>
    private static string? Refusal(MapNode body) =>
        body.Status().Condition("ReplicaFailure") is { } failure && failure.IsTrue() ? PodRefusal.Of(failure.TextAt("message")) : null;
}
