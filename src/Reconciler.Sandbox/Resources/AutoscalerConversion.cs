using Reconciler.Objects;

namespace Reconciler.Sandbox.Resources;

/// <summary>HorizontalPodAutoscalers in v1 and v2: v1 has a CPU target, v2 a list of metrics. What v1 can't say it keeps in annotations.</summary>
internal static class AutoscalerConversion
{
    private const string MetricsAnnotation = "autoscaling.alpha.kubernetes.io/metrics";
    private const string BehaviorAnnotation = "autoscaling.alpha.kubernetes.io/behavior";
    private const string Target = "targetCPUUtilizationPercentage";

    public static MapNode ToV2(MapNode body)
    {
        var spec = body.Map("spec") ?? MapNode.Empty;
        var metrics = new List<Node>();
        if (spec.Int(Target)?.Value is { } percent) metrics.Add(Cpu(percent));
        if (Annotation(body, MetricsAnnotation) is ListNode kept) metrics.AddRange(kept.Items);
        var changed = spec.Without(Target);
        if (metrics.Count > 0) changed = changed.With("metrics", ListNode.Of(metrics));
        if (Annotation(body, BehaviorAnnotation) is MapNode behavior) changed = changed.With("behavior", behavior);
        return WithoutAnnotations(body).With("spec", changed);
    }

    public static MapNode ToV1(MapNode body)
    {
        var spec = body.Map("spec") ?? MapNode.Empty;
        var others = spec.Maps("metrics").ToList();
        var changed = spec.Without("metrics").Without("behavior");
        if (others.FirstOrDefault(IsCpu) is { } cpu)
        {
            changed = changed.With(Target, cpu.Path("resource", "target", "averageUtilization")!);
            others.Remove(cpu);
        }
        var result = body.With("spec", changed);
        if (others.Count > 0) result = WithAnnotation(result, MetricsAnnotation, ListNode.Of(others));
        return spec.Map("behavior") is { } behavior ? WithAnnotation(result, BehaviorAnnotation, behavior) : result;
    }

    private static bool IsCpu(MapNode metric) =>
        metric.Text("type")?.Value == "Resource" && metric.Map("resource").Text("name")?.Value == "cpu" && metric.Path("resource", "target", "averageUtilization") is not null;

    private static MapNode Cpu(int percent) => new MapBuilder
    {
        ["type"] = "Resource",
        ["resource"] = new MapBuilder { ["name"] = "cpu", ["target"] = new MapBuilder { ["type"] = "Utilization", ["averageUtilization"] = percent } },
    }.ToMap();

    private static Node? Annotation(MapNode body, string name) =>
        body.Meta().Map("annotations").Text(name)?.Value is { } text ? NodeJson.Read(System.Text.Encoding.UTF8.GetBytes(text)) : null;

    private static MapNode WithAnnotation(MapNode body, string name, Node value) =>
        body.WithMeta("annotations", (body.Meta().Map("annotations") ?? MapNode.Empty).With(name, CanonicalJson.WriteOrdered(value, indented: false)));

    private static MapNode WithoutAnnotations(MapNode body)
    {
        if (body.Meta().Map("annotations") is not { } annotations) return body;
        var rest = annotations.Without(MetricsAnnotation).Without(BehaviorAnnotation);
        return body.WithMeta("annotations", rest.Entries.IsEmpty ? null : rest);
    }
}
