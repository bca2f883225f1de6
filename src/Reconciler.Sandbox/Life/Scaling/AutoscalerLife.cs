using Reconciler.Objects;
using Reconciler.Sandbox.Resources;

namespace Reconciler.Sandbox.Life.Scaling;

/// <summary>An autoscaler that finds its target busy enough as it is: it only keeps it between minimum and maximum.</summary>
internal static class AutoscalerLife
{
    private const string Resource = "horizontalpodautoscalers.autoscaling";

    public static void Step(LifeView view, MapNode autoscaler, LifePlan plan)
    {
        if (autoscaler.IsDying() || autoscaler.Text("apiVersion")?.Value is not ("autoscaling/v2" or "autoscaling/v1")) return;
        var status = autoscaler.Map("status") ?? MapNode.Empty;
        var conditions = new Conditions(status, view.Now);
        var reference = autoscaler.Map("spec").Map("scaleTargetRef");
        var resource = reference.Text("kind")?.Value switch { "Deployment" => "deployments.apps", "StatefulSet" => "statefulsets.apps", "ReplicaSet" => "replicasets.apps", _ => null };
        var name = reference.Text("name")?.Value ?? "";
        var target = resource is null ? null : view.Find(resource, autoscaler.MetaText("namespace") ?? "", name);
        if (target is null)
        {
            var problem = resource is null ? $"no matches for kind \"{reference.Text("kind")?.Value}\"" : $"{resource} \"{name}\" not found";
            conditions.Set("AbleToScale", "False", "FailedGetScale", $"the HPA controller was unable to get the target's current scale: {problem}");
            plan.Status(Resource, autoscaler, Next(autoscaler, status, conditions, 0, 0, lastScale: null));
            return;
        }
        var present = target.SpecInt("replicas", 1);
        var least = autoscaler.SpecInt("minReplicas", 1);
        var most = autoscaler.SpecInt("maxReplicas", 1);
        var running = target.StatusInt("replicas");
        conditions.Set("AbleToScale", "True", "ReadyForNewScale", "recommended size matches current size");
        if (present == 0)
        {
            conditions.Set("ScalingActive", "False", "ScalingDisabled", "scaling is disabled since the replica count of the target is zero");
            plan.Status(Resource, autoscaler, Next(autoscaler, status, conditions, running, 0, lastScale: null));
            return;
        }
        var wanted = Math.Clamp(present, least, Math.Max(least, most));
        conditions.Set("ScalingActive", "True", "ValidMetricFound", $"the HPA was able to successfully calculate a replica count from {Metric(autoscaler)}");
        if (wanted != present) conditions.Set("ScalingLimited", "True", wanted < present ? "TooManyReplicas" : "TooFewReplicas", $"the desired replica count is {(wanted < present ? "more than the maximum" : "less than the minimum")} replica count");
        else conditions.Set("ScalingLimited", "False", "DesiredWithinRange", "the desired count is within the acceptable range");
        if (wanted != present)
        {
            plan.Scale(resource!, target, wanted);
            plan.Normal(autoscaler, "SuccessfulRescale", $"New size: {LifeTimes.Plain(wanted)}; reason: Current number of replicas {(wanted < present ? "above Spec.MaxReplicas" : "below Spec.MinReplicas")}");
        }
        plan.Status(Resource, autoscaler, Next(autoscaler, status, conditions, running, wanted, wanted == present ? null : Metadata.Time(view.Now)));
    }

    private static string Metric(MapNode autoscaler) => autoscaler.Map("spec").Maps("metrics").FirstOrDefault() is { } metric && metric.Text("type")?.Value == "Resource"
        ? $"{metric.Map("resource").Text("name")?.Value} resource utilization (percentage of request)"
        : "cpu resource utilization (percentage of request)";

    private static MapNode Next(MapNode autoscaler, MapNode status, Conditions conditions, int present, int wanted, string? lastScale)
    {
        if (autoscaler.Text("apiVersion")?.Value == "autoscaling/v1")
        {
            return new MapBuilder
            {
                ["observedGeneration"] = autoscaler.Map("metadata").Int("generation"),
                ["lastScaleTime"] = lastScale ?? status.Text("lastScaleTime")?.Value,
                ["currentReplicas"] = present,
                ["desiredReplicas"] = wanted,
            }.ToMap();
        }
        return new MapBuilder
        {
            ["lastScaleTime"] = lastScale ?? status.Text("lastScaleTime")?.Value,
            ["currentReplicas"] = LifeTimes.Count(present),
            ["desiredReplicas"] = wanted,
            ["currentMetrics"] = present == 0 ? null : Metrics(autoscaler),
            ["conditions"] = conditions.ToNode(),
        }.ToMap();
    }

    /// <summary>Resource metrics are shown at their targets, so nothing has to be scaled.</summary>
    private static ListNode? Metrics(MapNode autoscaler)
    {
        var shown = autoscaler.Map("spec").Maps("metrics").Where(metric => metric.Text("type")?.Value == "Resource").Select(metric =>
        {
            var target = metric.Map("resource").Map("target");
            var current = new MapBuilder { ["averageUtilization"] = target?["averageUtilization"], ["averageValue"] = target.Text("averageValue")?.Value ?? "100m" };
            return (Node)new MapBuilder { ["type"] = "Resource", ["resource"] = new MapBuilder { ["name"] = metric.Map("resource").Text("name"), ["current"] = current } }!;
        }).ToList();
        return shown.Count == 0 ? null : ListNode.Of(shown);
    }
}
