using System.Globalization;
using Reconciler.Objects;
using Reconciler.Sandbox.Life.Pods;
using Reconciler.Sandbox.Resources;

namespace Reconciler.Sandbox.Life.Workloads;

/// <summary>Pods with numbers and names that stay, one after another, each with its claims.</summary>
internal static class StatefulSetLife
{
    private const string Resource = "statefulsets.apps";
    private const string RevisionLabel = "controller-revision-hash";

    public static void Step(LifeView view, MapNode set, LifePlan plan)
    {
        var selector = set.Map("spec").Map("selector");
        var home = set.MetaText("namespace") ?? "";
        var mine = Owners.Claim(plan, set, "pods", view.Owned("pods", set.UidOf()), view.PodsMatching(home, selector).Where(pod => Ordinal(set, pod) is not null),
            pod => LabelMatch.Selects(selector, pod.Labels()) && Ordinal(set, pod) is not null);
        var revisions = new Revisions(view, set, Resource, plan);
        var pods = mine.ToDictionary(pod => Ordinal(set, pod)!.Value);
        if (!set.IsDying() && !plan.IsAdopting) Manage(view, set, pods, revisions, plan);
        Count(view, set, mine, revisions, plan);
    }

    private static void Manage(LifeView view, MapNode set, Dictionary<int, MapNode> pods, Revisions revisions, LifePlan plan)
    {
        var isParallel = set.Map("spec").Text("podManagementPolicy")?.Value == "Parallel";
        var first = set.Map("spec").Map("ordinals").Int("start")?.Value ?? 0;
        var last = first + set.SpecInt("replicas", 1) - 1;
        for (var i = first; i <= last; i++)
        {
            if (pods.TryGetValue(i, out var pod))
            {
                if (pod.IsFinished() && !pod.IsDying()) plan.Delete("pods", pod);
                if (isParallel || (pod.IsReady() && !pod.IsDying())) continue;
                return;
            }
            if (PodMaking.IsHeldBack(view, plan)) return;
            Create(view, set, i, revisions, plan);
            if (!isParallel) return;
        }
        foreach (var (_, pod) in pods.Where(each => each.Key < first || each.Key > last).OrderByDescending(each => each.Key))
        {
            if (!pod.IsDying()) Delete(set, pod, plan);
            if (!isParallel) return;
        }
        Update(set, pods, first, last, revisions, plan);
    }

    private static void Update(MapNode set, Dictionary<int, MapNode> pods, int first, int last, Revisions revisions, LifePlan plan)
    {
        var strategy = set.Map("spec").Map("updateStrategy");
        if (strategy.Text("type")?.Value == "OnDelete") return;
        for (var i = last; i >= first + Partition(set); i--)
        {
            if (!pods.TryGetValue(i, out var pod)) return;
            if (pod.Labels().Text(RevisionLabel)?.Value != revisions.Name)
            {
                if (!pod.IsDying()) Delete(set, pod, plan);
                return;
            }
            if (!pod.IsReady()) return;
        }
    }

    private static void Create(LifeView view, MapNode set, int ordinal, Revisions revisions, LifePlan plan)
    {
        var name = $"{set.NameOf()}-{ordinal.ToString(CultureInfo.InvariantCulture)}";
        var current = set.Map("status").Text("currentRevision")?.Value;
        var first = set.Map("spec").Map("ordinals").Int("start")?.Value ?? 0;
        var keepsOld = ordinal < first + Partition(set) && current is not null && revisions.Template(current) is not null;
        var (revision, template) = keepsOld ? (current!, revisions.Template(current!)) : (revisions.Name, set.Map("spec").Map("template"));
        var pod = PodMaking.Make(set, template, name, set.NameOf() + "-");
        pod = PodMaking.WithLabel(pod, "apps.kubernetes.io/pod-index", ordinal.ToString(CultureInfo.InvariantCulture));
        pod = PodMaking.WithLabel(pod, RevisionLabel, revision);
        pod = PodMaking.WithLabel(pod, "statefulset.kubernetes.io/pod-name", name);
        var spec = pod.Map("spec")!.With("hostname", name);
        if (set.Map("spec").Text("serviceName") is { Value.Length: > 0 } service) spec = spec.With("subdomain", service.Value);
        foreach (var claim in set.Map("spec").Maps("volumeClaimTemplates"))
        {
            var volume = claim.NameOf();
            spec = spec.With("volumes", ListNode.Of([.. spec.Maps("volumes").Where(each => each.Text("name")?.Value != volume), Volume(volume, $"{volume}-{name}")]));
            Claim(view, set, claim, $"{volume}-{name}", name, plan);
        }
        plan.Create("pods", pod.With("spec", spec));
        plan.Normal(set, "SuccessfulCreate", $"create Pod {name} in StatefulSet {set.NameOf()} successful");
    }

    private static void Claim(LifeView view, MapNode set, MapNode template, string name, string pod, LifePlan plan)
    {
        var home = set.MetaText("namespace") ?? "";
        if (view.Find("persistentvolumeclaims", home, name) is not null) return;
        var labels = (template.Labels() ?? MapNode.Empty).Entries.Concat(set.Map("spec").Map("selector").Map("matchLabels")?.Entries ?? []);
        var merged = new MapBuilder();
        foreach (var label in labels) merged.Add(label.Key, label.Value);
        plan.Create("persistentvolumeclaims", new MapBuilder
        {
            ["apiVersion"] = "v1",
            ["kind"] = "PersistentVolumeClaim",
            ["metadata"] = new MapBuilder { ["name"] = name, ["namespace"] = home, ["labels"] = merged, ["annotations"] = template.Map("metadata").Map("annotations") },
            ["spec"] = template.Map("spec"),
        }.ToMap());
        plan.Normal(set, "SuccessfulCreate", $"create Claim {name} Pod {pod} in StatefulSet {set.NameOf()} success");
    }

    private static Node Volume(string name, string claim) => new MapBuilder { ["name"] = name, ["persistentVolumeClaim"] = new MapBuilder { ["claimName"] = claim } }!;

    private static void Delete(MapNode set, MapNode pod, LifePlan plan)
    {
        plan.Delete("pods", pod);
        plan.Normal(set, "SuccessfulDelete", $"delete Pod {pod.NameOf()} in StatefulSet {set.NameOf()} successful");
    }

    private static void Count(LifeView view, MapNode set, List<MapNode> pods, Revisions revisions, LifePlan plan)
    {
        var before = set.Map("status");
        var current = before.Text("currentRevision")?.Value ?? revisions.Name;
        var available = 0;
        foreach (var pod in pods)
        {
            if (pod.IsAvailable(set.SpecInt("minReadySeconds", 0), view.Now, out var from)) available++;
            if (from is { } when) plan.LookAgain(when);
        }
        int At(string revision) => pods.Count(pod => pod.IsActive() && pod.Labels().Text(RevisionLabel)?.Value == revision);
        var replicas = set.SpecInt("replicas", 1);
        var updated = At(revisions.Name);
        if (updated == pods.Count && pods.Count == replicas && pods.All(pod => pod.IsReady() && !pod.IsDying())) current = revisions.Name;
        var status = new MapBuilder
        {
            ["observedGeneration"] = (int)set.Generation(),
            ["replicas"] = pods.Count,
            ["readyReplicas"] = LifeTimes.Count(pods.Count(pod => pod.IsReady())),
            ["currentReplicas"] = LifeTimes.Count(At(current)),
            ["updatedReplicas"] = LifeTimes.Count(updated),
            ["currentRevision"] = current,
            ["updateRevision"] = revisions.Name,
            ["collisionCount"] = 0,
            ["availableReplicas"] = available,
        };
        plan.Status(Resource, set, status.ToMap());
        revisions.Clean(plan, set.SpecInt("revisionHistoryLimit", 10), pods.Select(pod => pod.Labels().Text(RevisionLabel)?.Value ?? "").Append(current).ToHashSet(StringComparer.Ordinal));
    }

    private static int Partition(MapNode set) => set.Map("spec").Map("updateStrategy").Map("rollingUpdate").Int("partition")?.Value ?? 0;

    private static int? Ordinal(MapNode set, MapNode pod)
    {
        var name = pod.NameOf();
        var start = set.NameOf() + "-";
        return name.StartsWith(start, StringComparison.Ordinal) && int.TryParse(name.AsSpan(start.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var ordinal) ? ordinal : null;
    }
}
