using Reconciler.Objects;
using Reconciler.Sandbox.Life.Pods;
using Reconciler.Sandbox.Resources;

namespace Reconciler.Sandbox.Life.Scaling;

/// <summary>How many of the pods of a PodDisruptionBudget may be evicted now.</summary>
internal static class DisruptionBudgetLife
{
    private const string Resource = "poddisruptionbudgets.policy";

    public static void Step(LifeView view, MapNode budget, LifePlan plan)
    {
        if (budget.IsDying()) return;
        var home = budget.MetaText("namespace") ?? "";
        var pods = view.PodsMatching(home, budget.Map("spec").Map("selector")).Where(pod => pod.IsActive()).ToList();
        var expected = Expected(view, budget, pods);
        var healthy = pods.Count(pod => pod.IsReady());
        var spec = budget.Map("spec");
        var desired = LifeTimes.Share(spec, "minAvailable", expected, isRoundedUp: true)
            ?? Math.Max(0, expected - (LifeTimes.Share(spec, "maxUnavailable", expected, isRoundedUp: true) ?? 1));
        if (spec.Int("minAvailable")?.Value is not null) expected = pods.Count;
        var allowed = expected <= 0 ? 0 : Math.Max(0, healthy - desired);
        var status = budget.Map("status") ?? MapNode.Empty;
        var conditions = new Conditions(status, view.Now);
        Say(conditions, allowed, budget.Generation());
        var disrupted = status.Map("disruptedPods");
        var next = new MapBuilder
        {
            ["observedGeneration"] = (int)budget.Generation(),
            ["disruptionsAllowed"] = allowed,
            ["currentHealthy"] = healthy,
            ["desiredHealthy"] = desired,
            ["expectedPods"] = expected,
            ["conditions"] = conditions.ToNode(),
        };
        // an evicted pod is remembered until it goes
        if (disrupted is not null) next.AddMap("disruptedPods", new MapNode([.. disrupted.Entries.Where(entry => pods.Exists(pod => pod.NameOf() == entry.Key))]));
        plan.Status(Resource, budget, next.ToMap());
    }

    private static void Say(Conditions conditions, int allowed, long generation)
    {
        if (allowed > 0) conditions.Set("DisruptionAllowed", "True", "SufficientPods", "");
        else conditions.Set("DisruptionAllowed", "False", "InsufficientPods", "");
        conditions.Observe("DisruptionAllowed", generation);
    }

    /// <summary>What the controllers of the pods want together, which is what percentages and maxUnavailable are of.</summary>
    private static int Expected(LifeView view, MapNode budget, List<MapNode> pods)
    {
        if (budget.Map("spec").Int("minAvailable")?.Value is not null) return pods.Count;
        var total = 0;
        foreach (var (kind, name) in pods.Select(pod => Owners.ControllerOf(pod)).Select(owner => (owner.Text("kind")?.Value, owner.Text("name")?.Value)).Distinct())
        {
            var resource = kind switch { "ReplicaSet" => "replicasets.apps", "StatefulSet" => "statefulsets.apps", "ReplicationController" => "replicationcontrollers", _ => null };
            var owner = resource is null ? null : view.Find(resource, budget.MetaText("namespace") ?? "", name ?? "");
            if (owner is not null && Owners.ControllerOf(owner) is { } deployment && view.Find("deployments.apps", budget.MetaText("namespace") ?? "", deployment.Text("name")?.Value ?? "") is { } above) owner = above;
            total += owner?.SpecInt("replicas", 1) ?? pods.Count(pod => Owners.ControllerOf(pod).Text("name")?.Value == name);
        }
        return total;
    }
}
