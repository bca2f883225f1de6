using Reconciler.Objects;

namespace Reconciler.Sandbox.Writes.Validation;

/// <summary>Rules for Ingresses, NetworkPolicies, disruption budgets and autoscalers.</summary>
internal static class NetworkRules
{
    public static IEnumerable<FieldError> Ingress(MapNode body)
    {
        var spec = body.Map("spec") ?? MapNode.Empty;
        if (spec.List("rules") is not { Items.Length: > 0 } && spec.Map("defaultBackend") is null)
            yield return FieldError.Invalid("spec", spec, "either `defaultBackend` or `rules` must be specified");
        if (spec.Map("defaultBackend") is { } fallback)
            foreach (var error in Backend(fallback, "spec.defaultBackend")) yield return error;
        foreach (var (rule, place) in spec.Items("rules", "spec"))
        {
            if (rule.Filled("host") is { } host)
                foreach (var problem in NameRules.Subdomain(host.StartsWith("*.", StringComparison.Ordinal) ? host[2..] : host)) yield return FieldError.Invalid($"{place}.host", host, problem);
            if (rule.Map("http") is not { } http) continue;
            if (http.List("paths") is not { Items.Length: > 0 }) yield return FieldError.Required($"{place}.http.paths");
            foreach (var (path, at) in http.Items("paths", $"{place}.http"))
                foreach (var error in Path(path, at)) yield return error;
        }
    }

    private static IEnumerable<FieldError> Path(MapNode path, string at)
    {
        string[] types = ["Exact", "ImplementationSpecific", "Prefix"];
        if (path.Filled("pathType") is not { } type) yield return FieldError.Required($"{at}.pathType", "pathType must be specified");
        else if (!types.Contains(type)) yield return FieldError.NotSupported($"{at}.pathType", type, types);
        else if (type != "ImplementationSpecific" && path.Filled("path")?.StartsWith('/') != true)
            yield return FieldError.Invalid($"{at}.path", path.Text("path")?.Value ?? "", "must be an absolute path");
        if (path.Map("backend") is { } backend)
            foreach (var error in Backend(backend, $"{at}.backend")) yield return error;
    }

    private static IEnumerable<FieldError> Backend(MapNode backend, string at)
    {
        if (backend.Map("resource") is not null)
        {
            if (backend.Map("service") is not null) yield return FieldError.Invalid(at, "", "cannot set both resource and service backends");
            yield break;
        }
        if (backend.Map("service") is not { } service)
        {
            yield return FieldError.Required(at, "resource or service backend is required");
            yield break;
        }
        if (service.Filled("name") is not { } name) yield return FieldError.Required($"{at}.service.name");
        else
            foreach (var problem in NameRules.ServiceLabel(name)) yield return FieldError.Invalid($"{at}.service.name", name, problem);
        var port = service.Map("port");
        if (port.Filled("name") is null && port.Number("number") is null or 0) yield return FieldError.Required($"{at}.service", "port name or number is required");
        else if (port.Filled("name") is not null && port.Number("number") is not (null or 0)) yield return FieldError.Invalid($"{at}", "", "cannot set both port name & port number");
    }

    public static IEnumerable<FieldError> NetworkPolicy(MapNode body)
    {
        var spec = body.Map("spec") ?? MapNode.Empty;
        foreach (var error in LabelRules.Selector(spec.Map("podSelector"), "spec.podSelector")) yield return error;
        foreach (var type in spec.Texts("policyTypes"))
            if (type.Value is not ("Ingress" or "Egress")) yield return FieldError.NotSupported("spec.policyTypes", type.Value, ["Egress", "Ingress"]);
    }

    public static IEnumerable<FieldError> DisruptionBudget(MapNode body)
    {
        var spec = body.Map("spec") ?? MapNode.Empty;
        if (spec.Has("minAvailable") && spec.Has("maxUnavailable")) yield return FieldError.Invalid("spec", spec, "minAvailable and maxUnavailable cannot be both set");
        foreach (var key in (string[])["minAvailable", "maxUnavailable"])
            foreach (var error in FieldPaths.NotNegative(spec, key, "spec")) yield return error;
        foreach (var error in LabelRules.Selector(spec.Map("selector"), "spec.selector")) yield return error;
    }

    public static IEnumerable<FieldError> Autoscaler(MapNode body)
    {
        var spec = body.Map("spec") ?? MapNode.Empty;
        var (least, most) = (spec.Number("minReplicas"), spec.Number("maxReplicas") ?? 0);
        if (least is < 1) yield return FieldError.Invalid("spec.minReplicas", least.Value, "must be greater than or equal to 1");
        if (most < 1) yield return FieldError.Invalid("spec.maxReplicas", most, "must be greater than 0");
        else if (least > most) yield return FieldError.Invalid("spec.maxReplicas", most, "must be greater than or equal to `minReplicas`");
        var target = spec.Map("scaleTargetRef");
        if (target.Filled("kind") is null) yield return FieldError.Required("spec.scaleTargetRef.kind");
        if (target.Filled("name") is null) yield return FieldError.Required("spec.scaleTargetRef.name");
    }
}
