using Reconciler.Objects;

namespace Reconciler.Health;

/// <summary>What is wrong with each container of a pod.</summary>
internal static class ContainerProblem
{
    public static IEnumerable<PodProblem> OfAll(MapNode pod, IReadOnlyCollection<MapNode> events)
    {
        var own = PodEvents.Of(pod, events).ToArray();
        return Each(pod, own, "initContainers", "initContainerStatuses").Concat(Each(pod, own, "containers", "containerStatuses"));
    }

    private static IEnumerable<PodProblem> Each(MapNode pod, MapNode[] events, string specs, string statuses)
    {
        var written = pod.Map("spec").Maps(specs).ToArray();
        foreach (var status in pod.Status().Maps(statuses))
        {
            var spec = Array.Find(written, each => each.TextAt("name") == status.TextAt("name"));
            // an init container that always restarts is a sidecar, which is judged like the others
            var isInit = specs == "initContainers" && spec.TextAt("restartPolicy") != "Always";
            if (Of(spec, status, events, isInit) is { } problem) yield return problem;
        }
    }

    private static PodProblem? Of(MapNode? spec, MapNode status, MapNode[] events, bool isInit)
    {
        var name = $"{(isInit ? "init container" : "container")} {status.TextAt("name")}";
        var state = status.Map("state");
        if (state.Map("waiting") is { } waiting) return Waiting(spec, status, waiting, name);
        if (state.Map("terminated") is { } terminated) return isInit && terminated.Int("exitCode")?.Value == 0 ? null : Crash(status, terminated, name);
        if (state.Map("running") is null || status.Flag("ready")?.Value == true) return null;
        return isInit ? new PodProblem(ProblemKind.Initializing, $"{name} is still running") : Unready(spec, status, events, name);
    }

    private static PodProblem? Waiting(MapNode? spec, MapNode status, MapNode waiting, string name)
    {
        var (reason, message) = (waiting.TextAt("reason"), waiting.TextAt("message"));
        var image = spec.TextAt("image") ?? status.TextAt("image") ?? "";
        return reason switch
        {
            "InvalidImageName" => new(ProblemKind.ImageName, $"{image} is no name of an image"),
            "ImagePullBackOff" => new(ProblemKind.Image, $"back-off pulling image {image}{RuntimeText.Why(message)}"),
            "ErrImageNeverPull" => new(ProblemKind.Image, $"image {image} is not on the node, and imagePullPolicy is Never"),
            "ImageInspectError" => new(ProblemKind.Image, $"image {image} on the node is damaged"),
            "RegistryUnavailable" => new(ProblemKind.Image, $"can't pull image {image} (registry not reachable)"),
            "SignatureValidationFailed" => new(ProblemKind.Image, $"can't pull image {image} (signature not valid)"),
            "ErrImagePull" => new(ProblemKind.Image, $"can't pull image {image}{RuntimeText.Why(message)}"),
            "CreateContainerConfigError" => new(ProblemKind.Configuration, $"{name} can't be configured{RuntimeText.Missing(message)}"),
            "CreateContainerError" or "RunContainerError" => new(ProblemKind.Configuration, $"{name} can't be started{RuntimeText.Command(message)}"),
            "CrashLoopBackOff" => Crash(status, status.Map("lastState").Map("terminated"), name),
            "PostStartHookError" or "PreStartHookError" => new(ProblemKind.Crash, $"the postStart hook of {name} fails"),
            _ when status.Map("lastState").Map("terminated") is { } last && last.Int("exitCode")?.Value != 0 => Crash(status, last, name),
            _ => null,
        };
    }

    private static PodProblem Crash(MapNode status, MapNode? terminated, string name)
    {
        var restarts = status.Int("restartCount")?.Value ?? 0;
        var end = terminated is null ? "" : terminated.Int("exitCode")?.Value == 0 && terminated.TextAt("reason") is null or "Completed"
            ? " with exit code 0"
            : $": {ContainerEnding.Of(terminated)}";
        var verb = end.StartsWith(" with", StringComparison.Ordinal) ? (restarts > 0 ? "keeps ending" : "ended") : restarts > 0 ? "keeps crashing" : "crashed";
        return new(ProblemKind.Crash, $"{name} {verb}{end}{(restarts > 0 ? $", {ContainerEnding.Restarts(restarts)}" : "")}");
    }

    /// <summary>It runs and isn't ready: a probe, or time that it needs after a crash.</summary>
    private static PodProblem? Unready(MapNode? spec, MapNode status, MapNode[] events, string name)
    {
        var restarts = status.Int("restartCount")?.Value ?? 0;
        var last = status.Map("lastState").Map("terminated");
        var since = restarts == 0 ? "" : $", after {ContainerEnding.Restarts(restarts)}{(last is null ? "" : $" ({ContainerEnding.Of(last)})")}";
        var probe = spec.Map("startupProbe") is not null && status.Flag("started")?.Value != true ? "startup" : spec.Map("readinessProbe") is not null ? "readiness" : null;
        if (probe is not null) return new(ProblemKind.Probe, $"{ProbeText.Of(name, probe, events)}{since}");
        return restarts > 0 ? new(ProblemKind.Restarted, $"{name} is not ready{since}") : null;
    }
}
