using Reconciler.Objects;

namespace Reconciler.Sandbox.Writes.Validation;

/// <summary>Rules for kinds that have few: leases, priority classes, and the hooks of admission.</summary>
internal static class PlainRules
{
    private const long HighestPriority = 1_000_000_000;

    public static IEnumerable<FieldError> Lease(MapNode body)
    {
        var spec = body.Map("spec");
        if (spec.Number("leaseDurationSeconds") is <= 0 and { } seconds) yield return FieldError.Invalid("spec.leaseDurationSeconds", seconds, "must be greater than 0");
        foreach (var error in FieldPaths.NotNegative(spec, "leaseTransitions", "spec")) yield return error;
        if (spec.Filled("preferredHolder") is not null && spec.Filled("strategy") is null) yield return FieldError.Forbidden("spec.preferredHolder", "may only be specified if `strategy` is defined");
    }

    public static IEnumerable<FieldError> PriorityClass(MapNode body)
    {
        if (body.Meta("name")?.StartsWith("system-", StringComparison.Ordinal) == true)
        {
            if (body.Meta("name") is not ("system-cluster-critical" or "system-node-critical"))
                yield return FieldError.Forbidden("metadata.name", $"priority class names with 'system-' prefix are reserved for system use only. error: {body.Meta("name")} is not a known system priority class");
        }
        else if (body.Number("value") > HighestPriority) yield return FieldError.Forbidden("value", "maximum allowed value of a user defined priority is 1000000000");
        foreach (var error in FieldPaths.OneOf(body, "preemptionPolicy", "", "PreemptLowerPriority", "Never")) yield return error;
    }

    public static IEnumerable<FieldError> PriorityClassChange(MapNode live, MapNode body)
    {
        if (!Node.DeepEquals(live["value"], body["value"])) yield return FieldError.Forbidden("value", "may not be changed in an update.");
        foreach (var error in FieldPaths.Unchanged(live, body, "field is immutable", "preemptionPolicy")) yield return error;
    }

    public static IEnumerable<FieldError> Webhooks(MapNode body)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (hook, place) in body.Items("webhooks", ""))
        {
            var path = place[1..];
            var name = hook.Text("name")?.Value ?? "";
            if (name.Length == 0) yield return FieldError.Required($"{path}.name");
            else
            {
                var problems = NameRules.Subdomain(name).ToList();
                foreach (var problem in problems) yield return FieldError.Invalid($"{path}.name", name, problem);
                if (problems.Count == 0 && name.Split('.').Length < 3) yield return FieldError.Invalid($"{path}.name", name, "should be a domain with at least three segments separated by dots");
            }
            foreach (var error in Hook(hook, path)) yield return error;
            if (name.Length > 0 && !names.Add(name)) yield return FieldError.Duplicate($"{path}.name", name);
        }
    }

    private static IEnumerable<FieldError> Hook(MapNode hook, string path)
    {
        foreach (var (rule, at) in hook.Items("rules", path))
            foreach (var key in (string[])["operations", "apiGroups", "apiVersions", "resources"])
                if (rule.List(key) is not { Items.Length: > 0 }) yield return FieldError.Required($"{at}.{key}");
        foreach (var error in FieldPaths.OneOf(hook, "failurePolicy", path, "Fail", "Ignore")) yield return error;
        foreach (var error in FieldPaths.OneOf(hook, "matchPolicy", path, "Equivalent", "Exact")) yield return error;
        if (hook.Filled("sideEffects") is not { } effects) yield return FieldError.Required($"{path}.sideEffects", "must specify one of None, NoneOnDryRun");
        else if (effects is not ("None" or "NoneOnDryRun")) yield return FieldError.NotSupported($"{path}.sideEffects", effects, ["None", "NoneOnDryRun"]);
        if (hook.Number("timeoutSeconds") is { } seconds and (< 1 or > 30)) yield return FieldError.Invalid($"{path}.timeoutSeconds", seconds, "the timeout value must be between 1 and 30 seconds");
        var client = hook.Map("clientConfig");
        if (client.Filled("url") is null == client.Map("service") is null) yield return FieldError.Required($"{path}.clientConfig", "exactly one of url or service is required");
        else if (client.Filled("url") is { } url && !url.StartsWith("https://", StringComparison.Ordinal))
            yield return FieldError.Invalid($"{path}.clientConfig.url", url.Contains("://", StringComparison.Ordinal) ? url[..url.IndexOf("://", StringComparison.Ordinal)] : "", "'https' is the only allowed URL scheme; desired format: https://host[/path]");
        foreach (var error in ReviewVersions(hook, path)) yield return error;
    }

    private static IEnumerable<FieldError> ReviewVersions(MapNode hook, string path)
    {
        var versions = hook.Texts("admissionReviewVersions").Select(text => text.Value).ToList();
        if (versions.Count == 0) yield return FieldError.Required($"{path}.admissionReviewVersions", "must specify one of v1, v1beta1");
        else if (!versions.Contains("v1") && !versions.Contains("v1beta1"))
            yield return FieldError.Invalid($"{path}.admissionReviewVersions", hook["admissionReviewVersions"], "must include at least one of v1, v1beta1");
    }
}
