using System.Net;
using Reconciler.Objects;

namespace Reconciler.Sandbox.Writes.Validation;

/// <summary>Rules for Services.</summary>
internal static class ServiceRules
{
    private const int FirstNodePort = 30_000;
    private const int LastNodePort = 32_767;

    public static IEnumerable<FieldError> Service(MapNode body)
    {
        var spec = body.Map("spec") ?? MapNode.Empty;
        var type = spec.Text("type")?.Value ?? "ClusterIP";
        var isHeadless = spec.Text("clusterIP")?.Value == "None";
        if (spec.List("ports") is not { Items.Length: > 0 } && !isHeadless && type != "ExternalName") yield return FieldError.Required("spec.ports");
        if (isHeadless && type is "NodePort" or "LoadBalancer" && isHeadless)
            yield return FieldError.Invalid("spec.clusterIPs[0]", "None", type == "NodePort" ? "may not be set to 'None' for NodePort services" : "may not be set to 'None' for LoadBalancer services");
        foreach (var error in FieldPaths.OneOf(spec, "type", "spec", "ClusterIP", "ExternalName", "LoadBalancer", "NodePort")) yield return error;
        foreach (var error in FieldPaths.OneOf(spec, "sessionAffinity", "spec", "ClientIP", "None")) yield return error;
        if (type == "ExternalName")
        {
            if (spec.Filled("externalName") is not { } name) yield return FieldError.Required("spec.externalName");
            else
                foreach (var problem in NameRules.Subdomain(name.TrimEnd('.'))) yield return FieldError.Invalid("spec.externalName", name, problem);
        }
        if (spec.Filled("clusterIP") is { } address && address != "None" && !IPAddress.TryParse(address, out _))
            yield return FieldError.Invalid("spec.clusterIPs[0]", address, "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)");
        foreach (var error in LabelRules.Labels(spec.Map("selector"), "spec.selector").Concat(Ports(spec, type))) yield return error;
    }

    public static IEnumerable<FieldError> ServiceChange(MapNode live, MapNode body)
    {
        var (before, after) = (live.Map("spec"), body.Map("spec"));
        var (old, @new) = (before.Filled("clusterIP"), after.Filled("clusterIP"));
        if (old is null || old == @new || before.Text("type")?.Value == "ExternalName" || after.Text("type")?.Value == "ExternalName") yield break;
        yield return FieldError.Invalid("spec.clusterIPs[0]", Node.ToNode(@new ?? ""), "may not change once set");
    }

    private static IEnumerable<FieldError> Ports(MapNode spec, string type)
    {
        var (names, numbers) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        var isNamed = spec.List("ports") is { Items.Length: > 1 };
        foreach (var (port, path) in spec.Items("ports", "spec"))
        {
            if (port.Filled("name") is not { } name)
            {
                if (isNamed) yield return FieldError.Required($"{path}.name");
            }
            else
            {
                foreach (var problem in NameRules.Label(name)) yield return FieldError.Invalid($"{path}.name", name, problem);
                if (!names.Add(name)) yield return FieldError.Duplicate($"{path}.name", name);
            }
            foreach (var error in FieldPaths.Port(port, "port", path)) yield return error;
            foreach (var error in FieldPaths.OneOf(port, "protocol", path, "SCTP", "TCP", "UDP")) yield return error;
            if (port["targetPort"] is ScalarNode { Kind: ScalarKind.String } named)
                foreach (var problem in NameRules.PortName(named.Value)) yield return FieldError.Invalid($"{path}.targetPort", named.Value, problem);
            else
                foreach (var error in FieldPaths.Port(port, "targetPort", path)) yield return error;
            if (port.Number("nodePort") is { } nodePort and not 0)
            {
                if (type is "ClusterIP" or "ExternalName") yield return FieldError.Forbidden($"{path}.nodePort", $"may not be used when `type` is '{type}'");
                else if (nodePort is < FirstNodePort or > LastNodePort) yield return FieldError.Invalid($"{path}.nodePort", nodePort, "provided port is not in the valid range. The range of valid ports is 30000-32767");
            }
            if (!numbers.Add($"{port.Number("port")}/{port.Text("protocol")?.Value}"))
                yield return FieldError.Duplicate(path, new MapBuilder { ["port"] = port["port"], ["protocol"] = port["protocol"] }.ToMap());
        }
    }
}
