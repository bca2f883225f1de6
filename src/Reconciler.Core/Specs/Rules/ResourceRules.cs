using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Specs.Values;

namespace Reconciler.Specs.Rules;

/// <summary>Requests and limits together: no written request above its limit, and devices by their limit.</summary>
internal static class ResourceRules
{
    public static IEnumerable<Diagnostic> Check(AppScope app) =>
        app.Processes.Select(process => process.Resources)
            .Concat(app.App.Cron.Select(cron => cron.Resources))
            .Concat(app.App.Deploy.Tasks.Before.Concat(app.App.Deploy.Tasks.After).Select(task => task.Resources))
            .SelectMany(OfResources);

    private static IEnumerable<Diagnostic> OfResources(ResourcesSpec resources)
    {
        foreach (var entry in resources.Requests?.Entries ?? [])
        {
            // A default request is lowered to the limit.
            if (!entry.Value.Origin.IsKnown || Amount(resources.Requests, entry.Key) is not { } request) continue;
            var limit = Amount(resources.Limits, entry.Key);
            if (limit is not null && request > limit.Value)
            {
                yield return WorkloadCodes.RequestAboveLimit.At(entry.Value.Origin, $"the request of {request} {entry.Key} is above the limit of {limit} ({resources.Limits![entry.Key]!.Origin})",
                    $"write at most {limit}, or raise the limit");
            }
            else if (entry.Key.Contains('/', StringComparison.Ordinal) && limit != request)
            {
                yield return WorkloadCodes.Resource.At(entry.Value.Origin, $"{entry.Key} is requested and {(limit is null ? "has no limit" : $"limited to {limit}")}; devices can't be shared, so both are the same",
                    $"write it under limits only");
            }
        }
    }

    /// <summary>An amount as it is rendered: zero means none.</summary>
    private static Quantity? Amount(MapNode? amounts, string name)
    {
        if (amounts.Text(name) is not { } text) return null;
        var isKnown = name == "memory" ? Memory.TryParse(text.Value, out var amount, out _) : Quantity.TryParse(text.Value, out amount, out _);
        return isKnown && !amount.IsZero && !amount.IsNegative ? amount : null;
    }
}
