using Reconciler.Objects;
using Reconciler.Sandbox.Resources;

namespace Reconciler.Sandbox.Life.Pods;

/// <summary>What scheduler and node do with a pod: place it, take it in, run its containers, end it. No container is run.</summary>
internal static class PodLife
{
    public static void Step(LifeView view, MapNode pod, LifePlan plan)
    {
        if (pod.IsDying()) End(view, pod, plan);
        else if (pod.IsFinished()) return;
        else if (pod.NodeName() is not { } node) PodScheduling.Step(view, pod, plan);
        else if (view.Find("nodes", "", node) is not { } host) return;
        else if (pod.Map("status").Time("startTime") is null) TakeIn(view, pod, host, plan);
        else PodRun.Step(view, pod, plan);
    }

    /// <summary>A dying pod is gone a moment after it was told, however long its grace is.</summary>
    private static void End(LifeView view, MapNode pod, LifePlan plan)
    {
        if (pod.Finalizers().Any() && pod.Meta().Int("deletionGracePeriodSeconds")?.Value is null or 0) return;
        var grace = TimeSpan.FromSeconds(pod.Meta().Int("deletionGracePeriodSeconds")?.Value ?? 0);
        var asked = (pod.Map("metadata").Time("deletionTimestamp") ?? view.Now) - grace;
        var end = asked + (grace < view.Pace.Grace ? grace : view.Pace.Grace);
        if (end > view.Now)
        {
            plan.LookAgain(end);
            if (pod.Phase() == "Running" && !HasStoppedNote(view, pod))
                foreach (var name in Containers(pod)) plan.Normal(pod, "Killing", $"Stopping container {name}", $"spec.containers{{{name}}}");
            return;
        }
        plan.Delete("pods", pod, isFinal: true);
    }

    private static bool HasStoppedNote(LifeView view, MapNode pod) => view.Owned("events", pod.UidOf()).Any(note => note.Text("reason")?.Value == "Killing");

    private static IEnumerable<string> Containers(MapNode pod) => pod.Map("spec").Maps("containers").Select(container => container.Text("name")?.Value ?? "");

    /// <summary>The node has seen the pod and says so.</summary>
    private static void TakeIn(LifeView view, MapNode pod, MapNode host, LifePlan plan)
    {
        var status = pod.Map("status") ?? MapNode.Empty;
        var conditions = new Conditions(status, view.Now, ConditionForm.Unprobed);
        var address = NodeObject.AddressOf(host);
        var hasInit = pod.Map("spec").Maps("initContainers").Any();
        conditions.Set("PodReadyToStartContainers", "False");
        conditions.Set("Initialized", hasInit ? "False" : "True", hasInit ? "ContainersNotInitialized" : null, hasInit ? PodConditions.Incomplete("incomplete", pod, "initContainers") : null);
        conditions.Set("Ready", "False", "ContainersNotReady", PodConditions.Incomplete("unready", pod, "containers"));
        conditions.Set("ContainersReady", "False", "ContainersNotReady", PodConditions.Incomplete("unready", pod, "containers"));
        if (conditions.Find("PodScheduled") is null) conditions.Set("PodScheduled", "True");
        var taken = status.With("phase", "Pending").With("conditions", conditions.ToNode()!)
            .With("hostIP", address).With("hostIPs", ListNode.Of(new MapBuilder { ["ip"] = address }!))
            .With("startTime", Metadata.Time(view.Now));
        if (hasInit) taken = taken.With("initContainerStatuses", Waiting(pod, "initContainers", "PodInitializing"));
        taken = taken.With("containerStatuses", Waiting(pod, "containers", hasInit ? "PodInitializing" : "ContainerCreating"));
        if (!taken.Has("qosClass")) taken = taken.With("qosClass", QualityOfService.Of(pod));
        plan.Status("pods", pod, taken);
    }

    private static ListNode Waiting(MapNode pod, string list, string reason) => ListNode.Of(pod.Map("spec").Maps(list).Select(container => (Node)new MapBuilder
    {
        ["name"] = container.Text("name"),
        ["state"] = new MapBuilder { ["waiting"] = new MapBuilder { ["reason"] = reason } },
        ["lastState"] = MapNode.Empty,
        ["ready"] = false,
        ["restartCount"] = 0,
        ["image"] = container.Text("image"),
        ["imageID"] = "",
        ["started"] = false,
    }!));
}
