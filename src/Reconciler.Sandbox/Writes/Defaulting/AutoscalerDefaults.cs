using Reconciler.Objects;

namespace Reconciler.Sandbox.Writes.Defaulting;

/// <summary>What an autoscaler does where its spec doesn't say: follow the CPU, and scale at the usual pace.</summary>
internal static class AutoscalerDefaults
{
    private const int UsualUtilization = 80;

    public static MapNode Metrics(MapNode spec) => spec.List("metrics") is { Items.Length: > 0 } ? spec : spec.With("metrics", ListNode.Of(new MapBuilder
    {
        ["resource"] = new MapBuilder { ["name"] = "cpu", ["target"] = new MapBuilder { ["averageUtilization"] = UsualUtilization, ["type"] = "Utilization" } },
        ["type"] = "Resource",
    }.ToMap()));

    /// <summary>The old form has a target of its own, and what it can't say in an annotation.</summary>
    public static MapNode Utilization(MapNode autoscaler) =>
        autoscaler.Map("spec") is { } spec && !spec.Has("targetCPUUtilizationPercentage") && autoscaler.Metadata().Map("annotations")?.Has("autoscaling.alpha.kubernetes.io/metrics") != true
            ? autoscaler.With("spec", spec.With("targetCPUUtilizationPercentage", UsualUtilization))
            : autoscaler;

    /// <summary>Once one direction is described, both are.</summary>
    public static MapNode Behavior(MapNode behavior)
    {
        var up = Rules(behavior.Map("scaleUp"), [Policy("Pods", 4, 15), Policy("Percent", 100, 15)]);
        if (!up.Has("stabilizationWindowSeconds")) up = up.With("stabilizationWindowSeconds", 0);
        return behavior.With("scaleUp", up).With("scaleDown", Rules(behavior.Map("scaleDown"), [Policy("Percent", 100, 15)]));
    }

    private static MapNode Rules(MapNode? rules, Node[] policies)
    {
        var filled = rules ?? MapNode.Empty;
        if (!filled.Has("selectPolicy")) filled = filled.With("selectPolicy", "Max");
        return filled.List("policies") is { Items.Length: > 0 } ? filled : filled.With("policies", ListNode.Of(policies));
    }

    private static MapNode Policy(string type, int value, int seconds) => new MapBuilder { ["periodSeconds"] = seconds, ["type"] = type, ["value"] = value }.ToMap();
}
