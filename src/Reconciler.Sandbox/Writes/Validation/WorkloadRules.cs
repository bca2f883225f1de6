using Reconciler.Objects;

namespace Reconciler.Sandbox.Writes.Validation;

/// <summary>Rules for Deployments, ReplicaSets, DaemonSets and StatefulSets.</summary>
internal static class WorkloadRules
{
    private const string Immutable = "field is immutable";

    public static IEnumerable<FieldError> Deployment(MapNode body)
    {
        var spec = body.Map("spec") ?? MapNode.Empty;
        foreach (var error in Common(spec, "deployment")) yield return error;
        var strategy = spec.Map("strategy");
        var rolling = strategy.Map("rollingUpdate");
        switch (strategy.Text("type")?.Value)
        {
            case "Recreate" when rolling is not null:
                yield return FieldError.Forbidden("spec.strategy.rollingUpdate", "may not be specified when strategy `type` is 'Recreate'");
                break;
            case "RollingUpdate" when rolling is not null:
                foreach (var error in Rolling(rolling, "spec.strategy.rollingUpdate")) yield return error;
                break;
            case "Recreate" or "RollingUpdate":
                break;
            default:
                yield return FieldError.NotSupportedInOrder("spec.strategy", new MapBuilder { ["Type"] = strategy.Text("type")?.Value ?? "", ["RollingUpdate"] = rolling ?? (Node)ScalarNode.Null }.ToMap(), ["Recreate", "RollingUpdate"]);
                break;
        }
        foreach (var number in (string[])["minReadySeconds", "revisionHistoryLimit", "progressDeadlineSeconds"])
            foreach (var error in FieldPaths.NotNegative(spec, number, "spec")) yield return error;
        if (spec.Number("progressDeadlineSeconds") is { } deadline && deadline <= (spec.Number("minReadySeconds") ?? 0))
            yield return FieldError.Invalid("spec.progressDeadlineSeconds", deadline, "must be greater than minReadySeconds");
    }

    public static IEnumerable<FieldError> DeploymentChange(MapNode live, MapNode body) => FieldPaths.Unchanged(live, body, Immutable, "spec", "selector");

    public static IEnumerable<FieldError> ReplicaSet(MapNode body) => Common(body.Map("spec") ?? MapNode.Empty, "deployment");

    public static IEnumerable<FieldError> DaemonSet(MapNode body)
    {
        var spec = body.Map("spec") ?? MapNode.Empty;
        foreach (var error in Common(spec, "daemonset")) yield return error;
        var strategy = spec.Map("updateStrategy");
        foreach (var error in FieldPaths.OneOf(strategy ?? MapNode.Empty, "type", "spec.updateStrategy", "RollingUpdate", "OnDelete")) yield return error;
        if (strategy.Map("rollingUpdate") is not { } rolling) yield break;
        if (IsZero(rolling["maxUnavailable"]) && IsZero(rolling["maxSurge"]))
            yield return FieldError.Required("spec.updateStrategy.rollingUpdate.maxUnavailable", "cannot be 0 when maxSurge is 0");
        if (!IsZero(rolling["maxUnavailable"]) && !IsZero(rolling["maxSurge"]))
            yield return FieldError.Invalid("spec.updateStrategy.rollingUpdate.maxSurge", rolling["maxSurge"], "may not be set when maxUnavailable is non-zero");
    }

    public static IEnumerable<FieldError> StatefulSet(MapNode body)
    {
        var spec = body.Map("spec") ?? MapNode.Empty;
        if (spec.Filled("podManagementPolicy") is { } policy && policy is not ("OrderedReady" or "Parallel")) yield return FieldError.Invalid("spec.podManagementPolicy", policy, "must be 'OrderedReady' or 'Parallel'");
        var strategy = spec.Map("updateStrategy") ?? MapNode.Empty;
        if (strategy.Filled("type") is { } kind && kind is not ("RollingUpdate" or "OnDelete"))
            yield return FieldError.InvalidInOrder("spec.updateStrategy", new MapBuilder { ["Type"] = kind, ["RollingUpdate"] = strategy["rollingUpdate"] ?? ScalarNode.Null }.ToMap(), "must be 'RollingUpdate' or 'OnDelete'");
        if (strategy.Text("type")?.Value == "OnDelete" && strategy.Has("rollingUpdate"))
            yield return FieldError.Invalid("spec.updateStrategy.rollingUpdate", strategy["rollingUpdate"], "only allowed for updateStrategy 'RollingUpdate'");
        foreach (var part in (string[])["whenDeleted", "whenScaled"])
            foreach (var error in FieldPaths.OneOf(spec.Map("persistentVolumeClaimRetentionPolicy") ?? MapNode.Empty, part, "spec.persistentVolumeClaimRetentionPolicy", "Retain", "Delete")) yield return error;
        foreach (var (claim, place) in spec.Items("volumeClaimTemplates", "spec"))
            foreach (var error in StorageRules.Claim(claim)) yield return error with { Field = $"{place}.{error.Field}" };
        foreach (var error in FieldPaths.NotNegative(strategy.Map("rollingUpdate"), "partition", "spec.updateStrategy.rollingUpdate")) yield return error;
        foreach (var error in Common(spec, "statefulset", WithClaims(spec))) yield return error;
    }

    public static IEnumerable<FieldError> StatefulSetChange(MapNode live, MapNode body)
    {
        var changeable = (string[])["replicas", "ordinals", "template", "updateStrategy", "revisionHistoryLimit", "persistentVolumeClaimRetentionPolicy", "minReadySeconds"];
        var (before, after) = (Fixed(live), Fixed(body));
        if (!Node.DeepEquals(before, after))
        {
            yield return FieldError.Forbidden("spec",
                "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden");
        }
        MapNode Fixed(MapNode of) => new((of.Map("spec") ?? MapNode.Empty).Entries.RemoveAll(entry => changeable.Contains(entry.Key)));
    }

    /// <summary>The claims of a StatefulSet are volumes of its pods.</summary>
    private static MapNode? WithClaims(MapNode spec)
    {
        if (spec.Map("template") is not { } template || template.Map("spec") is not { } pod) return spec.Map("template");
        var volumes = pod.List("volumes")?.Items ?? [];
        var named = volumes.OfType<MapNode>().Select(volume => volume.Text("name")?.Value).ToHashSet(StringComparer.Ordinal);
        var claims = spec.Maps("volumeClaimTemplates").Select(claim => claim.Meta("name")).OfType<string>().Where(name => !named.Contains(name));
        return template.With("spec", pod.With("volumes", new ListNode([.. volumes, .. claims.Select(name => (Node)new MapBuilder { ["name"] = name, ["emptyDir"] = MapNode.Empty }!)])));
    }

    private static IEnumerable<FieldError> Common(MapNode spec, string kind, MapNode? template = null)
    {
        foreach (var error in FieldPaths.NotNegative(spec, "replicas", "spec")) yield return error;
        var selector = spec.Map("selector");
        if (selector is null) yield return FieldError.Required("spec.selector");
        else
        {
            foreach (var error in LabelRules.Selector(selector, "spec.selector")) yield return error;
            if (LabelRules.IsEmpty(selector)) yield return FieldError.Invalid("spec.selector", selector, $"empty selector is invalid for {kind}");
        }
        // no selector at all picks nothing, an empty one everything
        var labels = (spec.Map("template") ?? MapNode.Empty).Metadata().Map("labels");
        if (selector is null || (!LabelRules.IsEmpty(selector) && !LabelRules.Matches(selector, labels)))
            yield return FieldError.Invalid("spec.template.metadata.labels", (Node?)labels, "`selector` does not match template `labels`");
        foreach (var error in PodRules.Template(template ?? spec.Map("template"), "spec.template")) yield return error;
        var pod = spec.Map("template").Map("spec");
        if (pod.Filled("restartPolicy") is { } policy && policy != "Always") yield return FieldError.NotSupported("spec.template.spec.restartPolicy", policy, ["Always"]);
        if (pod?["activeDeadlineSeconds"] is not null) yield return FieldError.Forbidden("spec.template.spec.activeDeadlineSeconds", $"activeDeadlineSeconds in {(kind == "statefulset" ? "StatefulSet" : kind == "daemonset" ? "DaemonSet" : "ReplicaSet")} is not Supported");
    }

    private static IEnumerable<FieldError> Rolling(MapNode rolling, string path)
    {
        foreach (var key in (string[])["maxSurge", "maxUnavailable"])
        {
            foreach (var error in FieldPaths.IntOrPercent(rolling, key, path)) yield return error;
        }
        if (IsZero(rolling["maxUnavailable"]) && IsZero(rolling["maxSurge"]))
            yield return FieldError.Invalid($"{path}.maxUnavailable", rolling["maxUnavailable"], "may not be 0 when `maxSurge` is 0");
        foreach (var error in FieldPaths.AtMostAll(rolling, "maxUnavailable", path)) yield return error;
    }

    private static bool IsZero(Node? amount) => amount is null or ScalarNode { Value: "0" or "0%" };
}
