using System.Collections.Immutable;
using System.Globalization;
using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Specs;
using Reconciler.Specs.Values;

namespace Reconciler.Rendering.Scaling;

/// <summary>Engine hpa: the cluster's own autoscaler, by the cpu and memory of pods. A stopped App has none, because it would start pods again.</summary>
internal static class HorizontalAutoscalers
{
    public static IEnumerable<Manifest> Render(ProcessScaling scaling)
    {
        var range = ReplicaRange.Of(scaling);
        var metrics = Metrics(scaling);
        ReportWithoutEffect(scaling);
        scaling.ReportMissingRequests();
        var (context, process) = (scaling.Context, scaling.Process);
        if (context.App.Deploy.IsStopped || metrics.IsEmpty) yield break;
        yield return context.ToManifest(new MapBuilder(scaling.Place)
        {
            ["apiVersion"] = "autoscaling/v2",
            ["kind"] = "HorizontalPodAutoscaler",
            ["metadata"] = context.Metadata("horizontalpodautoscaler", process.ObjectName, process.Name, process),
            ["spec"] = new MapBuilder
            {
                ["scaleTargetRef"] = scaling.TargetRef(),
                ["minReplicas"] = range.Min,
                ["maxReplicas"] = range.Max,
                ["metrics"] = new ListNode(metrics, scaling.Autoscaling.Fields["triggers"]!.Origin),
            },
        }.ToMap());
    }

    private static ImmutableArray<Node> Metrics(ProcessScaling scaling) =>
        [.. scaling.Autoscaling.Triggers.Where(trigger => trigger.Type is not null).Select(trigger => Metric(scaling, trigger)).OfType<Node>()];

    private static MapNode? Metric(ProcessScaling scaling, TriggerSpec trigger)
    {
        var type = trigger.Type!;
        if (!ProcessScaling.IsMeasuredOnPods(trigger))
        {
            scaling.Report(ResourceCodes.HpaTrigger, type.Origin, $"engine hpa knows the triggers cpu and memory, not {type.Value}", "use engine keda for it");
            return null;
        }
        if (Target(scaling, trigger) is not { } target) return null;
        return new MapBuilder(trigger.Fields.Origin)
        {
            ["type"] = "Resource",
            ["resource"] = new MapBuilder { ["name"] = type, ["target"] = target },
        }.ToMap();
    }

    private static MapBuilder? Target(ProcessScaling scaling, TriggerSpec trigger)
    {
        var metricType = trigger.MetricType ?? new Sourced<string>("Utilization", Origin.None);
        if (metricType.Value is not ("Utilization" or "AverageValue"))
        {
            scaling.Report(ResourceCodes.HpaTrigger, metricType.Origin, $"metricType is {metricType.Value}; with engine hpa it may be Utilization or AverageValue", "write metricType: Utilization");
            return null;
        }
        if (scaling.Context.Interpolate((trigger.Metadata ?? MapNode.Empty).AsText(), scaling.Process).Text("value") is not { } value)
        {
            scaling.Report(ResourceCodes.HpaTrigger, trigger.Type!.Origin, "the trigger has no metadata.value, its target", "write metadata: {value: \"70\"}");
            return null;
        }
        if (metricType.Value == "AverageValue")
        {
            if (Quantity.TryParse(value.Value, out var amount, out _) && !amount.IsZero && !amount.IsNegative) return new MapBuilder { ["type"] = metricType, ["averageValue"] = value };
            scaling.Report(ResourceCodes.HpaTrigger, value.Origin, $"the value {value.Value} is not a quantity above zero", "write it as 500m or 512Mi");
            return null;
        }
        if (int.TryParse(value.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var percent) && percent > 0)
            return new MapBuilder { ["type"] = metricType, ["averageUtilization"] = value.Select(_ => percent) };
        scaling.Report(ResourceCodes.HpaTrigger, value.Origin, $"the value {value.Value} is not a percentage, a whole number above zero", "write metadata: {value: \"70\"}");
        return null;
    }

    private static void ReportWithoutEffect(ProcessScaling scaling)
    {
        var fields = scaling.Autoscaling.Fields;
        foreach (var name in (string[])["pollingInterval", "cooldown", "fallback"])
            if (fields[name] is { Origin.IsKnown: true } written && !written.IsNullOrMissing()) Report(name, written);
        foreach (var trigger in scaling.Autoscaling.Triggers)
            if (trigger.Fields["authenticationRef"] is { } reference && !reference.IsNullOrMissing()) Report("authenticationRef", reference);

        void Report(string name, Node written) =>
            scaling.Report(ResourceCodes.HpaIgnores, written.Origin, $"{name} has no effect with engine hpa", $"remove {name}");
    }
}
