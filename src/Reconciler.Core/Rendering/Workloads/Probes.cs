using Reconciler.Objects;

namespace Reconciler.Rendering.Workloads;

/// <summary>Kubernetes Probes as the user wrote them, with the primary port where none is written and placeholders replaced.</summary>
public static class Probes
{
    public static MapNode? Render(RenderContext context, PodRole role, MapNode? probe)
    {
        if (probe is null || role.IsJob) return null;
        var rendered = context.Interpolate(probe, role.Process);
        if (Ports.Primary(context.App, role.Process) is not { } primary) return rendered;
        foreach (var handler in (string[])["httpGet", "tcpSocket", "grpc"])
        {
            if (rendered.Find(handler) is not { } entry) continue;
            var written = entry.Value as MapNode ?? MapNode.Empty.At(entry.Value.Origin);
            if (written.Has("port")) continue;
            written = written.With("port", primary.ContainerPort!);
            if (handler == "httpGet" && primary.Scheme == "https" && !written.Has("scheme")) written = written.With("scheme", "HTTPS");
            rendered = rendered.With(handler, written, entry.KeyOrigin);
        }
        return rendered;
    }
}
