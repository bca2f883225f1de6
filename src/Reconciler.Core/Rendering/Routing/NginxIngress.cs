using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Objects;

namespace Reconciler.Rendering.Routing;

/// <summary>
/// Class nginx: one Ingress with a rule for each domain. `redirectWww` is ingress-nginx's from-to-www-redirect, which
/// keeps path and query. It holds for a whole Ingress, breaks the controller's configuration beside a wildcard and turns
/// round for a domain that starts with www., so then those domains go to a second Ingress, `APP-www`, that has no redirect.
/// </summary>
internal static class NginxIngress
{
    public static IEnumerable<Manifest> Render(Route route)
    {
        ReportCompression(route);
        var headers = NginxHeaders.ConfigMap(route);
        if (headers is not null) yield return headers;
        var annotations = Annotations(route, headers);
        ReportSnippets(route, annotations);
        if (route.Twins.IsEmpty)
        {
            yield return Ingress(route, route.App.Name, route.Domains, annotations);
            yield break;
        }
        var aside = route.Domains.Where(domain => Route.IsWildcard(domain.Value) || domain.Value.StartsWith("www.", StringComparison.Ordinal)).ToImmutableArray();
        var redirecting = new MapBuilder().AddAll(annotations);
        redirecting[NginxProperties.Prefix + "from-to-www-redirect"] = new Sourced<string>("true", route.Ingress.RedirectWww!.Origin);
        yield return Ingress(route, route.App.Name, route.Domains.RemoveRange(aside), redirecting.ToMap());
        if (!aside.IsEmpty) yield return Ingress(route, $"{route.App.Name}-www", aside, annotations);
    }

    private static Manifest Ingress(Route route, string name, ImmutableArray<Sourced<string>> domains, MapNode annotations)
    {
        var twins = route.Twins.Where(twin => domains.Contains(twin.Domain)).Select(twin => twin.Name);
        return route.ToManifest(new MapBuilder(domains[0].Origin)
        {
            ["apiVersion"] = "networking.k8s.io/v1",
            ["kind"] = "Ingress",
            ["metadata"] = route.Metadata("ingress", name, annotations.Entries.Length == 0 ? null : annotations),
            ["spec"] = new MapBuilder
            {
                ["ingressClassName"] = route.Ingress.Class,
                ["tls"] = route.Tls.SecretName(route.App) is { } secret ? ListNode.Of(new MapBuilder
                {
                    ["hosts"] = ListNode.Of(domains.Concat(twins).Select(domain => domain.ToNode())),
                    ["secretName"] = secret,
                }.ToMap()) : null,
                ["rules"] = ListNode.Of(domains.Select(domain => Rule(domain, route.Backend))),
            },
        });
    }

    private static MapNode Rule(Sourced<string> domain, Backend backend) => new MapBuilder(domain.Origin)
    {
        ["host"] = domain,
        ["http"] = new MapBuilder
        {
            ["paths"] = ListNode.Of(new MapBuilder
            {
                ["path"] = "/",
                ["pathType"] = "Prefix",
                ["backend"] = new MapBuilder
                {
                    ["service"] = new MapBuilder
                    {
                        ["name"] = backend.Service,
                        ["port"] = new MapBuilder { [backend.Port is ScalarNode { Kind: ScalarKind.Integer } ? "number" : "name"] = backend.Port },
                    },
                },
            }.ToMap()),
        },
    }.ToMap();

    private static MapNode Annotations(Route route, Manifest? headers)
    {
        var annotations = new MapBuilder();
        void Add(string name, string? value, Origin origin = default)
        {
            if (value is not null) annotations.Add(NginxProperties.Prefix + name, ScalarNode.Of(value, origin));
        }

        var ingress = route.Ingress;
        if (route.RedirectsToHttps) Add("force-ssl-redirect", "true", ingress.RedirectHttps?.Origin ?? default);
        // The controller redirects by itself as soon as there is a certificate.
        else if (route.Tls.IsOn) Add("ssl-redirect", "false", ingress.RedirectHttps?.Origin ?? default);
        Add("backend-protocol", route.Backend.Scheme switch { "https" => "HTTPS", "grpc" => "GRPC", _ => null });
        if (ingress.StickySessions is { Value: true } sticky) Add("affinity", "cookie", sticky.Origin);
        if (headers is not null)
        {
            Add("custom-headers", $"{route.Context.Namespace}/{NginxHeaders.ConfigMapName(route.App)}");
            annotations.Add(NginxHeaders.HashAnnotation, Naming.Hash(headers.Body["data"]!));
        }
        return annotations.AddAll(NginxProperties.Render(ingress.Nginx ?? MapNode.Empty, route.Context.Problems)).ToMap();
    }

    private static void ReportCompression(Route route)
    {
        if (route.Ingress.Compression is { Value: true } compression)
            route.Context.Problems.Add(RoutingCodes.NotPerApp.At(compression.Origin, "ingress-nginx can't compress the responses of one App only", "set controller.config.use-gzip in the values of the Chart ingress-nginx", "spec.ingress.compression"));
    }

    private static void ReportSnippets(Route route, MapNode annotations)
    {
        if ((annotations[NginxProperties.ServerSnippet] ?? annotations[NginxProperties.ConfigurationSnippet]) is not { } snippet) return;
        if (route.Context.Specs.Charts.Any(NginxChart.Is)) return;
        route.Context.Problems.Add(RoutingCodes.SnippetsNeeded.At(snippet.Origin, "this needs a snippet, which ingress-nginx refuses unless it was installed to allow them",
            "set allow-snippet-annotations: true and annotations-risk-level: Critical where ingress-nginx is installed", "spec.ingress.nginx"));
    }
}
