using Reconciler.Objects;

namespace Reconciler.Rendering.Routing;

/// <summary>
/// The Certificate that cert-manager is asked for, one for all of an App's names, and the App's own Issuer where it has
/// an account of its own. With class gateway it is rendered too: which certificate is served is the Gateway's own
/// business, and its listener can name the Secret.
/// </summary>
internal static class AppCertificates
{
    private static readonly string[] Ours = ["app.kubernetes.io/name", "app.kubernetes.io/component", "app.kubernetes.io/part-of", "app.kubernetes.io/managed-by"];

    public static IEnumerable<Manifest> Render(Route route)
    {
        if (route.Tls is not TlsDecision.Issued issued) yield break;
        if (issued.Account is { IsOfApp: true } account) yield return Issuer(route, issued, account);
        yield return Certificate(route, issued);
    }

    private static Manifest Certificate(Route route, TlsDecision.Issued issued) => route.ToManifest(new MapBuilder(route.Domains[0].Origin)
    {
        ["apiVersion"] = "cert-manager.io/v1",
        ["kind"] = "Certificate",
        ["metadata"] = route.Context.Metadata("certificate", route.App.Name),
        ["spec"] = new MapBuilder
        {
            ["secretName"] = issued.SecretName(route.App),
            ["secretTemplate"] = SecretTemplate(route),
            ["dnsNames"] = ListNode.Of(route.CertifiedNames.Select(name => name.ToNode())),
            ["issuerRef"] = new MapBuilder
            {
                ["name"] = issued.Issuer,
                ["kind"] = issued.Kind,
                ["group"] = "cert-manager.io",
            },
        },
    });

    /// <summary>What the user wants on Secrets. Not our own labels: cert-manager makes this Secret.</summary>
    private static MapNode? SecretTemplate(Route route)
    {
        var metadata = route.Context.Metadata("secret", "");
        var template = new MapBuilder();
        foreach (var field in (string[])["labels", "annotations"])
        {
            template.AddMap(field, new MapNode([.. (metadata.Map(field)?.Entries ?? [])
                .Where(entry => !Ours.Contains(entry.Key) && !entry.Key.StartsWith(Ownership.Prefix, StringComparison.Ordinal))]));
        }
        return template.IsEmpty ? null : template.ToMap();
    }

    private static Manifest Issuer(Route route, TlsDecision.Issued issued, AcmeAccount account) => route.ToManifest(new MapBuilder(account.Email.Origin)
    {
        ["apiVersion"] = "cert-manager.io/v1",
        ["kind"] = "Issuer",
        ["metadata"] = route.Context.Metadata("issuer", issued.Issuer.Value),
        ["spec"] = Acme.Spec(account.Server, account.Email, issued.Issuer.Value, [Acme.Solver(AppRouting.ClassOf(route.App), route.Ingress.Gateway)]),
    });
}
