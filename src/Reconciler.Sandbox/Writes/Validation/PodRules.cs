using Reconciler.Objects;

namespace Reconciler.Sandbox.Writes.Validation;

/// <summary>Rules for what a pod runs: containers, init containers, volumes, and what is common to them.</summary>
internal static class PodRules
{
    private static readonly string[] RestartPolicies = ["Always", "OnFailure", "Never"];
    private static readonly string[] DnsPolicies = ["ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"];

    /// <summary>A template and its labels; only templates of long-running workloads have to restart always.</summary>
    public static IEnumerable<FieldError> Template(MapNode? template, string path)
    {
        var metadata = template.Map("metadata");
        foreach (var error in LabelRules.Labels(metadata.Map("labels"), $"{path}.labels")) yield return error;
        foreach (var error in MetadataRules.Annotations(metadata.Map("annotations"), $"{path}.annotations")) yield return error;
        foreach (var error in Spec(template.Map("spec") ?? MapNode.Empty, $"{path}.spec")) yield return error;
    }

    public static IEnumerable<FieldError> Spec(MapNode spec, string path)
    {
        var volumes = new HashSet<string>(StringComparer.Ordinal);
        foreach (var error in Volumes(spec, path, volumes)) yield return error;
        if (spec.List("containers") is not { Items.Length: > 0 }) yield return FieldError.Required($"{path}.containers");
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (container, place) in spec.Items("containers", path))
            foreach (var error in ContainerRules.Check(container, place, volumes, names, isInit: false)) yield return error;
        foreach (var (container, place) in spec.Items("initContainers", path))
            foreach (var error in ContainerRules.Check(container, place, volumes, names, isInit: true)) yield return error;
        foreach (var error in FieldPaths.OneOf(spec, "restartPolicy", path, RestartPolicies)) yield return error;
        foreach (var error in FieldPaths.OneOf(spec, "dnsPolicy", path, DnsPolicies)) yield return error;
        if (spec.Number("activeDeadlineSeconds") is < 1 and { } deadline) yield return FieldError.Invalid($"{path}.activeDeadlineSeconds", deadline, "must be between 1 and 2147483647, inclusive");
        foreach (var error in FieldPaths.NotNegative(spec, "terminationGracePeriodSeconds", path)) yield return error;
        foreach (var error in LabelRules.Labels(spec.Map("nodeSelector"), $"{path}.nodeSelector")) yield return error;
        foreach (var (name, key) in new[] { (spec.Filled("serviceAccountName"), "serviceAccountName"), (spec.Filled("priorityClassName"), "priorityClassName") })
            foreach (var problem in name is null ? [] : NameRules.Subdomain(name)) yield return FieldError.Invalid($"{path}.{key}", name!, problem);
        foreach (var (toleration, place) in spec.Items("tolerations", path))
            foreach (var error in Toleration(toleration, place)) yield return error;
    }

    private static IEnumerable<FieldError> Volumes(MapNode spec, string path, HashSet<string> names)
    {
        foreach (var (volume, place) in spec.Items("volumes", path))
        {
            var sources = volume.Entries.Where(entry => entry.Key != "name").ToList();
            if (sources.Count == 0) yield return FieldError.Required(place, "must specify a volume type");
            foreach (var source in sources.Skip(1)) yield return FieldError.Forbidden($"{place}.{source.Key}", "may not specify more than 1 volume type");
            if (volume.Filled("name") is not { } name) yield return FieldError.Required($"{place}.name");
            else
            {
                foreach (var problem in NameRules.Label(name)) yield return FieldError.Invalid($"{place}.name", name, problem);
                if (!names.Add(name)) yield return FieldError.Duplicate($"{place}.name", name);
            }
            if (volume.Map("hostPath") is { } host && host.Filled("path") is null) yield return FieldError.Required($"{place}.hostPath.path");
            if (volume.Map("configMap") is { } config && config.Filled("name") is null) yield return FieldError.Required($"{place}.configMap.name");
            if (volume.Map("secret") is { } secret && secret.Filled("secretName") is null) yield return FieldError.Required($"{place}.secret.secretName");
            if (volume.Map("persistentVolumeClaim") is { } claim && claim.Filled("claimName") is null) yield return FieldError.Required($"{place}.persistentVolumeClaim.claimName");
        }
    }

    private static IEnumerable<FieldError> Toleration(MapNode toleration, string path)
    {
        var key = toleration.Filled("key");
        if (key is not null)
            foreach (var problem in NameRules.Qualified(key)) yield return FieldError.Invalid($"{path}.key", key, problem);
        if (key is null && toleration.Text("operator")?.Value != "Exists")
            yield return FieldError.Invalid($"{path}.operator", toleration.Text("operator")?.Value ?? "", "operator must be Exists when `key` is empty, which means \"match all values and all keys\"");
        foreach (var error in FieldPaths.OneOf(toleration, "effect", path, "NoSchedule", "PreferNoSchedule", "NoExecute")) yield return error;
    }
}
