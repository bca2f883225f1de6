using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Rendering.Scaling;
using Reconciler.Specs;

namespace Reconciler.Rendering.Routing;

/// <summary>
/// Everything that brings requests from outside to one App: the objects of its ingress class, and the Certificate that
/// they name. An App without domains needs none of it.
/// </summary>
public static class AppRouting
{
    public static IEnumerable<Manifest> Render(RenderContext context)
    {
        var domains = Route.DomainsOf(context.App);
        if (domains.IsEmpty || !HasClass(context, domains[0])) return [];
        var tls = TlsDecision.Of(context.App, context.Specs);
        if (tls is TlsDecision.Refused refused) context.Problems.Add(refused.Problem);
        if (Backend(context, domains[0]) is not { } backend) return [];
        var route = new Route(context, domains, backend, tls);
        return OfClass(route).Concat(AppCertificates.Render(route));
    }

    /// <summary>The ingress class that an App's domains go through; null where nothing is rendered for them.</summary>
    internal static string? ClassOf(AppSpec app) => app.Domains.Any() && app.Ingress.Class?.Value is "nginx" or "traefik" or "gateway" ? app.Ingress.Class.Value : null;

    private static IEnumerable<Manifest> OfClass(Route route)
    {
        if (ClassOf(route.App) is not "nginx") WarnOfNginxProperties(route);
        return ClassOf(route.App) switch
        {
            "nginx" => NginxIngress.Render(route),
            "traefik" => TraefikRoutes.Render(route),
            "gateway" => GatewayRoutes.Render(route),
            _ => [],
        };
    }

    private static bool HasClass(RenderContext context, Sourced<string> domain)
    {
        if (ClassOf(context.App) is not null) return true;
        if (context.App.Ingress.Class is { } written)
        {
            if (written.Value == "none") context.Problems.Add(RoutingCodes.NotRouted.At(written.Origin, $"the ingress class is none, so nothing is rendered for {domain.Value}", field: "spec.ingress.class"));
        }
        else if (context.App.Frontend is null)
        {
            context.Problems.Add(RoutingCodes.NoIngressClass.At(domain.Origin, $"the domain {domain.Value} has neither an ingress class nor a frontend",
                "write ingress: {class: nginx} in the Environment or the App; none if somebody else brings the requests", "spec.domains"));
        }
        return false;
    }

    /// <summary>
    /// The Service in front of the process that serves the domains; with an http trigger the interceptor's, which starts
    /// the process where it is at 0. Under blueGreen it is the Service without a version, so a switch changes nothing here.
    /// </summary>
    private static Backend? Backend(RenderContext context, Sourced<string> domain)
    {
        var (app, problems) = (context.App, context.Problems);
        if (app.Serving is not { } process)
        {
            var names = string.Join(", ", app.Processes.Select(candidate => candidate.Name));
            problems.Add(RoutingCodes.NothingServes.At(app.Ingress.Process?.Origin ?? domain.Origin,
                app.Ingress.Process is { } named ? $"ingress.process names {named.Value}, and the App has the processes {names}" : $"it is not clear which process serves {domain.Value}: the App has {names}",
                "name the process in ingress.process", "spec.ingress.process"));
            return null;
        }
        if (!process.IsExposed || Ports.Routed(app, process) is not { } port)
        {
            var lacks = process.IsExposed ? "has no port that speaks http, https or grpc" : "is not exposed";
            problems.Add(RoutingCodes.NothingServes.At(process.Expose?.Origin ?? process.Place, $"the process {process.Name} serves {domain.Value} and {lacks}",
                process.IsExposed ? "add a port with scheme http" : "write expose: true, or name another process in ingress.process"));
            return null;
        }
        return HttpScaling.InterceptorName(process) is { } interceptor
            ? new Backend(interceptor, HttpScaling.InterceptorPort, "http") { IsInterceptor = true }
            : new Backend(process.ServiceName, port.Name, port.Scheme);
    }

    /// <summary>Properties that the App wrote itself, or that come along with the class that it inherits.</summary>
    private static void WarnOfNginxProperties(Route route)
    {
        var own = route.App.Document.Spec.Map("ingress");
        foreach (var entry in route.Ingress.Nginx?.Entries ?? [])
        {
            if (own.Map("nginx")?.Has(entry.Key) != true && own?.Has("class") == true) continue;
            route.Context.Problems.Add(RoutingCodes.NginxOnly.At(entry.KeyOrigin.IsKnown ? entry.KeyOrigin : entry.Value.Origin,
                $"{entry.Key} is a setting of ingress-nginx, and the App's ingress class is {route.Ingress.Class?.Value}", field: $"spec.ingress.nginx.{entry.Key}"));
        }
    }
}
