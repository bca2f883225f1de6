using Reconciler.Objects;

namespace Reconciler.Rendering.Routing;

/// <summary>What Traefik does to requests and responses on the way: one Middleware for each thing that the App wants.</summary>
internal static class TraefikMiddlewares
{
    public static string Redirect(Route route) => $"{route.App.Name}-redirect";

    public static string Www(Route route) => $"{route.App.Name}-www";

    public static string Headers(Route route) => $"{route.App.Name}-headers";

    public static string Compression(Route route) => $"{route.App.Name}-compression";

    public static IEnumerable<Manifest> Render(Route route)
    {
        if (route.RedirectsToHttps)
        {
            yield return Middleware(route, Redirect(route), "redirectScheme", route.Ingress.RedirectHttps?.Origin, new MapBuilder { ["scheme"] = "https", ["permanent"] = true });
        }
        if (!route.Twins.IsEmpty)
        {
            yield return Middleware(route, Www(route), "redirectRegex", route.Ingress.RedirectWww?.Origin, new MapBuilder
            {
                ["regex"] = @"^https?://www\.([^/:]+)(?::[0-9]+)?/(.*)$",
                ["replacement"] = $"{route.Scheme}://${{1}}/${{2}}",
                ["permanent"] = true,
            });
        }
        if (HeadersOf(route) is { IsEmpty: false } headers) yield return Middleware(route, Headers(route), "headers", route.Ingress.Headers?.Origin, headers);
        if (route.Ingress.Compression is { Value: true } compression) yield return Middleware(route, Compression(route), "compress", compression.Origin, []);
    }

    /// <summary>Traefik sends Strict-Transport-Security over https only.</summary>
    private static MapBuilder HeadersOf(Route route)
    {
        var headers = new MapBuilder();
        headers.AddMap("customResponseHeaders", new MapNode(ResponseHeaders.Written(route)));
        if (route.Ingress.Hsts is not { } hsts || !route.Tls.IsOn) return headers;
        headers["stsSeconds"] = hsts.MaxAge ?? (Node)ResponseHeaders.DefaultMaxAge;
        headers["stsIncludeSubdomains"] = hsts.IncludeSubdomains ?? (Node)true;
        headers["stsPreload"] = hsts.Preload ?? (Node)false;
        return headers;
    }

    private static Manifest Middleware(Route route, string name, string kind, Origin? origin, MapBuilder settings) => route.Context.ToManifest(new MapBuilder(origin ?? default)
    {
        ["apiVersion"] = "traefik.io/v1alpha1",
        ["kind"] = "Middleware",
        ["metadata"] = route.Metadata("traefik_middleware", name),
        ["spec"] = new MapBuilder { [kind] = settings },
    }.ToMap());
}
