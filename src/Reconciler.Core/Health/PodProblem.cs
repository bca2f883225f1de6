using Reconciler.Objects;

namespace Reconciler.Health;

/// <summary>What keeps pods from being ready, the most telling first.</summary>
internal enum ProblemKind
{
    /// <summary>An image can't have this name, whatever the registry holds.</summary>
    ImageName,
    Image,
    Configuration,
    Crash,
    Volume,
    Unschedulable,
    Sandbox,
    Probe,
    Gate,
    Restarted,

    /// <summary>Known from events only, which may be old news: what pods say of themselves goes first.</summary>
    Refused,
    Initializing,
    Failed,
    Completed,
}

/// <summary>One thing that is wrong with a pod.</summary>
internal sealed record PodProblem(ProblemKind Kind, string Text)
{
    /// <summary>Everything that is wrong with a pod that isn't ready; nothing for one that is.</summary>
    public static IEnumerable<PodProblem> Of(MapNode pod, IReadOnlyCollection<MapNode> events)
    {
        var status = pod.Status();
        if (status.Condition("Ready").IsTrue()) return [];
        return status.TextAt("phase") switch
        {
            "Succeeded" => IsOfJob(pod) ? [] : [new PodProblem(ProblemKind.Completed, "a pod has completed and does not run again")],
            "Failed" => [new PodProblem(ProblemKind.Failed, Failure(pod))],
            _ => [.. Scheduling(status), .. ContainerProblem.OfAll(pod, events), .. FromEvents(pod, events), .. Gates(pod)],
        };
    }

    private static string Failure(MapNode pod)
    {
        var status = pod.Status();
        var said = Wording.Quote(status.TextAt("message"));
        switch (status.TextAt("reason"))
        {
            case "Evicted":
                return said is null ? "evicted" : $"evicted: {said}";
            case { } reason:
                return said is null ? $"failed by {reason}" : $"{reason}: {said}";
        }
        var ended = status.Maps("initContainerStatuses").Concat(status.Maps("containerStatuses"))
            .FirstOrDefault(each => each.Map("state").Map("terminated") is { } terminated && terminated.Int("exitCode")?.Value != 0);
        return ended is null ? "its containers failed" : $"container {ended.TextAt("name")} ended with {ContainerEnding.Of(ended.Map("state").Map("terminated"))}";
    }

    private static IEnumerable<PodProblem> Scheduling(MapNode? status)
    {
        if (status.Condition("PodScheduled") is not { } scheduled || !scheduled.IsFalse()) return [];
        if (scheduled.TextAt("reason") == "SchedulingGated") return [new PodProblem(ProblemKind.Unschedulable, "a scheduling gate holds it")];
        var said = Wording.Quote(scheduled.TextAt("message"));
        // what follows tells which pods could have been evicted instead
        var preemption = said?.IndexOf(" preemption:", StringComparison.Ordinal) ?? -1;
        if (preemption > 0) said = Wording.Quote(said![..preemption]);
        return [new PodProblem(ProblemKind.Unschedulable, said is null ? "unschedulable" : $"unschedulable: {said}")];
    }

    private static IEnumerable<PodProblem> FromEvents(MapNode pod, IEnumerable<MapNode> events)
    {
        var own = PodEvents.Of(pod, events).ToArray();
        if (HasStarted(pod)) yield break;
        if (PodEvents.Newest(own, "FailedMount", "FailedAttachVolume") is { } volume) yield return new PodProblem(ProblemKind.Volume, PodEvents.VolumeText(PodEvents.Message(volume)));
        if (PodEvents.Newest(own, "FailedCreatePodSandBox") is not null) yield return new PodProblem(ProblemKind.Sandbox, "its node can't set up the pod's network or sandbox");
    }

    /// <summary>Whether a container has got further than being created, so that older troubles of the pod are over.</summary>
    private static bool HasStarted(MapNode pod) =>
        pod.Status().Maps("initContainerStatuses").Concat(pod.Status().Maps("containerStatuses")).Any(each => each.Map("state") is { } state
            && (state.Map("running") ?? state.Map("terminated") ?? each.Map("lastState").Map("terminated")) is not null);

    private static IEnumerable<PodProblem> Gates(MapNode pod)
    {
        if (!pod.Status().Condition("ContainersReady").IsTrue()) return [];
        var open = pod.Map("spec").Maps("readinessGates").Select(each => each.TextAt("conditionType") ?? "").Where(type => !pod.Status().Condition(type).IsTrue()).ToArray();
        return open.Length == 0 ? [] : [new PodProblem(ProblemKind.Gate, $"waiting for readiness gate{(open.Length == 1 ? "" : "s")} {Wording.List(open)}")];
    }

    private static bool IsOfJob(MapNode pod) => pod.Map("metadata").Maps("ownerReferences").Any(each => each.TextAt("kind") == "Job");
}
