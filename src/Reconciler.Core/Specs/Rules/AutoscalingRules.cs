using Reconciler.Diagnostics;
using Reconciler.Objects;

namespace Reconciler.Specs.Rules;

/// <summary>Autoscaling whatever the engine: something to scale by, a range, and what http triggers need.</summary>
internal static class AutoscalingRules
{
    public static IEnumerable<Diagnostic> Check(AppScope app) =>
        app.Processes.Where(process => process.Autoscaling is not null).SelectMany(process => Triggers(app, process).Concat(Range(app, process)));

    private static IEnumerable<Diagnostic> Triggers(AppScope app, ProcessSpec process)
    {
        var autoscaling = process.Autoscaling!;
        if (!autoscaling.Triggers.Any())
        {
            yield return WorkloadCodes.NoTriggers.At(app.At(autoscaling.Fields.Origin), $"autoscaling of {process.Name} has no triggers, so nothing is scaled", "add a trigger, or remove autoscaling");
            yield break;
        }
        var http = autoscaling.Triggers.Select(trigger => trigger.Type).OfType<Sourced<string>>().Where(type => type.Value == "http").ToList();
        foreach (var second in http.Skip(1))
            yield return WorkloadCodes.HttpTrigger.At(second.Origin, $"{process.Name} has a second http trigger; the first is at {http[0].Origin}", "keep one of them");
        if (http.Count > 0 && !app.App.Domains.Any())
            yield return WorkloadCodes.HttpTrigger.At(http[0].Origin, $"{process.Name} is scaled by its requests, which are counted by host, and the App has no domains", "add domains, or scale by something else");
    }

    private static IEnumerable<Diagnostic> Range(AppScope app, ProcessSpec process)
    {
        var autoscaling = process.Autoscaling!;
        if (autoscaling.Max is not { } max || (autoscaling.Min ?? process.Replicas) is not { } min || min.Value <= max.Value) yield break;
        var what = autoscaling.Min is null ? $"the minimum of {process.Name}, which is its replicas," : $"the minimum of {process.Name}";
        yield return WorkloadCodes.ReplicaRange.At(app.At(max.Origin), $"{what} is {min.Value}{(min.Origin.IsKnown ? $" ({min.Origin})" : "")}, and the maximum {max.Value}", $"write max: {min.Value} or more, or a lower min");
    }
}
