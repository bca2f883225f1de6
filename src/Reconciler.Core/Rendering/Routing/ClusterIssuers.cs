using System.Collections.Immutable;
using Reconciler.Objects;
using Reconciler.Rendering.Shared;
using Reconciler.Specs;

namespace Reconciler.Rendering.Routing;

/// <summary>
/// The Environment's accounts at Let's Encrypt, one ClusterIssuer for each server that it has an email for and that is its
/// own server or wanted by an App. Apps whose ingress class is not the Environment's get a solver of their own.
/// </summary>
public static class ClusterIssuers
{
    public static IEnumerable<Manifest> Render(SpecSet specs)
    {
        if (specs.Environment is not { Document: { } document, Tls.LetsEncrypt: { } letsEncrypt } environment) yield break;
        foreach (var server in (string[])[AcmeAccount.Production, AcmeAccount.Staging])
        {
            if (letsEncrypt.EmailFor(server) is not { } email) continue;
            var users = specs.Apps.Where(app => Uses(app, specs, server)).ToImmutableArray();
            var isOwn = !letsEncrypt.IsOff && AcmeAccount.ServerOf(letsEncrypt) == server;
            if (!isOwn && users.IsEmpty) continue;
            var name = AcmeAccount.ClusterIssuerName(server);
            var body = new MapBuilder(email.Origin)
            {
                ["apiVersion"] = "cert-manager.io/v1",
                ["kind"] = "ClusterIssuer",
                ["metadata"] = SpecObjects.Metadata(environment, document, "issuer", name, null),
                ["spec"] = Acme.Spec(server, email, name, Solvers(environment, users)),
            };
            yield return new Manifest(body.ToMap(), Lane.Of(document, ""), email.Origin);
        }
    }

    private static bool Uses(AppSpec app, SpecSet specs, string server) =>
        AppRouting.ClassOf(app) is not null && TlsDecision.Of(app, specs) is TlsDecision.Issued { Account: { IsOfApp: false } account } && account.Server == server;

    private static IEnumerable<MapNode> Solvers(EnvironmentSpec environment, ImmutableArray<AppSpec> users)
    {
        var usual = Way(environment.Ingress);
        if (usual.Class is "nginx" or "traefik" or "gateway") yield return Acme.Solver(usual.Class, environment.Ingress.Gateway);
        var others = users.GroupBy(app => Way(app.Ingress)).Where(group => group.Key != usual).OrderBy(group => group.Key.ToString(), StringComparer.Ordinal).ToArray();
        foreach (var group in others)
        {
            var isOnly = others.Length == 1 && usual.Class is null or "none";
            var names = group.SelectMany(app => Route.DomainsOf(app).Concat(Route.TwinsOf(app).Select(twin => twin.Name))).Select(name => name.ToNode());
            yield return Acme.Solver(group.Key.Class, group.First().Ingress.Gateway, isOnly ? null : names);
        }
        // Without any class cert-manager answers through whatever ingress there is.
        if (others.Length == 0 && usual.Class is null or "none") yield return Acme.Solver(null, null);
    }

    private static (string? Class, string? Gateway, string? Namespace) Way(IngressSpec ingress) => ingress.Class?.Value == "gateway"
        ? ("gateway", ingress.Gateway?.Name?.Value, ingress.Gateway?.Namespace?.Value)
        : (ingress.Class?.Value, null, null);
}
