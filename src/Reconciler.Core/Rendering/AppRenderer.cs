using Reconciler.Diagnostics;
using Reconciler.Rendering.Routing;
using Reconciler.Rendering.Scaling;
using Reconciler.Rendering.Workloads;
using Reconciler.Routers;

namespace Reconciler.Rendering;

/// <summary>Everything that one App becomes.</summary>
public static class AppRenderer
{
    public static IEnumerable<Manifest> Render(RenderContext context)
    {
        foreach (var etcd in EtcdVariables.UnreadOf(context.App, context.Specs.Source))
            context.Problems.Add(RenderCodes.EtcdEnvironment.At(etcd.Origin, $"the variables below {etcd.Value} in etcd are read when {context.App.Name} is planned"));
        var workloads = Workload.AllOf(context);
        return new[] { Companions.ServiceAccount(context) }
            .Concat(workloads.SelectMany(workload => workload.Secrets.Add(workload.Deployment)))
            .Concat(workloads.SelectMany(workload => Services.Render(context, workload)))
            .Concat(Companions.DisruptionBudgets(context))
            .Concat(Autoscaling.Render(context, process => workloads.FirstOrDefault(workload => workload.Process.Name == process.Name)?.Name ?? process.ObjectName))
            .Concat(AppRouting.Render(context))
            .Concat(Jobs.CronJobs(context))
            .Concat(Jobs.Tasks(context))
            // Processes with the same literals share one config Secret.
            .DistinctBy(manifest => manifest.Key.Kind == "Secret" ? manifest.Key : (object)manifest);
    }
}
