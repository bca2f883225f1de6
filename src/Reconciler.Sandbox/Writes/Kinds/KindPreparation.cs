using Reconciler.Objects;
using Reconciler.Sandbox.Writes.Defaulting;
using Reconciler.Sandbox.Writes.Validation;

namespace Reconciler.Sandbox.Writes.Kinds;

/// <summary>What the server and its usual admission add to new objects of single kinds. Nobody owns it.</summary>
internal static class KindPreparation
{
    private const int SecondsOnLostNode = 300;

    public static MapNode Create(string kind, MapNode body, DateTimeOffset now) => kind switch
    {
        "/Namespace" => body.With("spec", (body.Map("spec") ?? MapNode.Empty).With("finalizers", ListNode.Of(body.Map("spec").Texts("finalizers").Select(item => item.Value).Append("kubernetes").Distinct().Select(Node.ToNode)))),
        "/PersistentVolumeClaim" => WithFinalizer(WithSources(body), "kubernetes.io/pvc-protection"),
        "/PersistentVolume" => WithFinalizer(body.With("status", (body.Map("status") ?? MapNode.Empty).With("lastPhaseTransitionTime", Ownership.ManagedFields.TimeOf(now))), "kubernetes.io/pv-protection"),
        "apps/DaemonSet" => KindDefaults.WithTemplateGeneration(body, Math.Max(1, KindDefaults.TemplateGenerationOf(body))),
        "/Pod" => Pod(body),
        "batch/Job" => KindDefaults.WithTemplateLabels(Job(body)),
        "apiextensions.k8s.io/CustomResourceDefinition" => Definition(body),
        _ => body,
    };

    /// <summary>A Job finds its pods by its own UID, unless somebody says that they chose the selector.</summary>
    private static MapNode Job(MapNode body)
    {
        if (body.Map("spec") is not { } spec || spec.Flag("manualSelector")?.Value == true || body.Meta("uid") is not { } uid) return body;
        var template = spec.Map("template") ?? MapNode.Empty;
        var labels = template.Metadata().Map("labels") ?? MapNode.Empty;
        // labels that the Job took over from its pods are those of its pods from then on
        var isShared = labels.Entries.Length > 0 && Node.DeepEquals(labels, body.Metadata()["labels"]);
        foreach (var (key, value) in JobRules.GeneratedLabels(body)) labels = labels.With(key, value);
        if (isShared) body = body.WithMeta("labels", labels);
        var selector = spec.Map("selector") ?? MapNode.Empty;
        var matched = (selector.Map("matchLabels") ?? MapNode.Empty).With("batch.kubernetes.io/controller-uid", uid);
        return body.With("spec", spec.With("selector", selector.With("matchLabels", matched)).With("template", template.WithMeta("labels", labels)));
    }

    private static MapNode Pod(MapNode body)
    {
        if (body.Map("spec") is not { } spec) return body;
        if (spec.Filled("serviceAccountName") is null) spec = spec.With("serviceAccount", "default").With("serviceAccountName", "default");
        if (!spec.Has("priority")) spec = spec.With("priority", 0);
        if (!spec.Has("preemptionPolicy")) spec = spec.With("preemptionPolicy", "PreemptLowerPriority");
        var tolerations = spec.List("tolerations")?.Items ?? [];
        foreach (var key in (string[])["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"])
        {
            if (tolerations.OfType<MapNode>().Any(known => known.Text("key")?.Value is null || known.Text("key")?.Value == key)) continue;
            tolerations = tolerations.Add(new MapBuilder { ["effect"] = "NoExecute", ["key"] = key, ["operator"] = "Exists", ["tolerationSeconds"] = SecondsOnLostNode }.ToMap());
        }
        return body.With("spec", spec.With("tolerations", new ListNode(tolerations))).With("status", new MapBuilder { ["phase"] = "Pending", ["qosClass"] = Quality(spec) }.ToMap());
    }

    private static MapNode WithSources(MapNode claim) => claim.Map("spec") is { } spec ? claim.With("spec", KindDefaults.ClaimSources(spec)) : claim;

    private static string Quality(MapNode spec)
    {
        var resources = spec.Maps("containers").Concat(spec.Maps("initContainers")).Select(container => container.Map("resources")).ToList();
        if (resources.All(found => found.Map("limits") is null && found.Map("requests") is null)) return "BestEffort";
        return resources.All(found => found.Map("limits")?.Has("cpu") == true && found.Map("limits")!.Has("memory")
            && found.Map("limits")!.Entries.All(limit => Node.DeepEquals(found.Map("requests")?[limit.Key], limit.Value))) ? "Guaranteed" : "Burstable";
    }

    private static MapNode Definition(MapNode body)
    {
        var stored = body.Map("spec").Maps("versions").Where(version => version.Flag("storage")?.Value == true).Select(version => version.Text("name")?.Value).OfType<string>();
        return body.Map("status") is { } status ? body.With("status", status.With("storedVersions", ListNode.Of(stored.Select(Node.ToNode)))) : body;
    }

    private static MapNode WithFinalizer(MapNode body, string finalizer)
    {
        var finalizers = body.Metadata().List("finalizers")?.Items ?? [];
        return finalizers.OfType<ScalarNode>().Any(known => known.Value == finalizer) ? body : body.WithMeta("finalizers", new ListNode(finalizers.Add(finalizer)));
    }
}
