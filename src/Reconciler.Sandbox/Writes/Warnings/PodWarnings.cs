using Reconciler.Objects;
using Reconciler.Sandbox.Writes.Validation;

namespace Reconciler.Sandbox.Writes.Warnings;

/// <summary>What a server warns about in a pod or a template of one.</summary>
internal static class PodWarnings
{
    private static readonly Dictionary<string, string> OldLabels = new(StringComparer.Ordinal)
    {
        ["beta.kubernetes.io/arch"] = "deprecated since v1.14; use \"kubernetes.io/arch\" instead",
        ["beta.kubernetes.io/os"] = "deprecated since v1.14; use \"kubernetes.io/os\" instead",
        ["failure-domain.beta.kubernetes.io/region"] = "deprecated since v1.17; use \"topology.kubernetes.io/region\" instead",
        ["failure-domain.beta.kubernetes.io/zone"] = "deprecated since v1.17; use \"topology.kubernetes.io/zone\" instead",
        ["beta.kubernetes.io/instance-type"] = "deprecated since v1.17; use \"node.kubernetes.io/instance-type\" instead",
    };

    public static IEnumerable<string> Of(MapNode? template, string path)
    {
        var spec = template.Map("spec");
        var at = $"{path}spec";
        foreach (var entry in spec.Map("nodeSelector")?.Entries ?? [])
            if (OldLabels.GetValueOrDefault(entry.Key) is { } old) yield return $"{at}.nodeSelector[{entry.Key}]: {old}";
        foreach (var (constraint, place) in spec.Items("topologySpreadConstraints", at))
            if (constraint.Map("labelSelector") is null) yield return $"{place}.labelSelector: a null labelSelector results in matching no pod";
        foreach (var warning in Secrets(spec, at)) yield return warning;
        foreach (var list in (string[])["initContainers", "containers"])
            foreach (var (container, place) in spec.Items(list, at))
                foreach (var warning in Container(container, place)) yield return warning;
        foreach (var warning in Ports(spec, at)) yield return warning;
        if (spec.Number("terminationGracePeriodSeconds") is < 0) yield return $"{at}.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1";
        foreach (var warning in Affinity(spec.Map("affinity"), $"{at}.affinity")) yield return warning;
    }

    private static IEnumerable<string> Secrets(MapNode? spec, string at)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (secret, place) in spec.Items("imagePullSecrets", at))
        {
            var name = secret.Text("name")?.Value ?? "";
            if (name.Length == 0) yield return $"{place}.name: invalid empty name \"\"";
            else if (!names.Add(name)) yield return $"{place}.name: duplicate name {GoText.Quote(name)}";
        }
    }

    private static IEnumerable<string> Container(MapNode container, string path)
    {
        foreach (var resource in (string[])["memory", "ephemeral-storage"])
            foreach (var part in (string[])["limits", "requests"])
                if (container.Map("resources").Map(part).Text(resource)?.Value is { } amount && amount.EndsWith('m'))
                    yield return $"{path}.resources.{part}[{resource}]: fractional byte value {GoText.Quote(amount)} is invalid, must be an integer";
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (variable, place) in container.Items("env", path))
        {
            var name = variable.Text("name")?.Value ?? "";
            var (reference, value) = ($"$({name})", variable.Text("value")?.Value ?? "");
            if (names.Add(name) || (variable.Map("valueFrom") is null && value != reference && value.Contains(reference, StringComparison.Ordinal))) continue;
            yield return $"{place}: hides previous definition of {GoText.Quote(name)}, which may be dropped when using apply";
        }
    }

    /// <summary>Ports of one pod that are the same, or have the same name.</summary>
    private static IEnumerable<string> Ports(MapNode? spec, string at)
    {
        var all = ((string[])["initContainers", "containers"]).SelectMany(list => spec.Items(list, at)).SelectMany(container => container.Item.Items("ports", container.Path)).ToList();
        for (var i = 0; i < all.Count; i++)
        {
            var (port, path) = all[i];
            foreach (var (other, otherPath) in all.Take(i))
            {
                if (port.Number("containerPort") != other.Number("containerPort") || port.Text("protocol")?.Value != other.Text("protocol")?.Value) continue;
                var (here, there) = (port.Number("hostPort") ?? 0, other.Number("hostPort") ?? 0);
                if (here == there && port.Text("hostIP")?.Value == other.Text("hostIP")?.Value) yield return $"{path}: duplicate port definition with {otherPath}";
                else if (here == 0 || there == 0) yield return $"{path}: overlapping port definition with {otherPath}";
            }
        }
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (port, path) in all)
        {
            if (port.Filled("name") is not { } name || names.TryAdd(name, path)) continue;
            yield return $"{path}: duplicate port name {GoText.Quote(name)} with {names[name]}, services and probes that select ports by name will use {names[name]}";
        }
    }

    private static IEnumerable<string> Affinity(MapNode? affinity, string path)
    {
        foreach (var kind in (string[])["podAffinity", "podAntiAffinity"])
        {
            foreach (var (term, place) in affinity.Map(kind).Items("requiredDuringSchedulingIgnoredDuringExecution", $"{path}.{kind}"))
                if (term.Map("labelSelector") is null) yield return $"{place}.labelSelector: a null labelSelector results in matching no pod";
            foreach (var (term, place) in affinity.Map(kind).Items("preferredDuringSchedulingIgnoredDuringExecution", $"{path}.{kind}"))
                if (term.Map("podAffinityTerm").Map("labelSelector") is null) yield return $"{place}.podAffinityTerm.labelSelector: a null labelSelector results in matching no pod";
        }
    }
}
