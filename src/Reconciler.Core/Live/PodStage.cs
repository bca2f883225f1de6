using System.Collections.Immutable;
using Reconciler.Health;
using Reconciler.Objects;

namespace Reconciler.Live;

/// <summary>How far a container of a pod has come that runs one command.</summary>
public abstract record PodStage
{
    /// <summary>Reasons to wait that no waiting ends: somebody has to mend something.</summary>
    private static readonly ImmutableHashSet<string> Hopeless = ["ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull", "ImageInspectError", "SignatureValidationFailed", "CreateContainerConfigError", "CreateContainerError", "RunContainerError"];

    private PodStage() { }

    /// <summary>It does not run yet; the problem is what the pod says it waits for, if anything is wrong.</summary>
    public sealed record Waiting(string? Problem, bool IsHopeless) : PodStage;

    public sealed record Running : PodStage;

    public sealed record Ended(int Code) : PodStage;

    /// <summary>The pod ended, and its container never did: it was evicted, or a command before it failed.</summary>
    public sealed record Failed(string Problem) : PodStage;

    public static PodStage Of(MapNode pod, string container)
    {
        var status = pod.Status();
        var state = status.Maps("containerStatuses").FirstOrDefault(each => each.TextAt("name") == container).Map("state");
        if (state.Map("terminated") is { } terminated) return EndOf(pod, terminated);
        if (status.TextAt("phase") is "Failed" or "Succeeded") return new Failed(PodProblems.Of([pod]) ?? "the pod has ended");
        if (state.Map("running") is not null) return new Running();
        return new Waiting(PodProblems.Of([pod]), status.Maps("containerStatuses").Concat(status.Maps("initContainerStatuses")).Any(each => Hopeless.Contains(each.Map("state").Map("waiting").TextAt("reason") ?? "")));
    }

    /// <summary>What could not even be started has an exit code of the runtime's making, which says nothing about the command.</summary>
    private static PodStage EndOf(MapNode pod, MapNode terminated)
    {
        if (terminated.TextAt("reason") is "StartError" or "ContainerCannotRun") return new Failed(PodProblems.Of([pod]) ?? "its command can't be run");
        return new Ended(terminated.Int("exitCode")?.Value ?? 0);
    }
}
