using System.Globalization;
using Reconciler.Objects;

namespace Reconciler.Health;

/// <summary>What scales workloads, and what limits their disruption.</summary>
internal static class ScalingHealth
{
    public static Health OfAutoscaler(MapNode body)
    {
        // the first version of this kind has no conditions
        if (body.TextAt("apiVersion") == "autoscaling/v1") return Health.Healthy();
        var status = body.Status();
        if (status.Condition("AbleToScale") is not { } able) return Health.Progressing("waiting for its controller to look at it");
        if (!able.IsTrue()) return Health.Progressing(able.Because("can't scale"));
        var active = status.Condition("ScalingActive");
        if (active.IsFalse() && active.TextAt("reason") == "ScalingDisabled") return Health.Healthy("off while its target is scaled to 0");
        if (!active.IsTrue()) return Health.Progressing(active.Because("has no metrics to scale by"));
        var replicas = $"{Wording.Count(body.StatusCount("currentReplicas"), "replica")}, {Number(body.StatusCount("desiredReplicas"))} wanted";
        return Health.Healthy(status.Condition("ScalingLimited") is { } limited && limited.IsTrue() ? limited.Because(replicas) : replicas);
    }

    /// <summary>A budget does its work whether or not the pods that it guards are ready.</summary>
    public static Health OfBudget(MapNode body)
    {
        if (body.Status().Condition("DisruptionAllowed") is { } allowed && allowed.TextAt("reason") == "SyncFailed") return Health.Progressing(allowed.Because("can't be computed"));
        var (ready, least) = (body.StatusCount("currentHealthy"), body.StatusCount("desiredHealthy"));
        return Health.Healthy($"{Wording.Count(ready, "pod")} ready, at least {Number(least)} wanted, {Wording.Count(body.StatusCount("disruptionsAllowed"), "disruption")} allowed");
    }

    public static Health OfScaledObject(MapNode body)
    {
        var status = body.Status();
        if (status.Condition("Paused").IsTrue()) return Health.Healthy("paused");
        var ready = GeneralHealth.OfReady(body, "KEDA");
        if (ready.State != HealthState.Healthy) return ready;
        if (status.Condition("Fallback") is { } fallback && fallback.IsTrue()) return Health.Healthy(fallback.Because("ready, on its fallback"));
        return status.Condition("Active").IsTrue() ? Health.Healthy("ready, active") : ready;
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
