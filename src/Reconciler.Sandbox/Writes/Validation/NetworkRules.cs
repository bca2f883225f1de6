using Reconciler.Objects;

namespace Reconciler.Sandbox.Writes.Validation;

/// <summary>Rules for NetworkPolicies, EndpointSlices and disruption budgets.</summary>
internal static class NetworkRules
{
    public static IEnumerable<FieldError> NetworkPolicy(MapNode body)
    {
        var spec = body.Map("spec") ?? MapNode.Empty;
        foreach (var error in LabelRules.Selector(spec.Map("podSelector"), "spec.podSelector")) yield return error;
        foreach (var (direction, peers) in new[] { ("ingress", "from"), ("egress", "to") })
        {
            foreach (var (rule, place) in spec.Items(direction, "spec"))
            {
                foreach (var (port, at) in rule.Items("ports", place))
                    foreach (var error in PolicyPort(port, at)) yield return error;
                foreach (var (peer, at) in rule.Items(peers, place))
                    foreach (var error in Peer(peer, at)) yield return error;
            }
        }
        var index = 0;
        foreach (var type in spec.Texts("policyTypes"))
        {
            if (type.Value is not ("Ingress" or "Egress")) yield return FieldError.NotSupported(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"spec.policyTypes[{index}]"), type.Value, ["Ingress", "Egress"]);
            index++;
        }
    }

    private static IEnumerable<FieldError> PolicyPort(MapNode port, string at)
    {
        foreach (var error in FieldPaths.OneOf(port, "protocol", at, "SCTP", "TCP", "UDP")) yield return error;
        var end = port.Number("endPort");
        if (port["port"] is null)
        {
            if (end is { } alone) yield return FieldError.Invalid($"{at}.endPort", alone, "may not be specified when `port` is not specified");
        }
        else if (port["port"] is ScalarNode { Kind: ScalarKind.String } name)
        {
            if (end is { } number) yield return FieldError.Invalid($"{at}.endPort", number, "may not be specified when `port` is non-numeric");
            foreach (var problem in NameRules.PortName(name.Value)) yield return FieldError.Invalid($"{at}.port", name.Value, problem);
        }
        else
        {
            foreach (var error in FieldPaths.Port(port, "port", at)) yield return error;
            if (end < port.Number("port")) yield return FieldError.Invalid($"{at}.endPort", port.Number("port")!.Value, "must be greater than or equal to `port`");
            foreach (var error in FieldPaths.Port(port, "endPort", at)) yield return error;
        }
    }

    private static IEnumerable<FieldError> Peer(MapNode peer, string at)
    {
        foreach (var selector in (string[])["podSelector", "namespaceSelector"])
            foreach (var error in LabelRules.Selector(peer.Map(selector), $"{at}.{selector}")) yield return error;
        if (peer.Map("ipBlock") is { } block)
            foreach (var error in Block(block, $"{at}.ipBlock")) yield return error;
        var kinds = peer.Entries.Count(entry => entry.Key is "podSelector" or "namespaceSelector" or "ipBlock");
        if (kinds == 0) yield return FieldError.Required(at, "must specify a peer");
        else if (kinds > 1 && peer.Has("ipBlock")) yield return FieldError.Forbidden(at, "may not specify both ipBlock and another peer");
    }

    private static IEnumerable<FieldError> Block(MapNode block, string at)
    {
        if (block.Filled("cidr") is not { } network)
        {
            yield return FieldError.Required($"{at}.cidr");
            yield break;
        }
        if (!AddressRules.IsNetwork(network))
        {
            yield return FieldError.Invalid($"{at}.cidr", network, AddressRules.NoNetwork);
            yield break;
        }
        var index = 0;
        foreach (var except in block.Texts("except"))
        {
            var place = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{at}.except[{index++}]");
            if (!AddressRules.IsNetwork(except.Value)) yield return FieldError.Invalid(place, except.Value, AddressRules.NoNetwork);
            else if (!AddressRules.IsInside(except.Value, network)) yield return FieldError.Invalid(place, except.Value, "must be a strict subset of `cidr`");
        }
    }

    public static IEnumerable<FieldError> EndpointSlice(MapNode body)
    {
        var type = body.Text("addressType")?.Value ?? "";
        if (type.Length == 0) yield return FieldError.Required("addressType");
        else if (type is not ("IPv4" or "IPv6" or "FQDN")) yield return FieldError.NotSupported("addressType", type, ["FQDN", "IPv4", "IPv6"]);
        foreach (var (port, at) in body.Items("ports", ""))
            foreach (var error in FieldPaths.OneOf(port, "protocol", at[1..], "SCTP", "TCP", "UDP")) yield return error;
        foreach (var (endpoint, place) in body.Items("endpoints", ""))
        {
            var at = place[1..];
            if (endpoint.List("addresses") is not { Items.Length: > 0 }) yield return FieldError.Required($"{at}.addresses", "must contain at least 1 address");
            var index = 0;
            foreach (var address in endpoint.Texts("addresses"))
            {
                if (type is "IPv4" or "IPv6" && !AddressRules.IsAddress(address.Value))
                    yield return FieldError.Invalid(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{at}.addresses[{index}]"), address.Value, AddressRules.NoAddress);
                else if (type is "IPv4" or "IPv6" && (type == "IPv6") != address.Value.Contains(':', StringComparison.Ordinal)) yield return FieldError.Invalid($"{at}.addresses", address.Value, $"must be an {type} address");
                index++;
            }
        }
    }

    public static IEnumerable<FieldError> EndpointSliceChange(MapNode live, MapNode body) => FieldPaths.Unchanged(live, body, "field is immutable", "addressType");

    public static IEnumerable<FieldError> DisruptionBudget(MapNode body)
    {
        var spec = body.Map("spec") ?? MapNode.Empty;
        if (spec.Has("minAvailable") && spec.Has("maxUnavailable"))
        {
            yield return FieldError.InvalidInOrder("spec", new MapBuilder
            {
                ["MinAvailable"] = spec["minAvailable"],
                ["Selector"] = spec["selector"] ?? ScalarNode.Null,
                ["MaxUnavailable"] = spec["maxUnavailable"],
                ["UnhealthyPodEvictionPolicy"] = spec["unhealthyPodEvictionPolicy"] ?? ScalarNode.Null,
            }.ToMap(), "minAvailable and maxUnavailable cannot be both set");
        }
        foreach (var key in (string[])["minAvailable", "maxUnavailable"])
            foreach (var error in FieldPaths.IntOrPercent(spec, key, "spec").Concat(FieldPaths.AtMostAll(spec, key, "spec"))) yield return error;
        foreach (var error in LabelRules.Selector(spec.Map("selector"), "spec.selector")) yield return error;
        foreach (var error in FieldPaths.OneOf(spec, "unhealthyPodEvictionPolicy", "spec", "AlwaysAllow", "IfHealthyBudget")) yield return error;
    }
}
