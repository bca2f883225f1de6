using Reconciler.Objects;

namespace Reconciler.Sandbox.Writes.Validation;

/// <summary>Rules for Ingresses and their classes.</summary>
internal static class IngressRules
{
    private const string ClassAnnotation = "kubernetes.io/ingress.class";
    private static readonly string[] PathTypes = ["Exact", "ImplementationSpecific", "Prefix"];
    private static readonly string[] BadParts = ["//", "/./", "/../", "%2f", "%2F"];
    private static readonly string[] BadEnds = ["/..", "/."];

    public static IEnumerable<FieldError> Ingress(MapNode body)
    {
        var spec = body.Map("spec") ?? MapNode.Empty;
        if (spec.List("rules") is not { Items.Length: > 0 } && spec.Map("defaultBackend") is null)
            yield return FieldError.Invalid("spec", spec["rules"], "either `defaultBackend` or `rules` must be specified");
        if (spec.Map("defaultBackend") is { } fallback)
            foreach (var error in Backend(fallback, "spec.defaultBackend")) yield return error;
        foreach (var (rule, place) in spec.Items("rules", "spec"))
        {
            if (rule.Filled("host") is { } host)
            {
                if (AddressRules.IsAddress(host)) yield return FieldError.Invalid($"{place}.host", host, "must be a DNS name, not an IP address");
                foreach (var problem in Host(host)) yield return FieldError.Invalid($"{place}.host", host, problem);
            }
            if (rule.Map("http") is not { } http) continue;
            if (http.List("paths") is not { Items.Length: > 0 }) yield return FieldError.Required($"{place}.http.paths");
            foreach (var (path, at) in http.Items("paths", $"{place}.http"))
                foreach (var error in Path(path, at)) yield return error;
        }
        foreach (var (tls, place) in spec.Items("tls", "spec"))
            foreach (var error in Certificate(tls, place)) yield return error;
        if (spec["ingressClassName"] is ScalarNode { Value: var name })
            foreach (var problem in NameRules.Subdomain(name)) yield return FieldError.Invalid("spec.ingressClassName", name, problem);
        if (body.Metadata().Map("annotations").Text(ClassAnnotation)?.Value is { } old && spec.Text("ingressClassName")?.Value is { } @new && old != @new)
            yield return FieldError.Invalid($"annotations.{ClassAnnotation}", old, "must match `ingressClassName` when both are specified");
    }

    public static IEnumerable<FieldError> IngressClass(MapNode body)
    {
        if (body.Map("spec").Filled("controller") is not { } controller) yield return FieldError.Required("spec.controller");
        else if (!controller.Contains('/', StringComparison.Ordinal)) yield return FieldError.Invalid("spec.controller", controller, "must be a domain-prefixed path (such as \"acme.io/foo\")");
    }

    public static IEnumerable<FieldError> IngressClassChange(MapNode live, MapNode body) => FieldPaths.Unchanged(live, body, "field is immutable", "spec", "controller");

    private static IEnumerable<string> Host(string host) => host.Contains('*', StringComparison.Ordinal) ? NameRules.Wildcard(host) : NameRules.Subdomain(host);

    private static IEnumerable<FieldError> Certificate(MapNode tls, string place)
    {
        var at = 0;
        foreach (var host in tls.Texts("hosts"))
        {
            foreach (var problem in Host(host.Value)) yield return FieldError.Invalid(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{place}.hosts[{at}]"), host.Value, problem);
            at++;
        }
        if (tls.Filled("secretName") is { } secret)
            foreach (var problem in NameRules.Subdomain(secret)) yield return FieldError.Invalid($"{place}.secretName", secret, problem);
    }

    private static IEnumerable<FieldError> Path(MapNode path, string at)
    {
        if (path.Filled("pathType") is not { } type)
        {
            yield return FieldError.Required($"{at}.pathType", "pathType must be specified");
            yield break;
        }
        var url = path.Text("path")?.Value ?? "";
        if (!PathTypes.Contains(type)) yield return FieldError.NotSupported($"{at}.pathType", type, PathTypes);
        else if (!url.StartsWith('/') && (type != "ImplementationSpecific" || url.Length > 0)) yield return FieldError.Invalid($"{at}.path", url, "must be an absolute path");
        if (type is "Exact" or "Prefix")
        {
            foreach (var part in BadParts)
                if (url.Contains(part, StringComparison.Ordinal)) yield return FieldError.Invalid($"{at}.path", url, $"must not contain '{part}'");
            foreach (var end in BadEnds)
                if (url.EndsWith(end, StringComparison.Ordinal)) yield return FieldError.Invalid($"{at}.path", url, $"cannot end with '{end}'");
        }
        foreach (var error in Backend(path.Map("backend") ?? MapNode.Empty, $"{at}.backend")) yield return error;
    }

    private static IEnumerable<FieldError> Backend(MapNode backend, string at)
    {
        if (backend.Map("resource") is { } resource)
        {
            if (backend.Map("service") is not null) yield return FieldError.Invalid(at, "", "cannot set both resource and service backends");
            else
                foreach (var key in (string[])["kind", "name"])
                    if (resource.Filled(key) is null) yield return FieldError.Required($"{at}.resource.{key}");
            yield break;
        }
        if (backend.Map("service") is not { } service)
        {
            yield return FieldError.Invalid(at, "", "resource or service backend is required");
            yield break;
        }
        if (service.Filled("name") is not { } name) yield return FieldError.Required($"{at}.service.name");
        else
            foreach (var problem in NameRules.Label(name)) yield return FieldError.Invalid($"{at}.service.name", name, problem);
        var (portName, portNumber) = (service.Map("port").Filled("name"), service.Map("port").Number("number") ?? 0);
        if (portName is not null && portNumber != 0) yield return FieldError.Invalid(at, "", "cannot set both port name & port number");
        else if (portName is not null)
            foreach (var problem in NameRules.PortName(portName)) yield return FieldError.Invalid($"{at}.service.port.name", portName, problem);
        else if (portNumber != 0)
            foreach (var error in FieldPaths.Port(service.Map("port")!, "number", $"{at}.service.port")) yield return error;
        else yield return FieldError.Required(at, "port name or number is required");
    }
}
