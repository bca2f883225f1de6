using Reconciler.Objects;

namespace Reconciler.Rendering.Routing;

/// <summary>
/// Class traefik: an IngressRoute with a route for each domain, in the rule syntax of Traefik 3. With TLS `APP` is for
/// the entry point websecure, and `APP-http` for web, where requests are redirected or served as they are: the tls part
/// holds for all entry points of an IngressRoute, so one object can't be both. Without TLS there is only web.
/// </summary>
internal static class TraefikRoutes
{
    /// <summary>Below that of any rule for one host, whose priority is its length.</summary>
    private const int WildcardPriority = 1;

    public static IEnumerable<Manifest> Render(Route route)
    {
        ExternalNames.Report(route, "Traefik", "set providers.kubernetesCRD.allowExternalNameServices: true in the values of the Chart traefik");
        var middlewares = TraefikMiddlewares.Render(route).ToArray();
        var names = middlewares.Select(middleware => middleware.Key.Name).ToHashSet(StringComparer.Ordinal);
        string[] serving = [.. new[] { TraefikMiddlewares.Headers(route), TraefikMiddlewares.Compression(route) }.Where(names.Contains)];
        foreach (var middleware in middlewares) yield return middleware;
        yield return IngressRoute(route, route.App.Name, route.Tls.IsOn ? "websecure" : "web", serving, route.Tls.SecretName(route.App));
        if (!route.Tls.IsOn) yield break;
        yield return IngressRoute(route, $"{route.App.Name}-http", "web", route.RedirectsToHttps ? [TraefikMiddlewares.Redirect(route)] : serving, null);
    }

    private static Manifest IngressRoute(Route route, string name, string entryPoint, string[] middlewares, Node? secret) => route.ToManifest(new MapBuilder(route.Domains[0].Origin)
    {
        ["apiVersion"] = "traefik.io/v1alpha1",
        ["kind"] = "IngressRoute",
        ["metadata"] = route.Metadata("traefik_ingressroute", name),
        ["spec"] = new MapBuilder
        {
            ["entryPoints"] = ListNode.Of((Node)entryPoint),
            ["routes"] = ListNode.Of(route.Domains.Select(domain => Rule(route, domain, middlewares))
                .Concat(route.Twins.Select(twin => Rule(route, twin.Name, [TraefikMiddlewares.Www(route)])))),
            ["tls"] = secret is null ? null : new MapBuilder { ["secretName"] = secret },
        },
    });

    private static MapNode Rule(Route route, Sourced<string> domain, string[] middlewares)
    {
        var rule = new MapBuilder(domain.Origin)
        {
            ["kind"] = "Rule",
            ["match"] = domain.Select(Match),
            ["priority"] = Route.IsWildcard(domain.Value) ? WildcardPriority : null,
        };
        rule.AddList("middlewares", middlewares.Select(name => (Node)new MapBuilder { ["name"] = name }!));
        rule["services"] = ListNode.Of(Service(route));
        return rule.ToMap();
    }

    private static MapNode Service(Route route) => new MapBuilder
    {
        ["name"] = route.Backend.Service,
        ["port"] = route.Backend.Port,
        ["scheme"] = route.Backend.Scheme switch { "https" => "https", "grpc" => "h2c", _ => null },
        ["sticky"] = route.Ingress.StickySessions is { Value: true } sticky
            ? new MapBuilder(sticky.Origin) { ["cookie"] = new MapBuilder { ["httpOnly"] = sticky, ["secure"] = route.Tls.IsOn } }
            : null,
    }.ToMap();

    /// <summary>A wildcard stands for exactly one label, as in a certificate.</summary>
    internal static string Match(string domain) => Route.IsWildcard(domain)
        ? $@"HostRegexp(`^[^.]+\.{domain[2..].Replace(".", @"\.", StringComparison.Ordinal)}$`)"
        : $"Host(`{domain}`)";
}
