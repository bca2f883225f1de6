using Reconciler.Objects;
using Reconciler.Sandbox.Resources;

namespace Reconciler.Sandbox.Life.Pods;

/// <summary>A pod on its node: volumes first, then the init containers one after another, then the containers together.</summary>
internal static class PodRun
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    public static void Step(LifeView view, MapNode pod, LifePlan plan)
    {
        var status = pod.Map("status")!;
        if (DeadlineExceeded(view, pod, plan) is { } failed)
        {
            plan.Status("pods", pod, failed);
            return;
        }
        if (!HasStarted(status) && PodReferences.VolumeProblem(view, pod) is { } problem)
        {
            plan.LookAgain(view.Now + Poll);
            if (!view.Owned("events", pod.UidOf()).Any(note => note.Text("message")?.Value == problem)) plan.Warning(pod, "FailedMount", problem);
            return;
        }
        var earliest = (status.Time("startTime") ?? view.Now) + view.Pace.Start;
        var (inits, isInitialized) = RunInits(view, pod, earliest, plan);
        var containers = isInitialized ? Run(view, pod, earliest, plan) : [.. status.Maps("containerStatuses")];
        var next = Summarise(view, pod, inits, containers, isInitialized);
        if (isInitialized && pod.Map("spec").Maps("ephemeralContainers").Any()) next = next.With("ephemeralContainerStatuses", ListNode.Of(RunAdded(view, pod, earliest, plan)));
        plan.Status("pods", pod, next);
    }

    private static bool HasStarted(MapNode status) =>
        status.Maps("containerStatuses").Concat(status.Maps("initContainerStatuses")).Any(each => each.Has("containerID"));

    private static (List<MapNode> Statuses, bool IsDone) RunInits(LifeView view, MapNode pod, DateTimeOffset earliest, LifePlan plan)
    {
        var before = pod.Map("status").Maps("initContainerStatuses").ToList();
        var result = new List<MapNode>();
        var isDone = true;
        foreach (var spec in pod.Map("spec").Maps("initContainers"))
        {
            var status = before.Find(each => each.Text("name")?.Value == spec.Text("name")?.Value);
            if (status is null) continue;
            if (!isDone)
            {
                result.Add(status);
                continue;
            }
            var isSidecar = spec.Text("restartPolicy")?.Value == "Always";
            var policy = isSidecar ? "Always" : pod.RestartPolicy() == "Never" ? "Never" : "OnFailure";
            var next = ContainerRun.Next(new ContainerPlace(view, pod, spec, plan) { EarliestStart = earliest, RestartPolicy = policy, List = "initContainers" }, status);
            result.Add(next);
            isDone = isSidecar ? next.Flag("ready")?.Value == true : ExitCode(next) == 0;
        }
        return (result, isDone);
    }

    private static List<MapNode> Run(LifeView view, MapNode pod, DateTimeOffset earliest, LifePlan plan)
    {
        var before = pod.Map("status").Maps("containerStatuses").ToList();
        var result = new List<MapNode>();
        foreach (var spec in pod.Map("spec").Maps("containers"))
        {
            if (before.Find(each => each.Text("name")?.Value == spec.Text("name")?.Value) is not { } status) continue;
            result.Add(ContainerRun.Next(new ContainerPlace(view, pod, spec, plan) { EarliestStart = earliest, RestartPolicy = pod.RestartPolicy() }, status));
        }
        return result;
    }

    /// <summary>Containers that were added to the running pod. They have no status yet when they come, and are never started again.</summary>
    private static IEnumerable<Node> RunAdded(LifeView view, MapNode pod, DateTimeOffset earliest, LifePlan plan)
    {
        foreach (var spec in pod.Map("spec").Maps("ephemeralContainers"))
        {
            var status = pod.Map("status").Maps("ephemeralContainerStatuses").FirstOrDefault(each => each.Text("name")?.Value == spec.Text("name")?.Value);
            status ??= new MapBuilder { ["name"] = spec.Text("name"), ["image"] = spec.Text("image"), ["imageID"] = "", ["lastState"] = MapNode.Empty, ["state"] = new MapBuilder { ["waiting"] = new MapBuilder { ["reason"] = "ContainerCreating" } } }.ToMap();
            yield return ContainerRun.Next(new ContainerPlace(view, pod, spec, plan) { EarliestStart = earliest, RestartPolicy = "Never", List = "ephemeralContainers" }, status);
        }
    }

    private static MapNode Summarise(LifeView view, MapNode pod, List<MapNode> inits, List<MapNode> containers, bool isInitialized)
    {
        var status = pod.Map("status")!;
        var phase = Phase(pod, inits, containers, isInitialized);
        var conditions = new Conditions(status, view.Now, ConditionForm.Unprobed);
        if (phase != "Pending" || containers.Concat(inits).Any(each => each.Has("containerID"))) PodConditions.Update(conditions, pod, isInitialized, containers, phase);
        var next = status.With("phase", phase).With("conditions", conditions.ToNode()!);
        if (containers.Concat(inits).Any(each => each.Has("containerID")) && !status.Has("podIP"))
        {
            var address = pod.Map("spec").Flag("hostNetwork")?.Value == true ? status.Text("hostIP")?.Value ?? "" : FreeAddress(view, pod);
            next = next.With("podIP", address).With("podIPs", ListNode.Of(new MapBuilder { ["ip"] = address }!));
        }
        if (inits.Count > 0) next = next.With("initContainerStatuses", ListNode.Of(inits));
        return next.With("containerStatuses", ListNode.Of(containers));
    }

    private static string Phase(MapNode pod, List<MapNode> inits, List<MapNode> containers, bool isInitialized)
    {
        if (!isInitialized) return pod.RestartPolicy() == "Never" && inits.Any(each => ExitCode(each) is > 0) ? "Failed" : "Pending";
        if (containers.TrueForAll(each => ExitCode(each) is not null) && containers.Count > 0)
        {
            if (containers.TrueForAll(each => ExitCode(each) == 0)) return pod.RestartPolicy() == "Always" ? "Running" : "Succeeded";
            if (pod.RestartPolicy() == "Never") return "Failed";
        }
        return containers.TrueForAll(each => !each.Has("containerID")) ? "Pending" : "Running";
    }

    private static int? ExitCode(MapNode status) => status.Map("state").Map("terminated").Int("exitCode")?.Value;

    private static string FreeAddress(LifeView view, MapNode pod)
    {
        for (var hash = GeneratedNames.Hash(pod.UidOf()); ; hash = unchecked((hash * 31) + 1))
        {
            var address = $"10.42.{LifeTimes.Plain(hash / 254 % 254)}.{LifeTimes.Plain((hash % 254) + 1)}";
            if (!view.IsPodAddress(address)) return address;
        }
    }

    private static MapNode? DeadlineExceeded(LifeView view, MapNode pod, LifePlan plan)
    {
        if (pod.Map("spec").Int("activeDeadlineSeconds")?.Value is not { } seconds) return null;
        var end = (pod.Map("status").Time("startTime") ?? view.Now).AddSeconds(seconds);
        if (end > view.Now)
        {
            plan.LookAgain(end);
            return null;
        }
        plan.Normal(pod, "DeadlineExceeded", "Pod was active on the node longer than the specified deadline");
        return pod.Map("status")!.With("phase", "Failed").With("reason", "DeadlineExceeded").With("message", "Pod was active on the node longer than the specified deadline");
    }
}
