using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Specs;
using Reconciler.Specs.Values;

namespace Reconciler.Rendering.Scaling;

/// <summary>One process that an autoscaler holds, and the Deployment that it runs in.</summary>
internal sealed record ProcessScaling(RenderContext Context, ProcessSpec Process, string Target)
{
    public AutoscalingSpec Autoscaling => Process.Autoscaling!;

    public Origin Place => Autoscaling.Fields.Origin is { IsKnown: true } place ? place : Process.Place;

    public bool IsHpa => Autoscaling.Engine?.Value == "hpa";

    public Sourced<int> Replicas => Process.Replicas ?? new Sourced<int>(1, Origin.None);

    /// <summary>Whether every trigger is cpu or memory. These are measured on running pods, so they can't wake a process that has none.</summary>
    public bool OnlyMeasuresPods => Autoscaling.Triggers.All(IsMeasuredOnPods);

    public static bool IsMeasuredOnPods(TriggerSpec trigger) => trigger.Type?.Value is "cpu" or "memory";

    public static bool IsHttp(TriggerSpec trigger) => trigger.Type?.Value == "http";

    public MapNode TargetRef() => new MapBuilder { ["apiVersion"] = "apps/v1", ["kind"] = "Deployment", ["name"] = Target }.ToMap();

    public void Report(DiagnosticCode code, Origin place, string message, string? fix = null) =>
        Context.Problems.Add(code.At(place.IsKnown ? place : Place, $"{Process.Name} of {Context.App.Name}: {message}", fix));

    /// <summary>Use of cpu and memory is a share of what is requested; a podSpec may say that too, so it is believed.</summary>
    public void ReportMissingRequests()
    {
        if (Process.PodSpec is not null || Context.App.PodSpec is not null) return;
        foreach (var trigger in Autoscaling.Triggers.Where(IsMeasuredOnPods).DistinctBy(trigger => trigger.Type!.Value))
        {
            var resource = trigger.Type!.Value;
            if (!IsSome(Process.Resources.Requests, resource) && !IsSome(Process.Resources.Limits, resource))
                Report(ResourceCodes.NothingRequested, trigger.Type.Origin, $"it is scaled by {resource} and requests none", $"write resources.requests.{resource}");
        }
    }

    private static bool IsSome(MapNode? amounts, string resource) =>
        amounts.Text(resource) is { } text && !(Quantity.TryParse(text.Value, out var amount, out _) && amount.IsZero);
}
