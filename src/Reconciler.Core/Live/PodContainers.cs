using Reconciler.Health;
using Reconciler.Objects;

namespace Reconciler.Live;

/// <summary>What a pod says of its containers.</summary>
public static class PodContainers
{
    /// <summary>The container that a pod is there for: the one that is called like its component, else the one that kubectl would take, else the first.</summary>
    public static string Main(MapNode pod)
    {
        var names = pod.Map("spec").Maps("containers").Select(container => container.TextAt("name") ?? "").ToList();
        string?[] wanted = [pod.Label(LiveLabels.Component), pod.Annotation("kubectl.kubernetes.io/default-container")];
        return wanted.FirstOrDefault(name => name is not null && names.Contains(name)) ?? names.FirstOrDefault() ?? "";
    }

    public static MapNode? Status(MapNode pod, string container) =>
        pod.Status().Maps("containerStatuses").Concat(pod.Status().Maps("initContainerStatuses")).FirstOrDefault(each => each.TextAt("name") == container);

    /// <summary>Which run of a container goes on; null where none does.</summary>
    public static string? RunningId(MapNode pod, string container) =>
        Status(pod, container) is { } status && status.Map("state").Map("running") is not null ? status.TextAt("containerID") : null;
}
