using Reconciler.Objects;
using Reconciler.Specs.Values;

namespace Reconciler.Sandbox.Writes.Validation;

/// <summary>Rules for what limits a namespace: quotas and limit ranges, and for namespaces themselves.</summary>
internal static class QuotaRules
{
    private static readonly HashSet<string> Standard = new(StringComparer.Ordinal)
    {
        "cpu", "memory", "ephemeral-storage", "requests.cpu", "requests.memory", "requests.ephemeral-storage", "limits.cpu", "limits.memory", "limits.ephemeral-storage",
        "pods", "resourcequotas", "services", "replicationcontrollers", "secrets", "persistentvolumeclaims", "configmaps", "services.nodeports", "services.loadbalancers", "requests.storage", "storage",
    };

    private static readonly HashSet<string> Whole = new(StringComparer.Ordinal)
        { "pods", "resourcequotas", "services", "replicationcontrollers", "secrets", "persistentvolumeclaims", "configmaps", "services.nodeports", "services.loadbalancers" };

    public static IEnumerable<FieldError> Namespace(MapNode body)
    {
        foreach (var finalizer in body.Map("spec").Texts("finalizers"))
            foreach (var problem in NameRules.Finalizer(finalizer.Value)) yield return FieldError.Invalid("spec.finalizers", finalizer.Value, problem);
    }

    public static IEnumerable<FieldError> ResourceQuota(MapNode body)
    {
        foreach (var entry in body.Map("spec").Map("hard")?.Entries ?? [])
        {
            var path = $"spec.hard[{entry.Key}]";
            foreach (var error in Name(entry.Key, path, "must be a standard resource for quota")) yield return error;
            if (ResourceRules.Amount(entry.Value) is not { } amount) continue;
            if (amount.IsNegative) yield return FieldError.Invalid(path, amount.ToString(), "must be greater than or equal to 0");
            if ((Whole.Contains(entry.Key) || entry.Key.StartsWith("count/", StringComparison.Ordinal)) && amount.ToString().EndsWith('m'))
                yield return FieldError.Invalid(path, amount.ToString(), "must be an integer");
        }
    }

    public static IEnumerable<FieldError> ResourceQuotaChange(MapNode live, MapNode body) => FieldPaths.Unchanged(live, body, "field is immutable", "spec", "scopes");

    public static IEnumerable<FieldError> LimitRange(MapNode body)
    {
        var types = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (limit, place) in body.Map("spec").Items("limits", "spec"))
        {
            var type = limit.Text("type")?.Value ?? "";
            foreach (var problem in NameRules.Qualified(type)) yield return FieldError.Invalid($"{place}.type", type, problem);
            if (type.Length > 0 && !type.Contains('/', StringComparison.Ordinal) && type is not ("Pod" or "Container" or "PersistentVolumeClaim"))
                yield return FieldError.Invalid($"{place}.type", type, "must be a standard limit type or fully qualified");
            if (!types.Add(type)) yield return FieldError.Duplicate($"{place}.type", type);
            foreach (var part in (string[])["max", "min", "default", "defaultRequest", "maxLimitRequestRatio"])
            {
                if (type == "Pod" && part is "default" or "defaultRequest" && limit.Map(part) is { Entries.Length: > 0 })
                    yield return FieldError.Forbidden($"{place}.{part}", "may not be specified when `type` is 'Pod'");
                foreach (var entry in limit.Map(part)?.Entries ?? [])
                    foreach (var error in Name(entry.Key, $"{place}.{part}[{entry.Key}]", null)) yield return error;
            }
            if (type == "PersistentVolumeClaim" && limit.Map("min")?["storage"] is null && limit.Map("max")?["storage"] is null)
                yield return FieldError.Required($"{place}.limits", "either minimum or maximum storage value is required, but neither was provided");
            foreach (var error in Amounts(limit, place)) yield return error;
        }
    }

    private static IEnumerable<FieldError> Amounts(MapNode limit, string place)
    {
        foreach (var key in limit.Entries.Where(entry => entry.Value is MapNode).SelectMany(entry => ((MapNode)entry.Value).Entries).Select(entry => entry.Key).Distinct().Order(StringComparer.Ordinal))
        {
            var (least, most) = (ResourceRules.Amount(limit.Map("min")?[key]), ResourceRules.Amount(limit.Map("max")?[key]));
            var (usual, asked) = (ResourceRules.Amount(limit.Map("default")?[key]), ResourceRules.Amount(limit.Map("defaultRequest")?[key]));
            if (least > most) yield return Over("min", least, $"min value {least} is greater than max value {most}");
            if (least > asked) yield return Over("defaultRequest", asked, $"min value {least} is greater than default request value {asked}");
            if (asked > most) yield return Over("defaultRequest", asked, $"default request value {asked} is greater than max value {most}");
            if (asked > usual) yield return Over("defaultRequest", asked, $"default request value {asked} is greater than default limit value {usual}");
            if (least > usual) yield return Over("default", least, $"min value {least} is greater than default value {usual}");
            if (usual > most) yield return Over("default", most, $"default value {usual} is greater than max value {most}");
            FieldError Over(string part, Quantity? shown, string why) => FieldError.Invalid($"{place}.{part}[{key}]", $"{shown}", why);
        }
    }

    private static IEnumerable<FieldError> Name(string key, string path, string? unusable)
    {
        foreach (var problem in NameRules.Qualified(key)) yield return FieldError.Invalid(path, key, problem);
        if (key.Contains('/', StringComparison.Ordinal) || Standard.Contains(key) || key.StartsWith("hugepages-", StringComparison.Ordinal) || key.StartsWith("requests.hugepages-", StringComparison.Ordinal)) yield break;
        yield return FieldError.Invalid(path, key, "must be a standard resource type or fully qualified");
        yield return FieldError.Invalid(path, key, unusable ?? "must be a standard resource for containers");
    }
}
