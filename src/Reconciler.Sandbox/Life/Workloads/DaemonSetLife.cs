using Reconciler.Objects;
using Reconciler.Sandbox.Life.Pods;
using Reconciler.Sandbox.Resources;

namespace Reconciler.Sandbox.Life.Workloads;

/// <summary>One pod on every node that the template's node selector takes.</summary>
internal static class DaemonSetLife
{
    private const string Resource = "daemonsets.apps";
    private const string HashLabel = "controller-revision-hash";

    public static void Step(LifeView view, MapNode set, LifePlan plan)
    {
        var selector = set.Map("spec").Map("selector");
        var pods = Owners.Claim(plan, set, "pods", view.Owned("pods", set.UidOf()), view.PodsMatching(set.MetaText("namespace") ?? "", selector), pod => LabelMatch.Selects(selector, pod.Labels()));
        var revisions = new Revisions(view, set, Resource, plan);
        var nodeSelector = set.Map("spec").Map("template").Map("spec").Map("nodeSelector");
        var wanted = view.List("nodes").Where(node => LabelMatch.HasAll(nodeSelector, node.Labels())).Select(node => node.NameOf()).ToList();
        if (!set.IsDying() && !plan.IsAdopting) Manage(view, set, pods, wanted, revisions, plan);
        Count(view, set, pods, wanted, revisions, plan);
        revisions.Clean(plan, set.SpecInt("revisionHistoryLimit", 10), pods.Select(pod => $"{set.NameOf()}-{pod.Labels().Text(HashLabel)?.Value}").ToHashSet(StringComparer.Ordinal));
    }

    private static void Manage(LifeView view, MapNode set, List<MapNode> pods, List<string> wanted, Revisions revisions, LifePlan plan)
    {
        foreach (var node in wanted)
        {
            var here = pods.Where(pod => NodeOf(pod) == node).ToList();
            foreach (var failed in here.Where(pod => pod.IsFinished() && !pod.IsDying())) Delete(set, failed, plan);
            if (here.Count == 0 && !PodMaking.IsHeldBack(view, plan)) Create(view, set, node, revisions, plan);
            if (set.Map("spec").Map("updateStrategy").Text("type")?.Value == "OnDelete") continue;
            foreach (var old in here.Where(pod => pod.IsActive() && pod.Labels().Text(HashLabel)?.Value != revisions.Hash)) Delete(set, old, plan);
        }
        foreach (var pod in pods.Where(pod => !pod.IsDying() && !wanted.Contains(NodeOf(pod) ?? ""))) Delete(set, pod, plan);
    }

    private static void Create(LifeView view, MapNode set, string node, Revisions revisions, LifePlan plan)
    {
        var pod = PodMaking.MakeNamed(view, set, set.Map("spec").Map("template"), (int)(GeneratedNames.Hash(node) % 1000));
        pod = PodMaking.WithLabel(pod, HashLabel, revisions.Hash);
        pod = PodMaking.WithLabel(pod, "pod-template-generation", set.Annotation("deprecated.daemonset.template.generation") ?? "1");
        var field = new MapBuilder { ["key"] = "metadata.name", ["operator"] = "In", ["values"] = ListNode.Of(node!) };
        var term = new MapBuilder { ["matchFields"] = ListNode.Of(field!) };
        var required = new MapBuilder { ["nodeSelectorTerms"] = ListNode.Of(term!) };
        var spec = pod.Map("spec")!;
        var affinity = (spec.Map("affinity") ?? MapNode.Empty).With("nodeAffinity", new MapBuilder { ["requiredDuringSchedulingIgnoredDuringExecution"] = required }!);
        plan.Create("pods", pod.With("spec", spec.With("affinity", affinity)));
        plan.Normal(set, "SuccessfulCreate", $"Created pod: {pod.NameOf()}");
    }

    private static void Delete(MapNode set, MapNode pod, LifePlan plan)
    {
        plan.Delete("pods", pod);
        plan.Normal(set, "SuccessfulDelete", $"Deleted pod: {pod.NameOf()}");
    }

    private static void Count(LifeView view, MapNode set, List<MapNode> pods, List<string> wanted, Revisions revisions, LifePlan plan)
    {
        var (scheduled, ready, available, updated) = (0, 0, 0, 0);
        foreach (var pod in pods.Where(pod => !pod.IsDying() && wanted.Contains(NodeOf(pod) ?? "")))
        {
            scheduled++;
            if (pod.IsReady()) ready++;
            if (pod.IsAvailable(set.SpecInt("minReadySeconds", 0), view.Now, out var from)) available++;
            if (from is { } when) plan.LookAgain(when);
            if (pod.Labels().Text(HashLabel)?.Value == revisions.Hash) updated++;
        }
        plan.Status(Resource, set, new MapBuilder
        {
            ["currentNumberScheduled"] = scheduled,
            ["numberMisscheduled"] = pods.Count(pod => !pod.IsDying() && !wanted.Contains(NodeOf(pod) ?? "")),
            ["desiredNumberScheduled"] = wanted.Count,
            ["numberReady"] = ready,
            ["observedGeneration"] = (int)set.Generation(),
            ["updatedNumberScheduled"] = LifeTimes.Count(updated),
            ["numberAvailable"] = LifeTimes.Count(available),
            ["numberUnavailable"] = LifeTimes.Count(wanted.Count - available),
        }.ToMap());
    }

    /// <summary>The node that a pod runs on, or is meant for.</summary>
    private static string? NodeOf(MapNode pod) => pod.NodeName() ?? pod.Map("spec").Map("affinity").Map("nodeAffinity").Map("requiredDuringSchedulingIgnoredDuringExecution")
        .Maps("nodeSelectorTerms").SelectMany(term => term.Maps("matchFields")).SelectMany(field => field.Texts("values")).FirstOrDefault()?.Value;
}
