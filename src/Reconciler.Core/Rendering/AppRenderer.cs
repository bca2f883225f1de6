using Reconciler.Rendering.Workloads;

namespace Reconciler.Rendering;

/// <summary>Everything that one App becomes.</summary>
public static class AppRenderer
{
    public static IEnumerable<Manifest> Render(AppContext context)
    {
        var workloads = Workload.AllOf(context);
        return new[] { Companions.ServiceAccount(context) }
            .Concat(workloads.SelectMany(workload => new[] { workload.Secret, workload.Deployment }.OfType<Manifest>()))
            .Concat(workloads.SelectMany(workload => Services.Render(context, workload)))
            .Concat(Companions.DisruptionBudgets(context))
            .Concat(Jobs.CronJobs(context))
            .Concat(Jobs.Tasks(context))
            // Processes with the same literals share one config Secret.
            .DistinctBy(manifest => manifest.Key.Kind == "Secret" ? manifest.Key : (object)manifest);
    }
}
