using Reconciler.Objects;

namespace Reconciler.Rendering.Workloads;

/// <summary>The small objects beside an App's workloads: its account, and a disruption budget for each process that asks.</summary>
public static class Companions
{
    public static Manifest ServiceAccount(RenderContext context) => context.ToManifest(new MapBuilder(context.App.Document.Place)
    {
        ["apiVersion"] = "v1",
        ["kind"] = "ServiceAccount",
        ["metadata"] = context.Metadata("serviceaccount", context.App.Name),
    }.ToMap());

    public static IEnumerable<Manifest> DisruptionBudgets(RenderContext context)
    {
        foreach (var process in context.App.Processes)
        {
            if (process.Disruption is not { } disruption || (disruption.MinAvailable ?? disruption.MaxUnavailable) is null) continue;
            yield return context.ToManifest(new MapBuilder(disruption.Fields.Origin)
            {
                ["apiVersion"] = "policy/v1",
                ["kind"] = "PodDisruptionBudget",
                ["metadata"] = context.Metadata("poddisruptionbudget", process.ObjectName, process.Name, process),
                ["spec"] = new MapBuilder
                {
                    ["minAvailable"] = disruption.MinAvailable,
                    ["maxUnavailable"] = disruption.MinAvailable is null ? disruption.MaxUnavailable : null,
                    ["selector"] = new MapBuilder { ["matchLabels"] = context.Selector(process.Name) },
                },
            }.ToMap());
        }
    }
}
