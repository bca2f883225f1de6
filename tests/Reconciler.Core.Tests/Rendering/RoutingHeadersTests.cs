using Reconciler.Objects;

namespace Reconciler.Core.Tests.Rendering;

public sealed class RoutingHeadersTests
{
    private const string Tls = "tls: {issuer: {name: ca}}";

    private static RoutingScene Nginx(string ingress, string more = Tls) =>
        new RoutingScene().App($"namespace: store\ndomains: [shop.example.com]\ningress:\n  class: nginx\n{ingress}\n{more}");

    [Fact]
    public void Headers_become_a_ConfigMap_that_the_Ingress_names()
    {
        var scene = Nginx("  headers: {X-Frame-Options: DENY}\n  hsts: {maxAge: 1d, preload: true}");
        RoutingScene.Is("X-Frame-Options: DENY\nStrict-Transport-Security: max-age=86400; includeSubDomains; preload", scene.Object("ConfigMap", "shop-headers")["data"]);
        Assert.Equal("store/shop-headers", scene.Object("Ingress", "shop").Map("metadata").Map("annotations").Text("nginx.ingress.kubernetes.io/custom-headers")!.Value);
    }

    [Fact]
    public void The_Ingress_changes_with_the_headers_because_the_controller_does_not_watch_them()
    {
        var first = Nginx("  headers: {X-A: one}").Object("Ingress", "shop").Map("metadata").Map("annotations").Text("reconciler.dev/headers");
        var second = Nginx("  headers: {X-A: two}").Object("Ingress", "shop").Map("metadata").Map("annotations").Text("reconciler.dev/headers");
        Assert.NotEqual(first!.Value, second!.Value);
    }

    [Theory]
    [InlineData("{}", "max-age=15724800; includeSubDomains")]
    [InlineData("{maxAge: 60, includeSubdomains: false}", "max-age=60")]
    public void Hsts_has_its_defaults(string hsts, string value) =>
        Assert.Equal(value, Nginx($"  hsts: {hsts}").Object("ConfigMap", "shop-headers").Map("data").Text("Strict-Transport-Security")!.Value);

    [Fact]
    public void Without_TLS_there_is_no_hsts() => Assert.Equal(["Ingress/shop"], Nginx("  hsts: {}", "").Names());

    [Fact]
    public void A_header_that_the_controller_does_not_allow_is_a_warning_that_shows_the_setting()
    {
        var scene = Nginx("  headers: {X-A: b, X-C: d}");
        scene.Render();
        var problem = Assert.Single(scene.Problems);
        Assert.Equal("RCN1407", problem.Code.Id);
        Assert.Contains("global-allowed-response-headers: \"X-A,X-C\"", problem.Fix, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("values: {controller: {config: {global-allowed-response-headers: \"X-A, X-C\"}}}")]
    [InlineData("set: {controller.config.global-allowed-response-headers: 'X-A\\,X-C'}")]
    public void Headers_that_the_Chart_allows_are_no_warning(string chart) => Assert.Empty(Nginx("  headers: {X-A: b, X-C: d}").Chart(chart).Codes());

    [Theory]
    [InlineData("nginx", "\"X A\": b")]
    [InlineData("nginx", "X-A: \"b\\nSet-Cookie: c\"")]
    [InlineData("nginx", "X-A: \"ä\"")]
    [InlineData("traefik", "\"X A\": b")]
    [InlineData("gateway, gateway: {name: g}", "X-A: \"b\\nc\"")]
    public void A_header_that_can_not_be_sent_is_refused(string @class, string header)
    {
        var scene = new RoutingScene().App($"domains: [shop.example.com]\ningress: {{class: {@class}, headers: {{{header}}}}}");
        Assert.Equal(["RCN1408"], scene.Codes());
    }

    [Fact]
    public void Traefik_has_a_Middleware_for_headers()
    {
        var scene = new RoutingScene().App($"domains: [shop.example.com]\ningress: {{class: traefik, headers: {{X-A: 1}}, hsts: {{maxAge: 2d, preload: true}}}}\n{Tls}");
        RoutingScene.Is("""
            headers:
              customResponseHeaders:
                X-A: "1"
              stsSeconds: 172800
              stsIncludeSubdomains: true
              stsPreload: true
            """, scene.Object("Middleware", "shop-headers")["spec"]);
    }

    [Fact]
    public void A_HTTPRoute_sets_headers_by_a_filter()
    {
        var scene = new RoutingScene().App("domains: [shop.example.com]\ningress: {class: gateway, gateway: {name: g}, headers: {X-A: 1}, hsts: {}}");
        var rule = Assert.IsType<MapNode>(Assert.Single(scene.Object("HTTPRoute", "shop").Map("spec").List("rules")!.Items));
        RoutingScene.Is("""
            - type: ResponseHeaderModifier
              responseHeaderModifier:
                set:
                - name: X-A
                  value: "1"
                - name: Strict-Transport-Security
                  value: max-age=15724800; includeSubDomains
            """, rule["filters"]);
    }

    [Fact]
    public void A_Strict_Transport_Security_that_the_App_lists_wins_over_hsts()
    {
        var scene = Nginx("  headers: {strict-transport-security: max-age=1}\n  hsts: {}");
        RoutingScene.Is("strict-transport-security: max-age=1", scene.Object("ConfigMap", "shop-headers")["data"]);
    }
}
