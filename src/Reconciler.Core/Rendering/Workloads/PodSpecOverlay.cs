using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Objects;

namespace Reconciler.Rendering.Workloads;

/// <summary>
/// The escape hatch: `podSpec` of the App, of "*" and of the process, merged last and in this order by Kubernetes' merge
/// keys. Among its containers "*" is the main one of every pod, a process's name that process's own, and any other name a
/// sidecar.
/// </summary>
public static class PodSpecOverlay
{
    public static MapNode Apply(RenderContext context, PodRole role, MapNode spec)
    {
        var written = context.App.Document.Spec;
        var processes = written.Map("processes");
        MapNode?[] layers = [written.Map("podSpec"), processes.Map("*").Map("podSpec"), processes.Map(role.Process.Name).Map("podSpec")];
        foreach (var layer in layers)
            if (layer is not null) spec = StrategicMerge.Merge(spec, Addressed(context, role, layer), KubeTypes.PodSpec);
        return spec;
    }

    /// <summary>The layer with its containers named as they are in this pod; what is for other pods is left out.</summary>
    private static MapNode Addressed(RenderContext context, PodRole role, MapNode layer)
    {
        if (layer.List("containers") is not { } containers) return layer;
        var processes = context.App.Processes.Select(process => process.Name).ToImmutableHashSet();
        var addressed = new List<Node>();
        foreach (var container in containers.Items.OfType<MapNode>())
        {
            var name = container.Text("name")?.Value;
            if (name == "*") addressed.Add(container.With("name", role.Component));
            else if (name == role.Component && !role.IsJob) addressed.Add(container);
            else if (name is not null && !processes.Contains(name) && !role.IsJob) addressed.Add(container);
            else if (name is not null && !processes.Contains(name))
                context.Problems.Add(RenderCodes.SidecarInJob.At(container.Origin, $"the container {name} is left out of the Jobs of {context.App.Name}: it would keep them from finishing", "make it an init container with restartPolicy: Always if Jobs need it too"));
        }
        return layer.With("containers", new ListNode([.. addressed], containers.Origin));
    }
}
