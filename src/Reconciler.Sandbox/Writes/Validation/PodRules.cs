using Reconciler.Objects;

namespace Reconciler.Sandbox.Writes.Validation;

/// <summary>Rules for what a pod runs: containers, init containers, volumes, and what is common to them.</summary>
internal static class PodRules
{
    private static readonly string[] RestartPolicies = ["Always", "OnFailure", "Never"];
    private static readonly string[] DnsPolicies = ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"];

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
        foreach (var error in HostPorts(spec, path)) yield return error;
        foreach (var error in FieldPaths.OneOf(spec, "restartPolicy", path, RestartPolicies)) yield return error;
        foreach (var error in FieldPaths.OneOf(spec, "dnsPolicy", path, DnsPolicies)) yield return error;
        foreach (var error in LabelRules.Labels(spec.Map("nodeSelector"), $"{path}.nodeSelector").Concat(Dns(spec, path)).Concat(SpreadRules.Check(spec, path))) yield return error;
        foreach (var problem in spec.Filled("serviceAccountName") is { } account ? NameRules.Subdomain(account) : []) yield return FieldError.Invalid($"{path}.serviceAccountName", spec.Filled("serviceAccountName")!, problem);
        if (spec.Number("activeDeadlineSeconds") is < 1 and { } deadline) yield return FieldError.Invalid($"{path}.activeDeadlineSeconds", deadline, "must be between 1 and 2147483647, inclusive");
        foreach (var name in (string[])["hostname", "subdomain"])
            foreach (var problem in spec.Filled(name) is { } label ? NameRules.Label(label) : []) yield return FieldError.Invalid($"{path}.{name}", spec.Filled(name)!, problem);
        foreach (var (toleration, place) in spec.Items("tolerations", path))
            foreach (var error in Toleration(toleration, place)) yield return error;
        foreach (var problem in spec.Filled("priorityClassName") is { } priority ? NameRules.Subdomain(priority) : []) yield return FieldError.Invalid($"{path}.priorityClassName", spec.Filled("priorityClassName")!, problem);
    }

    /// <summary>On the host's network a port is the same inside and outside.</summary>
    private static IEnumerable<FieldError> HostPorts(MapNode spec, string path)
    {
        if (spec.Flag("hostNetwork")?.Value != true) yield break;
        foreach (var (container, place) in spec.Items("containers", path))
            foreach (var (port, at) in container.Items("ports", place))
                if (port.Number("hostPort") is { } outside and not 0 && outside != port.Number("containerPort"))
                    yield return FieldError.Invalid($"{at}.hostPort", outside, "must match `containerPort` when `hostNetwork` is true");
    }

    private static IEnumerable<FieldError> Dns(MapNode spec, string path)
    {
        var (isNone, config) = (spec.Text("dnsPolicy")?.Value == "None", spec.Map("dnsConfig"));
        if (isNone && config is null) yield return FieldError.Required($"{path}.dnsConfig", "must provide `dnsConfig` when `dnsPolicy` is None");
        else if (isNone && config.List("nameservers") is not { Items.Length: > 0 })
            yield return FieldError.Required($"{path}.dnsConfig.nameservers", "must provide at least one DNS nameserver when `dnsPolicy` is None");
        var at = 0;
        foreach (var server in config.Texts("nameservers"))
        {
            if (!AddressRules.IsAddress(server.Value)) yield return FieldError.Invalid(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{path}.dnsConfig.nameservers[{at}]"), server.Value, AddressRules.NoAddress);
            at++;
        }
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
        if (toleration.Has("tolerationSeconds") && toleration.Text("effect")?.Value != "NoExecute")
            yield return FieldError.Invalid($"{path}.effect", toleration.Text("effect")?.Value ?? "", "effect must be 'NoExecute' when `tolerationSeconds` is set");
        switch (toleration.Text("operator")?.Value)
        {
            case null or "" or "Equal":
                var value = toleration.Text("value")?.Value ?? "";
                foreach (var problem in NameRules.LabelValue(value)) yield return FieldError.Invalid($"{path}.operator", value, problem);
                break;
            case "Exists":
                if (toleration.Filled("value") is { } extra) yield return FieldError.Invalid($"{path}.operator", extra, "value must be empty when `operator` is 'Exists'");
                break;
            case var other:
                yield return FieldError.NotSupported($"{path}.operator", other, ["Equal", "Exists"]);
                break;
        }
        foreach (var error in FieldPaths.OneOf(toleration, "effect", path, "NoSchedule", "PreferNoSchedule", "NoExecute")) yield return error;
    }
}
