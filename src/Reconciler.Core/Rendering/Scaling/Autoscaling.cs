using Reconciler.Objects;
using Reconciler.Specs;

namespace Reconciler.Rendering.Scaling;

/// <summary>
/// What scales the processes of an App: KEDA's ScaledObject, with an HTTPScaledObject and an interceptor for requests, or
/// a HorizontalPodAutoscaler.
/// </summary>
public static class Autoscaling
{
    /// <summary>By which KEDA keeps a count instead of scaling.</summary>
    public const string PausedAnnotation = "autoscaling.keda.sh/paused-replicas";

    /// <param name="context">The App.</param>
    /// <param name="target">The Deployment that a process runs in, under blueGreen the one of the wanted version; left out, the process's own name.</param>
    public static IEnumerable<Manifest> Render(RenderContext context, Func<ProcessSpec, string>? target = null)
    {
        foreach (var process in context.App.Processes.Where(process => process.IsAutoscaled))
        {
            var scaling = new ProcessScaling(context, process, (target ?? (known => known.ObjectName))(process));
            foreach (var manifest in scaling.IsHpa ? HorizontalAutoscalers.Render(scaling) : Keda(scaling)) yield return manifest;
        }
    }

    private static IEnumerable<Manifest> Keda(ProcessScaling scaling)
    {
        var range = ReplicaRange.Of(scaling);
        yield return ScaledObject(scaling, range);
        foreach (var manifest in HttpScaling.Render(scaling, range)) yield return manifest;
    }

    private static Manifest ScaledObject(ProcessScaling scaling, ReplicaRange range)
    {
        var (context, process, autoscaling) = (scaling.Context, scaling.Process, scaling.Autoscaling);
        var metadata = context.Metadata("scaledobject", process.ObjectName, process.Name, process);
        if (context.App.Deploy is { IsStopped: true } deploy)
            metadata = Shared.SpecObjects.Annotated(metadata, PausedAnnotation, ScalarNode.Of("0", deploy.Stopped!.Origin));
        scaling.ReportMissingRequests();
        return context.ToManifest(new MapBuilder(scaling.Place)
        {
            ["apiVersion"] = "keda.sh/v1alpha1",
            ["kind"] = "ScaledObject",
            ["metadata"] = metadata,
            ["spec"] = new MapBuilder
            {
                ["scaleTargetRef"] = scaling.TargetRef().With("envSourceContainerName", process.Name),
                ["pollingInterval"] = autoscaling.PollingInterval,
                ["cooldownPeriod"] = autoscaling.Cooldown,
                ["minReplicaCount"] = range.Min,
                ["maxReplicaCount"] = range.Max,
                ["advanced"] = AutoscalerName(process),
                ["triggers"] = Triggers.Render(scaling),
                ["fallback"] = Fallback(scaling),
            },
        }.ToMap());
    }

    /// <summary>KEDA names its HorizontalPodAutoscaler keda-hpa-NAME and refuses more than 63 characters, so a long name stands alone.</summary>
    private static MapBuilder? AutoscalerName(ProcessSpec process) => process.ObjectName.Length <= 63 - "keda-hpa-".Length
        ? null
        : new MapBuilder { ["horizontalPodAutoscalerConfig"] = new MapBuilder { ["name"] = process.ObjectName } };

    private static MapBuilder? Fallback(ProcessScaling scaling)
    {
        var written = scaling.Autoscaling.Fallback;
        if (scaling.OnlyMeasuresPods)
        {
            if (written is not null)
                scaling.Report(Diagnostics.ResourceCodes.FallbackRefused, written.Fields.Origin, "a fallback is not possible where every trigger is cpu or memory", "remove the fallback");
            return null;
        }
        if (scaling.Autoscaling.WithoutFallback) return null;
        return new MapBuilder(written?.Fields.Origin ?? Origin.None)
        {
            ["failureThreshold"] = written?.FailureThreshold ?? (Node)3,
            ["replicas"] = written?.Replicas ?? scaling.Replicas,
        };
    }
}
