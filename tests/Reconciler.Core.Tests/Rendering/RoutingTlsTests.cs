using Reconciler.Objects;
using Reconciler.Rendering.Routing;

namespace Reconciler.Core.Tests.Rendering;

/// <summary>The order in which TLS is decided, and what cert-manager is asked for.</summary>
public sealed class RoutingTlsTests
{
    private const string Ops = "letsEncrypt: {server: production, email: ops@example.com}";

    private static RoutingScene Scene(string environment, string app, string domains = "[shop.example.com]", string @class = "nginx") => new RoutingScene(
        $"ingress: {{class: {@class}}}\ntls: {{{environment}}}").App($"namespace: store\ndomains: {domains}\ntls: {{{app}}}");

    [Theory]
    [InlineData("", "", "off")]
    [InlineData(Ops, "", "ClusterIssuer letsencrypt-production")]
    [InlineData("letsEncrypt: {email: ops@example.com}", "", "ClusterIssuer letsencrypt-production")]
    [InlineData("letsEncrypt: {server: staging}", "", "off")]
    [InlineData("letsEncrypt: off", "", "off")]
    [InlineData(Ops, "enabled: false", "off")]
    [InlineData("enabled: false, " + Ops, "enabled: true", "ClusterIssuer letsencrypt-production")]
    [InlineData(Ops, "letsEncrypt: off", "off")]
    [InlineData(Ops, "letsEncrypt: false", "off")]
    [InlineData(Ops, "letsEncrypt: {server: off}", "off")]
    [InlineData(Ops, "letsEncrypt: null", "off")]
    [InlineData(Ops, "letsEncrypt: {server: staging}", "ClusterIssuer letsencrypt-staging")]
    [InlineData(Ops, "letsEncrypt: {email: me@example.com}", "Issuer shop-letsencrypt")]
    [InlineData("", "letsEncrypt: {email: {staging: me@example.com}, server: staging}", "Issuer shop-letsencrypt")]
    [InlineData("letsEncrypt: {email: {production: p@example.com}}", "letsEncrypt: {server: staging}", "RCN1415")]
    [InlineData("", "letsEncrypt: {server: production}", "RCN1415")]
    [InlineData(Ops, "issuer: {name: ca}", "ClusterIssuer ca")]
    [InlineData(Ops, "issuer: {name: ca, kind: Issuer}, letsEncrypt: {email: me@example.com}", "Issuer ca")]
    [InlineData("issuer: {name: env-ca}, " + Ops, "", "ClusterIssuer env-ca")]
    [InlineData("issuer: {name: env-ca}, " + Ops, "letsEncrypt: {server: staging}", "ClusterIssuer letsencrypt-staging")]
    [InlineData("issuer: {name: env-ca}, " + Ops, "letsEncrypt: off", "ClusterIssuer env-ca")]
    [InlineData("issuer: {name: env-ca}, " + Ops, "issuer: null", "ClusterIssuer letsencrypt-production")]
    [InlineData("issuer: {name: env-ca}", "certificate: shop-cert, issuer: {name: ca}", "tls-shop-cert")]
    [InlineData("", "certificate: shop-cert, enabled: false", "off")]
    public void The_first_that_is_given_counts(string environment, string app, string expected)
    {
        var scene = Scene(environment, app);
        var spec = scene.Specs.Apps[0];
        var found = TlsDecision.Of(spec, scene.Specs);
        Assert.Equal(expected, found switch
        {
            TlsDecision.Off => "off",
            TlsDecision.Imported imported => imported.SecretName(spec)!.ToString(),
            TlsDecision.Issued issued => $"{issued.Kind} {issued.Issuer}",
            TlsDecision.Refused refused => refused.Problem.Code.Id,
            _ => "",
        });
    }

    [Fact]
    public void Without_domains_there_is_no_TLS()
    {
        var scene = Scene(Ops, "issuer: {name: ca}", "[]");
        Assert.IsType<TlsDecision.Off>(TlsDecision.Of(scene.Specs.Apps[0], scene.Specs));
    }

    [Theory]
    [InlineData(Ops, "")]
    [InlineData("", "letsEncrypt: {email: me@example.com}")]
    public void A_wildcard_with_Lets_Encrypt_is_refused_and_shows_issuer(string environment, string app)
    {
        var scene = Scene(environment, app, "[shop.example.com, \"*.shop.example.com\"]");
        scene.Render();
        var problem = Assert.Single(scene.Problems);
        Assert.Equal(("RCN1416", 6), (problem.Code.Id, problem.Place.Line));
        Assert.Contains("issuer:", problem.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wildcard_with_an_issuer_is_fine() => Assert.Empty(Scene(Ops, "issuer: {name: dns}", "[\"*.shop.example.com\"]").Codes());

    [Fact]
    public void A_Certificate_asks_for_all_domains_and_passes_on_what_is_wanted_on_Secrets()
    {
        var scene = new RoutingScene($"tls: {{{Ops}}}\nlabels: {{secret: {{mirror: \"yes\"}}}}")
            .App("namespace: store\ndomains: [shop.example.com, b.example.com]\ningress: {class: nginx}\nlabels: {certificate: {a: b}}");
        var certificate = scene.Object("Certificate", "shop");
        Assert.Equal("b", certificate.Map("metadata").Map("labels").Text("a")!.Value);
        RoutingScene.Is("""
            secretName: shop-tls
            secretTemplate:
              labels:
                mirror: "yes"
            dnsNames:
            - shop.example.com
            - b.example.com
            issuerRef:
              name: letsencrypt-production
              kind: ClusterIssuer
              group: cert-manager.io
            """, certificate["spec"]);
    }

    [Fact]
    public void An_App_s_email_makes_an_Issuer_in_its_namespace()
    {
        var issuer = Scene("", "letsEncrypt: {server: staging, email: me@example.com}", @class: "traefik").Object("Issuer", "shop-letsencrypt");
        Assert.Equal("store", issuer.Map("metadata").Text("namespace")!.Value);
        RoutingScene.Is("""
            acme:
              server: https://acme-staging-v02.api.letsencrypt.org/directory
              email: me@example.com
              privateKeySecretRef:
                name: shop-letsencrypt
              solvers:
              - http01:
                  ingress:
                    ingressClassName: traefik
            """, issuer["spec"]);
        Assert.Equal(("shop.yaml", 7), (issuer.Path("spec", "acme", "email")!.Origin.File, issuer.Path("spec", "acme", "email")!.Origin.Line));
    }

    [Fact]
    public void The_Environment_s_account_is_rendered_once_for_its_own_server()
    {
        var scene = Scene(Ops, "").App("domains: [b.example.com]", "other");
        Assert.Single(scene.Names(), "ClusterIssuer/letsencrypt-production");
        var issuer = scene.Render().Single(manifest => manifest.Key.Kind == "ClusterIssuer");
        Assert.Equal("Environment/production", issuer.Lane.Title);
        Assert.Null(issuer.Body.Map("metadata")!["namespace"]);
        RoutingScene.Is("""
            acme:
              server: https://acme-v02.api.letsencrypt.org/directory
              email: ops@example.com
              privateKeySecretRef:
                name: letsencrypt-production
              solvers:
              - http01:
                  ingress:
                    ingressClassName: nginx
            """, issuer.Body["spec"]);
    }

    [Theory]
    [InlineData(Ops, "letsEncrypt: {server: staging}", "production staging")]
    [InlineData("letsEncrypt: {server: off, email: ops@example.com}", "letsEncrypt: {server: staging}", "staging")]
    [InlineData("letsEncrypt: {server: off, email: ops@example.com}", "", "")]
    [InlineData(Ops, "letsEncrypt: {email: me@example.com, server: staging}", "production")]
    public void Another_server_s_account_is_rendered_where_an_App_uses_it(string environment, string app, string servers)
    {
        var names = Scene(environment, app).Names().Where(name => name.StartsWith("ClusterIssuer", StringComparison.Ordinal)).Select(name => name["ClusterIssuer/letsencrypt-".Length..]);
        Assert.Equal(servers, string.Join(' ', names));
    }

    [Fact]
    public void Apps_of_another_class_get_a_solver_of_their_own()
    {
        var scene = Scene(Ops, "").App("domains: [b.example.com]\ningress: {class: gateway, gateway: {name: public, namespace: infra}}", "other");
        RoutingScene.Is("""
            - http01:
                ingress:
                  ingressClassName: nginx
            - http01:
                gatewayHTTPRoute:
                  parentRefs:
                  - name: public
                    namespace: infra
                    kind: Gateway
              selector:
                dnsNames:
                - b.example.com
            """, scene.Object("ClusterIssuer", "letsencrypt-production").Path("spec", "acme", "solvers"));
    }
}
