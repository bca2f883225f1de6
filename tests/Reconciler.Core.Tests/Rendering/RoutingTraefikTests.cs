using Reconciler.Objects;

namespace Reconciler.Core.Tests.Rendering;

public sealed class RoutingTraefikTests
{
    private const string Tls = "tls: {issuer: {name: ca}}";

    private static RoutingScene Scene(string ingress = "", string more = "", string domains = "[shop.example.com]") =>
        new RoutingScene().App($"namespace: store\ndomains: {domains}\ningress:\n  class: traefik\n{ingress}\n{more}");

    [Fact]
    public void Without_TLS_there_is_one_IngressRoute_for_plain_http()
    {
        var scene = Scene();
        Assert.Equal(["IngressRoute/shop"], scene.Names());
        RoutingScene.Is("""
            entryPoints:
            - web
            routes:
            - kind: Rule
              match: Host(`shop.example.com`)
              services:
              - name: shop-web
                port: http
            """, scene.Object("IngressRoute", "shop")["spec"]);
    }

    [Fact]
    public void With_TLS_plain_http_is_redirected_by_an_IngressRoute_of_its_own()
    {
        var scene = Scene(more: Tls);
        Assert.Equal(["Certificate/shop", "IngressRoute/shop", "IngressRoute/shop-http", "Middleware/shop-redirect"], scene.Names());
        var secure = scene.Object("IngressRoute", "shop").Map("spec")!;
        RoutingScene.Is("- websecure", secure["entryPoints"]);
        RoutingScene.Is("secretName: shop-tls", secure["tls"]);
        Assert.DoesNotContain("middlewares", YamlWriter.Write(secure), StringComparison.Ordinal);
        var plain = scene.Object("IngressRoute", "shop-http").Map("spec")!;
        RoutingScene.Is("- web", plain["entryPoints"]);
        Assert.Null(plain["tls"]);
        Assert.Contains("middlewares:\n  - name: shop-redirect", YamlWriter.Write(plain), StringComparison.Ordinal);
        RoutingScene.Is("redirectScheme:\n  scheme: https\n  permanent: true", scene.Object("Middleware", "shop-redirect")["spec"]);
    }

    [Fact]
    public void RedirectHttps_false_serves_plain_http_too()
    {
        var scene = Scene("  redirectHttps: false\n  compression: true", Tls);
        Assert.DoesNotContain("Middleware/shop-redirect", scene.Names());
        Assert.Contains("- name: shop-compression", YamlWriter.Write(scene.Object("IngressRoute", "shop-http")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_wildcard_is_an_anchored_expression_of_low_priority_and_keeps_its_line()
    {
        var spec = Scene(domains: "[a.example.com, \"*.my-shop.example.com\"]").Object("IngressRoute", "shop").Map("spec");
        var rule = Assert.IsType<MapNode>(spec.List("routes")!.Items[1]);
        Assert.Equal(@"HostRegexp(`^[^.]+\.my-shop\.example\.com$`)", rule.Text("match")!.Value);
        Assert.Equal(6, rule["match"]!.Origin.Line);
        Assert.Equal(1, rule.Int("priority")!.Value);
        Assert.Null(Assert.IsType<MapNode>(spec.List("routes")!.Items[0])["priority"]);
    }

    [Theory]
    [InlineData(Tls, "https://${1}/${2}")]
    [InlineData("", "http://${1}/${2}")]
    public void A_www_twin_is_redirected_by_a_Middleware(string tls, string replacement)
    {
        var scene = Scene("  redirectWww: true", tls);
        var settings = scene.Object("Middleware", "shop-www").Map("spec").Map("redirectRegex");
        Assert.Equal(replacement, settings.Text("replacement")!.Value);
        Assert.Equal("https://a.b/c?d", System.Text.RegularExpressions.Regex.Replace("http://www.a.b:8080/c?d", settings.Text("regex")!.Value, "https://$1/$2"));
        var rule = Assert.IsType<MapNode>(scene.Object("IngressRoute", "shop").Map("spec").List("routes")!.Items[1]);
        Assert.Equal("Host(`www.shop.example.com`)", rule.Text("match")!.Value);
        RoutingScene.Is("- name: shop-www", rule["middlewares"]);
    }

    [Fact]
    public void Headers_and_compression_are_on_every_route_in_this_order()
    {
        var scene = Scene("  headers: {X-A: b}\n  compression: true");
        var rule = Assert.IsType<MapNode>(scene.Object("IngressRoute", "shop").Map("spec").List("routes")!.Items[0]);
        RoutingScene.Is("- name: shop-headers\n- name: shop-compression", rule["middlewares"]);
        RoutingScene.Is("compress: {}", scene.Object("Middleware", "shop-compression")["spec"]);
    }

    [Fact]
    public void Sticky_sessions_are_a_cookie_that_is_secure_where_there_is_TLS()
    {
        Assert.Contains("secure: true", YamlWriter.Write(Scene("  stickySessions: true", Tls).Object("IngressRoute", "shop")), StringComparison.Ordinal);
        Assert.Contains("secure: false", YamlWriter.Write(Scene("  stickySessions: true").Object("IngressRoute", "shop")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https", "https")]
    [InlineData("grpc", "h2c")]
    public void The_port_s_scheme_is_the_backend_s(string scheme, string expected) => Assert.Contains($"scheme: {expected}\n",
        YamlWriter.Write(Scene(more: $"processes: {{web: {{ports: [{{scheme: {scheme}, port: 443}}]}}}}").Object("IngressRoute", "shop")), StringComparison.Ordinal);

    [Fact]
    public void An_http_trigger_leads_to_the_interceptor_and_warns_of_what_Traefik_must_allow()
    {
        var scene = Scene(more: "processes: {web: {autoscaling: {max: 5, triggers: [{type: http}]}}}");
        Assert.Contains("- name: shop-web-interceptor\n      port: 8080\n", YamlWriter.Write(scene.Object("IngressRoute", "shop")), StringComparison.Ordinal);
        Assert.Equal(["RCN1414"], scene.Codes());
    }
}
