using System.Globalization;
using Reconciler.Objects;

namespace Reconciler.Health;

/// <summary>What scales workloads, and what limits their disruption.</summary>
internal static class ScalingHealth
{
    public static HealthVerdict OfAutoscaler(MapNode body)
    {
        // the first version of this kind has no conditions
        if (body.TextAt("apiVersion") == "autoscaling/v1") return HealthVerdict.Healthy();
        var status = body.Status();
        if (status.Condition("AbleToScale") is not { } able) return HealthVerdict.Progressing("waiting for its controller to look at it");
        if (!able.IsTrue()) return HealthVerdict.Progressing(able.Because("can't scale"));
        var active = status.Condition("ScalingActive");
        if (active.IsFalse() && active.TextAt("reason") == "ScalingDisabled") return HealthVerdict.Healthy("off while its target is scaled to 0");
        if (!active.IsTrue()) return HealthVerdict.Progressing(active.Because("has no metrics to scale by"));
        var replicas = $"{Wording.Count(body.StatusCount("currentReplicas"), "replica")}, {Number(body.StatusCount("desiredReplicas"))} wanted";
        return HealthVerdict.Healthy(status.Condition("ScalingLimited") is { } limited && limited.IsTrue() ? limited.Because(replicas) : replicas);
    }

    /// <summary>A budget does its work whether or not the pods that it guards are ready.</summary>
    public static HealthVerdict OfBudget(MapNode body)
    {
        if (body.Status().Condition("DisruptionAllowed") is { } allowed && allowed.TextAt("reason") == "SyncFailed") return HealthVerdict.Progressing(allowed.Because("can't be computed"));
        var (ready, least) = (body.StatusCount("currentHealthy"), body.StatusCount("desiredHealthy"));
        return HealthVerdict.Healthy($"{Wording.Count(ready, "pod")} ready, at least {Number(least)} wanted, {Wording.Count(body.StatusCount("disruptionsAllowed"), "disruption")} allowed");
    }

    public static HealthVerdict OfScaledObject(MapNode body)
    {
        var status = body.Status();
        if (status.Condition("Paused").IsTrue()) return HealthVerdict.Healthy("paused");
        var ready = GeneralHealth.OfReady(body, "KEDA");
        if (ready.State != HealthState.Healthy) return ready;
        if (status.Condition("Fallback") is { } fallback && fallback.IsTrue()) return HealthVerdict.Healthy(fallback.Because("ready, on its fallback"));
        return status.Condition("Active").IsTrue() ? HealthVerdict.Healthy("ready, active") : ready;
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
