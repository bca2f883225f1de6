using Reconciler.Objects;
using Reconciler.Sandbox.Life.Pods;
using Reconciler.Sandbox.Resources;

namespace Reconciler.Sandbox.Life.Workloads;

/// <summary>Keeps as many pods as a ReplicaSet asks for and counts them in its status.</summary>
internal static class ReplicaSetLife
{
    private const int MostAtOnce = 500;

    public static void Step(LifeView view, MapNode set, LifePlan plan)
    {
        var selector = set.Map("spec").Map("selector");
        var home = set.MetaText("namespace") ?? "";
        var pods = Owners.Claim(plan, set, "pods", view.Owned("pods", set.UidOf()).Where(pod => pod.IsActive()), view.PodsMatching(home, selector).Where(pod => pod.IsActive()),
            pod => LabelMatch.Selects(selector, pod.Labels()));
        var missing = 0;
        if (!set.IsDying() && !plan.IsAdopting) missing = Scale(view, set, pods, plan);
        Count(view, set, pods, missing, plan);
    }

    private static int Scale(LifeView view, MapNode set, List<MapNode> pods, LifePlan plan)
    {
        var difference = set.SpecInt("replicas", 1) - pods.Count;
        if (difference > 0 && !PodMaking.IsHeldBack(view, plan))
        {
            for (var i = 0; i < Math.Min(difference, MostAtOnce); i++)
            {
                var pod = PodMaking.MakeNamed(view, set, set.Map("spec").Map("template"), i);
                plan.Create("pods", pod);
                plan.Normal(set, "SuccessfulCreate", $"Created pod: {pod.NameOf()}");
            }
        }
        if (difference < 0)
        {
            pods.Sort(PodFacts.GoesFirst);
            foreach (var pod in pods.Take(-difference))
            {
                plan.Delete("pods", pod);
                plan.Normal(set, "SuccessfulDelete", $"Deleted pod: {pod.NameOf()}");
            }
        }
        return difference;
    }

    private static void Count(LifeView view, MapNode set, List<MapNode> pods, int missing, LifePlan plan)
    {
        var status = set.Map("status") ?? MapNode.Empty;
        var templateLabels = set.Map("spec").Map("template").Map("metadata").Map("labels");
        var available = 0;
        foreach (var pod in pods)
        {
            if (pod.IsAvailable(set.SpecInt("minReadySeconds", 0), view.Now, out var from)) available++;
            if (from is { } when) plan.LookAgain(when);
        }
        var conditions = new Conditions(status, view.Now);
        if (missing > 0 && view.RefusalOf(plan.About) is { } refusal) conditions.Set("ReplicaFailure", "True", "FailedCreate", refusal.Status.Message);
        else conditions.Remove("ReplicaFailure");
        var counted = new MapBuilder
        {
            ["replicas"] = pods.Count,
            ["fullyLabeledReplicas"] = LifeTimes.Count(pods.Count(pod => LabelMatch.HasAll(templateLabels, pod.Labels()))),
            ["readyReplicas"] = LifeTimes.Count(pods.Count(pod => pod.IsReady())),
            ["availableReplicas"] = LifeTimes.Count(available),
            ["terminatingReplicas"] = view.Owned("pods", set.UidOf()).Count(pod => pod.IsDying() && !pod.IsFinished()),
            ["observedGeneration"] = (int)set.Generation(),
            ["conditions"] = conditions.ToNode(),
        };
        plan.Status("replicasets.apps", set, counted.ToMap());
    }
}
