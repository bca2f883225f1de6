using Reconciler.Objects;

namespace Reconciler.Sandbox.Writes.Validation;

/// <summary>Rules for autoscalers.</summary>
internal static class AutoscalerRules
{
    private const int LongestWindow = 3600;
    private const int LongestPeriod = 1800;
    private static readonly string[] MetricTypes = ["ContainerResource", "External", "Object", "Pods", "Resource"];

    public static IEnumerable<FieldError> Autoscaler(MapNode body)
    {
        var spec = body.Map("spec") ?? MapNode.Empty;
        var (least, most) = (spec.Number("minReplicas"), spec.Number("maxReplicas") ?? 0);
        if (least is < 1) yield return FieldError.Invalid("spec.minReplicas", least.Value, "must be greater than or equal to 1");
        if (most == 0) yield return FieldError.Required("spec.maxReplicas", "must be set and greater than 0");
        else if (most < 0) yield return FieldError.Invalid("spec.maxReplicas", most, "must be greater than or equal to 1");
        if (most < least) yield return FieldError.Invalid("spec.maxReplicas", most, "must be greater than or equal to `minReplicas`");
        foreach (var error in Target(spec.Map("scaleTargetRef"), "spec.scaleTargetRef")) yield return error;
        foreach (var (metric, place) in spec.Items("metrics", "spec"))
            foreach (var error in Metric(metric, place)) yield return error;
        if (least == 0 && !spec.Maps("metrics").Any(metric => metric.Text("type")?.Value is "Object" or "External"))
            yield return FieldError.Forbidden("spec.metrics", "must specify at least one Object or External metric to support scaling to zero replicas");
        foreach (var direction in (string[])["scaleUp", "scaleDown"])
            if (spec.Map("behavior").Map(direction) is { } rules)
                foreach (var error in Rules(rules, $"spec.behavior.{direction}")) yield return error;
    }

    private static IEnumerable<FieldError> Target(MapNode? target, string path)
    {
        foreach (var key in (string[])["kind", "name"])
        {
            if (target.Filled(key) is not { } name) yield return FieldError.Required($"{path}.{key}");
            else
                foreach (var problem in NameRules.PathSegment(name)) yield return FieldError.Invalid($"{path}.{key}", name, problem);
        }
        var version = target.Text("apiVersion")?.Value ?? "";
        if (!version.Contains('/', StringComparison.Ordinal)) yield return FieldError.Invalid($"{path}.apiVersion", version, "apiVersion must specify API group");
    }

    private static IEnumerable<FieldError> Metric(MapNode metric, string path)
    {
        var type = metric.Text("type")?.Value ?? "";
        if (type.Length == 0) yield return FieldError.Required($"{path}.type", "must specify a metric source type");
        if (!MetricTypes.Contains(type))
        {
            // the server looks at the type twice
            yield return FieldError.NotSupported($"{path}.type", type, MetricTypes);
            yield return FieldError.NotSupported($"{path}.type", type, MetricTypes);
            yield break;
        }
        var source = $"{char.ToLowerInvariant(type[0])}{type[1..]}";
        if (metric.Map(source) is not { } found)
        {
            yield return FieldError.Required($"{path}.{source}", "must populate information for the given metric source");
            yield break;
        }
        if (type is not ("Resource" or "ContainerResource")) yield break;
        if (found.Filled("name") is null) yield return FieldError.Required($"{path}.{source}.name", "must specify a resource name");
        var target = found.Map("target");
        if (target.Filled("type") is { } kind && kind is not ("Utilization" or "Value" or "AverageValue")) yield return FieldError.Invalid($"{path}.{source}.target.type", kind, "must be either Utilization, Value, or AverageValue");
        if (target.Number("averageUtilization") is < 1 and { } share) yield return FieldError.Invalid($"{path}.{source}.target.averageUtilization", share, "must be greater than 0");
        if (target?["averageUtilization"] is null && target?["averageValue"] is null)
            yield return FieldError.Required($"{path}.{source}.target.averageUtilization", "must set either a target raw value or a target utilization");
        if (target?["averageUtilization"] is not null && target["averageValue"] is not null)
            yield return FieldError.Forbidden($"{path}.{source}.target.averageValue", "may not set both a target raw value and a target utilization");
    }

    private static IEnumerable<FieldError> Rules(MapNode rules, string path)
    {
        if (rules.Number("stabilizationWindowSeconds") is { } window)
        {
            if (window < 0) yield return FieldError.Invalid($"{path}.stabilizationWindowSeconds", window, "must be greater than or equal to zero");
            if (window > LongestWindow) yield return FieldError.Invalid($"{path}.stabilizationWindowSeconds", window, "must be less than or equal to 3600");
        }
        foreach (var error in FieldPaths.OneOf(rules, "selectPolicy", path, "Disabled", "Max", "Min")) yield return error;
        if (rules.List("policies") is not { Items.Length: > 0 }) yield return FieldError.Required($"{path}.policies", "must specify at least one Policy");
        foreach (var (policy, place) in rules.Items("policies", path))
        {
            if (policy.Text("type")?.Value is not ("Pods" or "Percent")) yield return FieldError.NotSupported($"{place}.type", policy.Text("type")?.Value ?? "", ["Percent", "Pods"]);
            foreach (var key in (string[])["value", "periodSeconds"])
                if ((policy.Number(key) ?? 0) is <= 0 and var number) yield return FieldError.Invalid($"{place}.{key}", number, "must be greater than zero");
            if (policy.Number("periodSeconds") is > LongestPeriod and { } period) yield return FieldError.Invalid($"{place}.periodSeconds", period, "must be less than or equal to 1800");
        }
    }
}
