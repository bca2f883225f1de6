using Reconciler.Objects;

namespace Reconciler.Sandbox.Writes.Validation;

/// <summary>Rules for Services.</summary>
internal static class ServiceRules
{
    public static IEnumerable<FieldError> Service(MapNode body)
    {
        var spec = body.Map("spec") ?? MapNode.Empty;
        var type = spec.Text("type")?.Value ?? "ClusterIP";
        var isHeadless = spec.Text("clusterIP")?.Value == "None";
        if (spec.List("ports") is not { Items.Length: > 0 } && !isHeadless && type != "ExternalName") yield return FieldError.Required("spec.ports");
        if (isHeadless && type is "NodePort" or "LoadBalancer" && isHeadless)
            yield return FieldError.Invalid("spec.clusterIPs[0]", "None", type == "NodePort" ? "may not be set to 'None' for NodePort services" : "may not be set to 'None' for LoadBalancer services");
        if (type == "ExternalName")
        {
            if (spec.Filled("externalName") is not { } name) yield return FieldError.Required("spec.externalName");
            else
                foreach (var problem in NameRules.Subdomain(name.TrimEnd('.'))) yield return FieldError.Invalid("spec.externalName", name, problem);
        }
        foreach (var error in Ports(spec).Concat(LabelRules.Labels(spec.Map("selector"), "spec.selector")).Concat(Addresses(spec, type))) yield return error;
        foreach (var error in FieldPaths.OneOf(spec, "type", "spec", "ClusterIP", "ExternalName", "LoadBalancer", "NodePort")) yield return error;
        foreach (var error in UniquePorts(spec, type).Concat(Traffic(spec, type))) yield return error;
    }

    private static IEnumerable<FieldError> Addresses(MapNode spec, string type)
    {
        foreach (var error in FieldPaths.OneOf(spec, "sessionAffinity", "spec", "ClientIP", "None")) yield return error;
        if (spec.Map("sessionAffinityConfig") is { } sticky)
        {
            if (spec.Text("sessionAffinity")?.Value == "None") yield return FieldError.Forbidden("spec.sessionAffinityConfig", "must not be set when session affinity is None");
            else if (sticky.Map("clientIP").Number("timeoutSeconds") is { } seconds and (<= 0 or > 86_400))
                yield return FieldError.Invalid("spec.sessionAffinityConfig.clientIP.timeoutSeconds", seconds, "must be greater than 0 and less than 86400");
        }
        if (type != "ExternalName")
        {
            var at = 0;
            foreach (var family in spec.Texts("ipFamilies"))
            {
                var place = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"spec.ipFamilies[{at++}]");
                if (family.Value is not ("IPv4" or "IPv6")) yield return FieldError.NotSupported(place, family.Value, ["IPv4", "IPv6"]);
            }
            foreach (var error in FieldPaths.OneOf(spec, "ipFamilyPolicy", "spec", "PreferDualStack", "RequireDualStack", "SingleStack")) yield return error;
            if (spec.Filled("clusterIP") is { } address && address != "None" && !AddressRules.IsAddress(address)) yield return FieldError.Invalid("spec.clusterIPs[0]", address, AddressRules.NoAddress);
        }
        var index = 0;
        foreach (var outside in spec.Texts("externalIPs"))
        {
            if (!AddressRules.IsAddress(outside.Value)) yield return FieldError.Invalid(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"spec.externalIPs[{index}]"), outside.Value, AddressRules.NoAddress);
            index++;
        }
    }

    /// <summary>What only Services that are reached from outside may say.</summary>
    private static IEnumerable<FieldError> Traffic(MapNode spec, string type)
    {
        if (spec.List("loadBalancerSourceRanges") is { Items.Length: > 0 } && type != "LoadBalancer")
            yield return FieldError.Forbidden("spec.LoadBalancerSourceRanges", "may only be used when `type` is 'LoadBalancer'");
        var index = 0;
        foreach (var range in spec.Texts("loadBalancerSourceRanges"))
        {
            if (!AddressRules.IsNetwork(range.Value.Trim())) yield return FieldError.Invalid(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"spec.LoadBalancerSourceRanges[{index}]"), range.Value.Trim(), AddressRules.NoNetwork);
            index++;
        }
        if (spec.Has("allocateLoadBalancerNodePorts") && type != "LoadBalancer") yield return FieldError.Forbidden("spec.allocateLoadBalancerNodePorts", "may only be used when `type` is 'LoadBalancer'");
        if (spec.Has("loadBalancerClass") && type != "LoadBalancer") yield return FieldError.Forbidden("spec.loadBalancerClass", "may only be used when `type` is 'LoadBalancer'");
        var isReachable = type is "NodePort" or "LoadBalancer" || (type == "ClusterIP" && spec.List("externalIPs") is { Items.Length: > 0 });
        if (!isReachable && spec.Filled("externalTrafficPolicy") is { } outer) yield return FieldError.Invalid("spec.externalTrafficPolicy", outer, "may only be set for externally-accessible services");
        else
            foreach (var error in FieldPaths.OneOf(spec, "externalTrafficPolicy", "spec", "Cluster", "Local")) yield return error;
        var isChecked = type == "LoadBalancer" && spec.Text("externalTrafficPolicy")?.Value == "Local";
        if (!isChecked && spec.Number("healthCheckNodePort") is { } health and not 0)
            yield return FieldError.Invalid("spec.healthCheckNodePort", health, "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'");
        foreach (var error in FieldPaths.OneOf(spec, "internalTrafficPolicy", "spec", "Cluster", "Local")) yield return error;
        foreach (var error in FieldPaths.OneOf(spec, "trafficDistribution", "spec", "PreferClose", "PreferSameZone", "PreferSameNode")) yield return error;
    }

    public static IEnumerable<FieldError> ServiceChange(MapNode live, MapNode body)
    {
        var (before, after) = (live.Map("spec"), body.Map("spec"));
        var (old, @new) = (before.Filled("clusterIP"), after.Filled("clusterIP"));
        if (old is null || old == @new || before.Text("type")?.Value == "ExternalName" || after.Text("type")?.Value == "ExternalName") yield break;
        yield return FieldError.Invalid("spec.clusterIPs[0]", Node.ToNode(@new ?? ""), "may not change once set");
    }

    private static IEnumerable<FieldError> Ports(MapNode spec)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
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
        }
    }

    private static IEnumerable<FieldError> UniquePorts(MapNode spec, string type)
    {
        if (type == "ClusterIP")
        {
            foreach (var (port, path) in spec.Items("ports", "spec"))
                if (port.Number("nodePort") is not (null or 0)) yield return FieldError.Forbidden($"{path}.nodePort", "may not be used when `type` is 'ClusterIP'");
        }
        var outside = new HashSet<(long?, string?)>();
        foreach (var (port, path) in spec.Items("ports", "spec"))
            if (port.Number("nodePort") is { } number and not 0 && !outside.Add((number, port.Text("protocol")?.Value))) yield return FieldError.Duplicate($"{path}.nodePort", port["nodePort"]);
        var inside = new HashSet<(long?, string?)>();
        foreach (var (port, path) in spec.Items("ports", "spec"))
        {
            if (inside.Add((port.Number("port"), port.Text("protocol")?.Value))) continue;
            yield return FieldError.Duplicate(path, new MapBuilder
            {
                ["Name"] = "",
                ["Protocol"] = port["protocol"],
                ["AppProtocol"] = ScalarNode.Null,
                ["Port"] = port["port"],
                ["TargetPort"] = 0,
                ["NodePort"] = 0,
            }.ToMap(), inOrder: true);
        }
    }
}
