using System.Collections.Immutable;
using Reconciler.Objects;
using Reconciler.Specs;

namespace Reconciler.Rendering.Routing;

/// <summary>What a request is handed to: a Service and one of its ports, by name or number, and what is spoken there.</summary>
internal sealed record Backend(string Service, Node Port, string Scheme)
{
    /// <summary>Whether it is the Service of type ExternalName that leads to KEDA's interceptor.</summary>
    public bool IsInterceptor { get; init; }
}

/// <summary>www.<see cref="Domain"/>, whose requests are redirected to the domain itself.</summary>
internal sealed record WwwTwin(Sourced<string> Name, Sourced<string> Domain);

/// <summary>Everything that the renderers of the classes have in common about one App: its domains, backend and certificate.</summary>
internal sealed record Route(RenderContext Context, ImmutableArray<Sourced<string>> Domains, Backend Backend, TlsDecision Tls)
{
    public AppSpec App => Context.App;
    public IngressSpec Ingress => App.Ingress;
    public string Component => App.Serving!.Name;

    /// <summary>Whether plain http is answered with a redirect to https.</summary>
    public bool RedirectsToHttps => Tls.IsOn && Ingress.RedirectHttps?.Value != false;

    public string Scheme => Tls.IsOn ? "https" : "http";

    /// <summary>The domains whose www. twin is redirected: not wildcards, not what starts with www. itself, and no twin that is a domain of its own.</summary>
    public ImmutableArray<WwwTwin> Twins { get; } = TwinsOf(Context.App);

    /// <summary>Every name that the certificate has to cover.</summary>
    public IEnumerable<Sourced<string>> CertifiedNames => Domains.Concat(Twins.Select(twin => twin.Name));

    public static ImmutableArray<Sourced<string>> DomainsOf(AppSpec app) => [.. app.Domains.DistinctBy(domain => domain.Value)];

    public static ImmutableArray<WwwTwin> TwinsOf(AppSpec app)
    {
        if (app.Ingress.RedirectWww?.Value != true) return [];
        var domains = DomainsOf(app);
        return [.. domains
            .Where(domain => !IsWildcard(domain.Value) && !domain.Value.StartsWith("www.", StringComparison.Ordinal))
            .Select(domain => new WwwTwin(domain.Select(name => $"www.{name}"), domain))
            .Where(twin => domains.All(domain => domain.Value != twin.Name.Value))];
    }

    public static bool IsWildcard(string domain) => domain.StartsWith("*.", StringComparison.Ordinal);

    public MapNode Metadata(string type, string name, MapNode? annotations = null) => Context.Metadata(type, name, Component, annotations: annotations);

    public Manifest ToManifest(MapBuilder body) => Context.ToManifest(body.ToMap(), Domains[0].Origin);
}
