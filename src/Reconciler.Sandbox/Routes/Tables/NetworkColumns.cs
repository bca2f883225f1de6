using System.Collections.Immutable;
using System.Globalization;
using Reconciler.Objects;

namespace Reconciler.Sandbox.Routes.Tables;

/// <summary>Columns of Services and what stands around them.</summary>
internal static class NetworkColumns
{
    public static ImmutableArray<TableColumn>? Of(string resource) => resource switch
    {
        "services" =>
        [
            TableColumns.Text("Type", body => body.Map("spec").Text("type")?.Value),
            TableColumns.Text("Cluster-IP", body => body.Map("spec").Text("clusterIP")?.Value),
            TableColumns.Text("External-IP", ExternalAddress),
            TableColumns.Text("Port(s)", body => string.Join(',', body.Map("spec").Maps("ports").Select(Port))),
            TableColumns.Age,
            TableColumns.Text("Selector", body => TableCells.Labels(body.Map("spec").Map("selector")), priority: 1),
        ],
        "endpoints" => [TableColumns.Text("Endpoints", Endpoints), TableColumns.Age],
        "endpointslices.discovery.k8s.io" =>
        [
            TableColumns.Text("AddressType", body => body.Text("addressType")?.Value),
            TableColumns.Text("Ports", body => body.Maps("ports").Any() ? string.Join(',', body.Maps("ports").Select(port => port.Text("port")?.Value)) : "<unset>"),
            TableColumns.Text("Endpoints", body => body.Maps("endpoints").Any() ? string.Join(',', body.Maps("endpoints").SelectMany(endpoint => endpoint.Texts("addresses")).Take(3).Select(text => text.Value)) : "<unset>"),
            TableColumns.Age,
        ],
        "ingresses.networking.k8s.io" =>
        [
            TableColumns.Text("Class", body => body.Map("spec").Text("ingressClassName")?.Value),
            TableColumns.Text("Hosts", Hosts),
            new TableColumn("Address", "string", 0, (body, _) => string.Join(',', Addresses(body))),
            TableColumns.Text("Ports", body => body.Map("spec").Maps("tls").Any() ? "80, 443" : "80"),
            TableColumns.Age,
        ],
        "ingressclasses.networking.k8s.io" =>
        [
            TableColumns.Text("Controller", body => body.Map("spec").Text("controller")?.Value),
            TableColumns.Text("Parameters", body => body.Map("spec").Map("parameters") is { } to ? $"{to.Text("kind")?.Value}/{to.Text("name")?.Value}" : null),
            TableColumns.Age,
        ],
        "networkpolicies.networking.k8s.io" => [TableColumns.Text("Pod-Selector", body => TableCells.Selector(body.Map("spec").Map("podSelector"))), TableColumns.Age],
        _ => null,
    };

    private static IEnumerable<string?> Addresses(MapNode body) =>
        body.Map("status").Map("loadBalancer").Maps("ingress").Select(ingress => ingress.Text("ip")?.Value ?? ingress.Text("hostname")?.Value);

    private static string? ExternalAddress(MapNode body)
    {
        var spec = body.Map("spec");
        var fixedOnes = spec.Texts("externalIPs").Select(text => text.Value);
        switch (spec.Text("type")?.Value)
        {
            case "ExternalName":
                return spec.Text("externalName")?.Value;
            case "LoadBalancer":
                var all = Addresses(body).Concat(fixedOnes).ToList();
                return all.Count == 0 ? "<pending>" : string.Join(',', all);
            default:
                return string.Join(',', fixedOnes);
        }
    }

    private static string Port(MapNode port)
    {
        var nodePort = port.Int("nodePort")?.Value is { } number and not 0 ? $":{number.ToString(CultureInfo.InvariantCulture)}" : "";
        return $"{port.Text("port")?.Value}{nodePort}/{port.Text("protocol")?.Value ?? "TCP"}";
    }

    private static string Hosts(MapNode body)
    {
        var hosts = body.Map("spec").Maps("rules").Select(rule => rule.Text("host")?.Value ?? "*").Distinct().ToList();
        return hosts.Count == 0 ? "*" : string.Join(',', hosts);
    }

    private static string Endpoints(MapNode body)
    {
        var all = body.Maps("subsets").SelectMany(subset => subset.Maps("addresses").SelectMany(address => Ports(subset).Select(port => $"{address.Text("ip")?.Value}{port}"))).ToList();
        return all.Count > 3 ? string.Create(CultureInfo.InvariantCulture, $"{string.Join(',', all.Take(3))} + {all.Count - 3} more...") : string.Join(',', all);
    }

    private static IEnumerable<string> Ports(MapNode subset) => subset.Maps("ports").Any() ? subset.Maps("ports").Select(port => $":{port.Text("port")?.Value}") : [""];
}
