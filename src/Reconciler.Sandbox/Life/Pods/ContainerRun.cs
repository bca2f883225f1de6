using Reconciler.Objects;
using Reconciler.Sandbox.Resources;

namespace Reconciler.Sandbox.Life.Pods;

/// <summary>What a container has around it when its next state is decided.</summary>
internal sealed record ContainerPlace(LifeView View, MapNode Pod, MapNode Spec, LifePlan Plan)
{
    public required DateTimeOffset EarliestStart { get; init; }

    /// <summary>Always, OnFailure or Never, as it is for this container.</summary>
    public required string RestartPolicy { get; init; }

    /// <summary>Where in the pod's spec the container stands.</summary>
    public string List { get; init; } = "containers";

    public bool IsInit => List == "initContainers";

    public string Name => Spec.Text("name")?.Value ?? "";
    public string Image => Spec.Text("image")?.Value ?? "";
    public string FieldPath => $"spec.{List}{{{Name}}}";
    public DateTimeOffset Now => View.Now;
}

/// <summary>One simulated container: from what its status says and the time follows its next status.</summary>
internal static class ContainerRun
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromMinutes(5);

    public static MapNode Next(ContainerPlace place, MapNode status)
    {
        var state = status.Map("state");
        if (status.Text("image")?.Value is { } seen && seen != place.Image && seen != ImageSteer.FullName(place.Image)) return Start(place, status, Restarts(status) + 1);
        if (state.Map("running") is { } running) return Running(place, status, running);
        if (state.Map("terminated") is { } terminated) return Ended(place, status, terminated);
        return Waiting(place, status, state.Map("waiting").Text("reason")?.Value ?? "");
    }

    private static MapNode Waiting(ContainerPlace place, MapNode status, string reason)
    {
        switch (reason)
        {
            case "CrashLoopBackOff":
                var due = (status.Map("lastState").Map("terminated").Time("finishedAt") ?? place.Now) + BackOff(Restarts(status));
                return IsDue(place, due) ? Start(place, status, Restarts(status) + 1) : status;
            case "ErrImagePull" or "ImagePullBackOff":
                return ContainerPull.Failed(place, status, reason);
            default:
                return IsDue(place, place.EarliestStart) ? Start(place, status, Restarts(status)) : status;
        }
    }

    private static MapNode Start(ContainerPlace place, MapNode status, int restarts)
    {
        if (ImageSteer.Of(place.Image).CannotBePulled) return ContainerPull.Refuse(place, status);
        if (PodReferences.EnvironmentProblem(place.View, place.Pod, place.Spec) is { } problem)
        {
            place.Plan.LookAgain(place.Now + Poll);
            var before = status.Map("state").Map("waiting").Text("message")?.Value;
            if (before != problem) place.Plan.Warning(place.Pod, "Failed", $"Error: {problem}", place.FieldPath);
            return Wait(status, "CreateContainerConfigError", problem).With("image", place.Image);
        }
        ContainerPull.Succeed(place, isFirst: Restarts(status) == restarts);
        place.Plan.Normal(place.Pod, "Created", $"Container created", place.FieldPath);
        place.Plan.Normal(place.Pod, "Started", $"Container started", place.FieldPath);
        var started = status.With("state", new MapBuilder { ["running"] = new MapBuilder { ["startedAt"] = Metadata.Time(place.Now) } }!)
            .With("ready", false).With("restartCount", restarts)
            .With("image", ImageSteer.FullName(place.Image)).With("imageID", ImageSteer.Identifier(place.Image))
            .With("containerID", $"containerd://{GeneratedNames.Sha256($"{place.Pod.UidOf()}/{place.Name}/{LifeTimes.Plain(restarts)}")}")
            .With("started", false);
        return Running(place, started, started.Map("state").Map("running")!);
    }

    private static MapNode Running(ContainerPlace place, MapNode status, MapNode running)
    {
        var since = running.Time("startedAt") ?? place.Now;
        if (ContainerEnd.Of(place) is { } end && IsDue(place, since + end.After)) return Terminate(place, status, since, end.ExitCode);
        var isReady = IsReady(place, since, out var isStarted);
        return status.With("ready", isReady).With("started", isStarted);
    }

    /// <summary>A container without a readiness probe is ready when it runs, unless its tag says otherwise.</summary>
    private static bool IsReady(ContainerPlace place, DateTimeOffset since, out bool isStarted)
    {
        var steer = ImageSteer.Of(place.Image);
        isStarted = !place.Spec.Has("startupProbe") || steer.Slow is null || IsDue(place, since + steer.Slow.Value);
        if (steer.IsNeverReady) return false;
        if (steer.Slow is { } slow) return IsDue(place, since + slow);
        if (!place.Spec.Has("readinessProbe") && !place.Spec.Has("startupProbe")) return true;
        return IsDue(place, since + place.View.Pace.Ready);
    }

    private static MapNode Terminate(ContainerPlace place, MapNode status, DateTimeOffset since, int exitCode)
    {
        var terminated = new MapBuilder
        {
            ["exitCode"] = exitCode,
            ["reason"] = exitCode == 0 ? "Completed" : "Error",
            ["startedAt"] = Metadata.Time(since),
            ["finishedAt"] = Metadata.Time(place.Now),
            ["containerID"] = status.Text("containerID"),
        };
        var ended = status.With("state", new MapBuilder { ["terminated"] = terminated }!).With("ready", place.IsInit && exitCode == 0).With("started", false);
        return Ended(place, ended, ended.Map("state").Map("terminated")!);
    }

    private static MapNode Ended(ContainerPlace place, MapNode status, MapNode terminated)
    {
        var exitCode = terminated.Int("exitCode")?.Value ?? 0;
        if (place.RestartPolicy == "Never" || (place.RestartPolicy == "OnFailure" && exitCode == 0)) return status;
        var finished = terminated.Time("finishedAt") ?? place.Now;
        // the first restart comes at once, the later ones wait longer and longer
        if (Restarts(status) == 0)
            return IsDue(place, finished + place.View.Pace.Crash) ? Start(place, status.With("lastState", status["state"]!), 1) : status;
        var pause = BackOff(Restarts(status));
        place.Plan.LookAgain(finished + pause);
        place.Plan.Warning(place.Pod, "BackOff", $"Back-off restarting failed container {place.Name} in pod {place.Pod.NameOf()}_{place.Pod.MetaText("namespace")}({place.Pod.UidOf()})", place.FieldPath);
        return Wait(status.With("lastState", status["state"]!), "CrashLoopBackOff",
            $"back-off {GoText(pause)} restarting failed container={place.Name} pod={place.Pod.NameOf()}_{place.Pod.MetaText("namespace")}({place.Pod.UidOf()})");
    }

    public static MapNode Wait(MapNode status, string reason, string message) =>
        status.With("state", new MapBuilder { ["waiting"] = new MapBuilder { ["reason"] = reason, ["message"] = message } }!).With("ready", false).With("started", false);

    private static bool IsDue(ContainerPlace place, DateTimeOffset when)
    {
        if (when <= place.Now) return true;
        place.Plan.LookAgain(when);
        return false;
    }

    /// <summary>10 seconds after the first restart, twice as long after each further one.</summary>
    public static TimeSpan BackOff(int restarts)
    {
        var pause = TimeSpan.FromSeconds(10 * Math.Pow(2, Math.Clamp(restarts - 1, 0, 8)));
        return pause < LongestBackOff ? pause : LongestBackOff;
    }

    private static string GoText(TimeSpan pause) => pause.TotalMinutes >= 1
        ? $"{LifeTimes.Plain(Math.Floor(pause.TotalMinutes))}m{LifeTimes.Plain(pause.Seconds)}s"
        : $"{LifeTimes.Plain(pause.TotalSeconds)}s";

    private static int Restarts(MapNode status) => status.Int("restartCount")?.Value ?? 0;
}
