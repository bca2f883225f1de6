using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Specs;

namespace Reconciler.Rendering.Routing;

/// <summary>
/// Class gateway: a HTTPRoute attached to the Gateway that `ingress.gateway` names. Plain http is redirected where the
/// source has that Gateway as a manifest, because only then its listeners are known: `APP` is attached to the listeners
/// that speak https and `APP-http`, the redirect, to those that speak http.
/// </summary>
internal static class GatewayRoutes
{
    private const int MostHosts = 16;

    public static IEnumerable<Manifest> Render(Route route)
    {
        if (route.Ingress.Gateway is not { Name: not null } gateway)
        {
            route.Context.Problems.Add(RoutingCodes.NoGateway.At(route.Ingress.Class!.Origin, "class gateway needs the name of a Gateway", "write ingress: {gateway: {name: public, namespace: infra}}", "spec.ingress.gateway"));
            yield break;
        }
        ReportLimits(route);
        var listeners = GatewayListeners.Of(route, gateway);
        if (route.RedirectsToHttps && listeners is null)
        {
            route.Context.Problems.Add(RoutingCodes.RedirectLeftToGateway.At(gateway.Name.Origin, $"the Gateway {gateway.Name} is not in this source, so it has to redirect http to https itself",
                field: "spec.ingress.redirectHttps"));
        }
        var redirects = route.RedirectsToHttps && listeners is not null;
        yield return HttpRoute(route, route.App.Name, route.Domains, Parents(gateway, redirects ? listeners!.Https : []), Serving(route));
        if (redirects)
        {
            var toHttps = new MapBuilder { ["scheme"] = "https", ["statusCode"] = 301 };
            yield return HttpRoute(route, $"{route.App.Name}-http", route.Domains, Parents(gateway, listeners!.Http), RedirectRule(toHttps));
        }
        foreach (var twin in route.Twins)
        {
            // A redirect to a host can't depend on the host that was asked for, so each domain needs a route of its own.
            var name = twin == route.Twins[0] ? $"{route.App.Name}-www" : $"{route.App.Name}-www-{Naming.Hash(twin.Domain.Value)}";
            var toDomain = new MapBuilder { ["scheme"] = route.Tls.IsOn ? "https" : null, ["hostname"] = twin.Domain, ["statusCode"] = 301 };
            yield return HttpRoute(route, name, [twin.Name], Parents(gateway, []), RedirectRule(toDomain));
        }
    }

    private static Manifest HttpRoute(Route route, string name, ImmutableArray<Sourced<string>> hosts, ListNode parents, MapNode rule) => route.ToManifest(new MapBuilder(hosts[0].Origin)
    {
        ["apiVersion"] = "gateway.networking.k8s.io/v1",
        ["kind"] = "HTTPRoute",
        ["metadata"] = route.Metadata("httproute", name),
        ["spec"] = new MapBuilder
        {
            ["parentRefs"] = parents,
            ["hostnames"] = ListNode.Of(hosts.Select(host => host.ToNode())),
            ["rules"] = ListNode.Of(rule),
        },
    });

    /// <summary>The Gateway, or only those listeners of it.</summary>
    private static ListNode Parents(GatewaySpec gateway, ImmutableArray<string> sections)
    {
        MapNode Parent(string? section) => new MapBuilder { ["name"] = gateway.Name, ["namespace"] = gateway.Namespace, ["sectionName"] = section }.ToMap();
        return sections.IsEmpty ? ListNode.Of(Parent(null)) : ListNode.Of(sections.Select(Parent));
    }

    private static MapNode Serving(Route route)
    {
        var rule = new MapBuilder();
        // The Gateway may have TLS where the App has none, and over plain http browsers ignore the header.
        var headers = ResponseHeaders.All(route, withHsts: true);
        if (!headers.IsEmpty)
        {
            rule["filters"] = ListNode.Of(new MapBuilder
            {
                ["type"] = "ResponseHeaderModifier",
                ["responseHeaderModifier"] = new MapBuilder
                {
                    ["set"] = ListNode.Of(headers.Select(header => new MapBuilder { ["name"] = header.Key, ["value"] = header.Value }.ToMap())),
                },
            }.ToMap());
        }
        rule["backendRefs"] = ListNode.Of(new MapBuilder { ["name"] = route.Backend.Service, ["port"] = PortNumber(route) }.ToMap());
        return rule.ToMap();
    }

    /// <summary>HTTPRoutes know the ports of a Service by number only.</summary>
    private static Node PortNumber(Route route) => route.Backend.IsInterceptor ? route.Backend.Port : Ports.Routed(route.App, route.App.Serving!)!.Port.ToNode();

    private static MapNode RedirectRule(MapBuilder redirect) => new MapBuilder
    {
        ["filters"] = ListNode.Of(new MapBuilder { ["type"] = "RequestRedirect", ["requestRedirect"] = redirect }.ToMap()),
    }.ToMap();

    private static void ReportLimits(Route route)
    {
        var problems = route.Context.Problems;
        if (route.Ingress.Compression is { Value: true } compression)
            problems.Add(RoutingCodes.ClassLacks.At(compression.Origin, "a HTTPRoute can't compress responses", field: "spec.ingress.compression"));
        if (route.Ingress.StickySessions is { Value: true } sticky)
            problems.Add(RoutingCodes.ClassLacks.At(sticky.Origin, "a HTTPRoute can't keep sessions at one pod", field: "spec.ingress.stickySessions"));
        if (route.Domains.Length > MostHosts)
            problems.Add(RoutingCodes.TooManyHosts.At(route.Domains[MostHosts].Origin, $"the App has {route.Domains.Length} domains, and a HTTPRoute can have {MostHosts}", field: "spec.domains"));
        ExternalNames.Report(route, "the Gateway", "see whether its implementation takes them");
    }
}
