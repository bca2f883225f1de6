using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Rendering.Shared;
using Reconciler.Specs;

namespace Reconciler.Rendering.Scaling;

/// <summary>
/// Scaling by requests through KEDA's HTTP add-on: an interceptor stands before the App's Service, counts requests by
/// host, and holds those that come while there is no pod.
/// </summary>
public static class HttpScaling
{
    /// <summary>The port of the interceptor's Service.</summary>
    public const int InterceptorPort = 8080;

    private const string AddOn = "keda-add-ons-http";
    private const string SkipAnnotation = "httpscaledobject.keda.sh/skip-scaledobject-creation";

    /// <summary>The Service that an ingress sends to instead of the process's own, or null where no http trigger is.</summary>
    public static string? InterceptorName(ProcessSpec process) =>
        process.IsAutoscaled && process.Autoscaling!.Engine?.Value != "hpa" && process.Autoscaling.Triggers.Any(ProcessScaling.IsHttp) ? $"{process.ObjectName}-interceptor" : null;

    internal static IEnumerable<Manifest> Render(ProcessScaling scaling, ReplicaRange range)
    {
        if (scaling.Autoscaling.Triggers.FirstOrDefault(ProcessScaling.IsHttp) is not { } trigger) yield break;
        if (Port(scaling, trigger) is not { } port) yield break;
        var settings = HttpSettings.Of(scaling, trigger);
        yield return HttpScaledObject(scaling, trigger, range, settings, port);
        yield return Interceptor(scaling, trigger);
    }

    /// <summary>The trigger of the ScaledObject that asks the add-on. Its own ScaledObject is not wanted, because ours may have more triggers.</summary>
    internal static MapNode ExternalTrigger(ProcessScaling scaling, TriggerSpec trigger, Sourced<string> name) => new MapBuilder(trigger.Fields.Origin)
    {
        ["type"] = ScalarNode.Of("external-push", trigger.Type!.Origin),
        ["name"] = name,
        ["metadata"] = new MapBuilder
        {
            ["httpScaledObject"] = scaling.Process.ObjectName,
            ["scalerAddress"] = $"{AddOn}-external-scaler.{NamespaceOf(scaling)}:9090",
        },
    }.ToMap();

    /// <summary>The port that requests go to, or null with what is wrong reported.</summary>
    private static EffectivePort? Port(ProcessScaling scaling, TriggerSpec trigger)
    {
        var (app, process, place) = (scaling.Context.App, scaling.Process, trigger.Type!.Origin);
        if (!app.Domains.Any())
            scaling.Report(ResourceCodes.HttpNeedsDomains, place, "an http trigger needs domains, by which requests are known", "write the App's domains");
        else if (app.Serving?.Name != process.Name)
            scaling.Report(ResourceCodes.HttpProcess, place, app.Serving is { } serving ? $"{serving.Name} serves the domains, not this process" : "no process serves the domains", $"write ingress: {{process: {process.Name}}}");
        else if (!process.IsExposed || Ports.Routed(app, process) is null)
            scaling.Report(ResourceCodes.HttpProcess, place, "it has no Service with a port that speaks http", "write expose: true, and a port with the scheme http");
        else return Ports.Routed(app, process);
        return null;
    }

    private static Manifest HttpScaledObject(ProcessScaling scaling, TriggerSpec trigger, ReplicaRange range, HttpSettings settings, EffectivePort port)
    {
        var (context, process) = (scaling.Context, scaling.Process);
        return context.ToManifest(new MapBuilder(trigger.Fields.Origin)
        {
            ["apiVersion"] = "http.keda.sh/v1alpha1",
            ["kind"] = "HTTPScaledObject",
            ["metadata"] = SpecObjects.Annotated(context.Metadata("httpscaledobject", process.ObjectName, process.Name, process), SkipAnnotation, "true"),
            ["spec"] = new MapBuilder
            {
                ["hosts"] = ListNode.Of(context.App.Domains.Select(domain => domain.ToNode())),
                ["scaleTargetRef"] = scaling.TargetRef().With("service", process.ServiceName).With("port", port.Port.ToNode()),
                ["replicas"] = new MapBuilder { ["min"] = range.Min, ["max"] = range.Max },
                ["scaledownPeriod"] = settings.ScaledownPeriod,
                ["scalingMetric"] = settings.Metric,
            },
        }.ToMap());
    }

    private static Manifest Interceptor(ProcessScaling scaling, TriggerSpec trigger)
    {
        var (context, process) = (scaling.Context, scaling.Process);
        return context.ToManifest(new MapBuilder(trigger.Fields.Origin)
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Service",
            ["metadata"] = context.Metadata("service", InterceptorName(process)!, process.Name, process),
            ["spec"] = new MapBuilder
            {
                ["type"] = "ExternalName",
                ["externalName"] = $"{AddOn}-interceptor-proxy.{NamespaceOf(scaling)}.svc.cluster.local",
                ["ports"] = ListNode.Of(new MapBuilder { ["name"] = "http", ["port"] = InterceptorPort, ["targetPort"] = InterceptorPort, ["protocol"] = "TCP" }.ToMap()),
            },
        }.ToMap());
    }

    /// <summary>Where the add-on runs: the namespace of its Chart in this source, else the usual one.</summary>
    private static string NamespaceOf(ProcessScaling scaling) =>
        scaling.Context.Specs.Charts.FirstOrDefault(chart => chart.Name == AddOn)?.Namespace?.Value ?? "keda";
}
