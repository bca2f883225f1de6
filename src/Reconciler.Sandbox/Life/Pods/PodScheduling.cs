using Reconciler.Objects;
using Reconciler.Sandbox.Life.Storage;
using Reconciler.Sandbox.Resources;

namespace Reconciler.Sandbox.Life.Pods;

/// <summary>Finds a node for a pod, or says why there is none.</summary>
internal static class PodScheduling
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(5);

    public static void Step(LifeView view, MapNode pod, LifePlan plan)
    {
        if (pod.Map("spec").Maps("schedulingGates").Any() || pod.Map("spec").Text("schedulerName")?.Value is not (null or "default-scheduler")) return;
        var (node, problem) = Place(view, pod);
        if (node is null)
        {
            Refuse(view, pod, problem, plan);
            return;
        }
        var status = pod.Map("status") ?? MapNode.Empty;
        var conditions = new Conditions(status, view.Now, ConditionForm.Unprobed);
        conditions.Set("PodScheduled", "True");
        var placed = pod.With("spec", pod.Map("spec")!.With("nodeName", node.NameOf())).With("status", status.With("phase", "Pending").With("conditions", conditions.ToNode()!));
        plan.Bind(placed);
        plan.TakesSomething = PodResources.Requests(pod.Map("spec")!) != default;
        plan.Normal(pod, "Scheduled", $"Successfully assigned {pod.MetaText("namespace")}/{pod.NameOf()} to {node.NameOf()}");
    }

    private static void Refuse(LifeView view, MapNode pod, string problem, LifePlan plan)
    {
        plan.LookAgain(view.Now + Retry);
        var status = pod.Map("status") ?? MapNode.Empty;
        var conditions = new Conditions(status, view.Now, ConditionForm.Unprobed);
        conditions.Set("PodScheduled", "False", "Unschedulable", problem);
        if (plan.Status("pods", pod, status.With("phase", "Pending").With("conditions", conditions.ToNode()!)))
            plan.Warning(pod, "FailedScheduling", problem);
    }

    private static (MapNode? Node, string Problem) Place(LifeView view, MapNode pod)
    {
        var nodes = view.List("nodes").Where(node => !node.IsDying()).ToList();
        if (nodes.Count == 0) return (null, "no nodes available to schedule pods");
        if (ClaimProblem(view, pod) is { } claim) return (null, claim);
        var problems = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var isResolvable = false;
        foreach (var node in nodes)
        {
            var (why, canPreempt) = Problem(view, pod, node);
            if (why is null) return (node, "");
            isResolvable |= canPreempt;
            problems[why] = problems.GetValueOrDefault(why) + 1;
        }
        var reasons = string.Join(", ", problems.Select(each => LifeTimes.Plain(each.Value) + " " + each.Key));
        var count = LifeTimes.Plain(nodes.Count);
        var preemption = $"preemption: 0/{count} nodes are available: {count} {(isResolvable ? "No preemption victims found for incoming pod" : "Preemption is not helpful for scheduling")}.";
        return (null, $"0/{count} nodes are available: {reasons}. no new claims to deallocate, {preemption}");
    }

    private static (string? Why, bool CanPreempt) Problem(LifeView view, MapNode pod, MapNode node)
    {
        var spec = pod.Map("spec")!;
        if (node.Map("spec").Flag("unschedulable")?.Value == true) return ("node(s) were unschedulable", false);
        if (!LabelMatch.HasAll(spec.Map("nodeSelector"), node.Meta().Map("labels"))) return ("node(s) didn't match Pod's node affinity/selector", false);
        if (!IsWantedNode(spec, node)) return ("node(s) didn't match Pod's node affinity/selector", false);
        var wanted = PodResources.Requests(spec);
        if (wanted == default) return (null, false);
        var used = view.RequestsOn(node.NameOf());
        var size = Size(node);
        if (used.MilliCpu + wanted.MilliCpu > size.MilliCpu) return ("Insufficient cpu", true);
        return used.Memory + wanted.Memory > size.Memory ? ("Insufficient memory", true) : (null, false);
    }

    /// <summary>A DaemonSet's pod names its node in its affinity.</summary>
    private static bool IsWantedNode(MapNode spec, MapNode node)
    {
        var terms = spec.Map("affinity").Map("nodeAffinity").Map("requiredDuringSchedulingIgnoredDuringExecution").Maps("nodeSelectorTerms").ToList();
        return terms.Count == 0 || terms.Exists(term =>
            term.Maps("matchFields").All(field => field.Texts("values").Any(value => value.Value == node.NameOf()))
            && LabelMatch.Selects(new MapBuilder { ["matchExpressions"] = term.List("matchExpressions") }.ToMap(), node.Meta().Map("labels")));
    }

    private static PodResources Size(MapNode node) =>
        PodResources.Requests(new MapBuilder { ["containers"] = ListNode.Of(new MapBuilder { ["resources"] = new MapBuilder { ["requests"] = node.Map("status").Map("allocatable") } }!) }.ToMap());

    private static string? ClaimProblem(LifeView view, MapNode pod)
    {
        var isUnbound = false;
        foreach (var name in VolumeClaims.Of(pod))
        {
            if (view.Find("persistentvolumeclaims", pod.MetaText("namespace") ?? "", name) is not { } claim) return $"persistentvolumeclaim \"{name}\" not found";
            if (claim.IsDying()) return $"persistentvolumeclaim \"{name}\" is being deleted";
            isUnbound |= !VolumeClaims.IsBound(claim) && !VolumeClaims.WaitsForConsumer(view, claim);
        }
        return isUnbound ? "0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims. preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling." : null;
    }
}
