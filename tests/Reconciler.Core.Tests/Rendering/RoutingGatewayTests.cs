using Reconciler.Objects;

namespace Reconciler.Core.Tests.Rendering;

public sealed class RoutingGatewayTests
{
    private const string Tls = "tls: {issuer: {name: ca}}";

    private const string Gateway = """
        apiVersion: gateway.networking.k8s.io/v1
        kind: Gateway
        metadata: {name: public, namespace: infra}
        spec:
          gatewayClassName: x
          listeners:
          - {name: plain, protocol: HTTP, port: 80}
          - {name: secure, protocol: HTTPS, port: 443}
        """;

    private static RoutingScene Scene(string ingress = "", string more = "", string domains = "[shop.example.com]") =>
        new RoutingScene().App($"namespace: store\ndomains: {domains}\ningress:\n  class: gateway\n  gateway: {{name: public, namespace: infra}}\n{ingress}\n{more}");

    [Fact]
    public void An_App_becomes_a_HTTPRoute_at_its_Gateway()
    {
        var scene = Scene(domains: "[shop.example.com, \"*.shop.example.com\"]");
        Assert.Equal(["HTTPRoute/shop"], scene.Names());
        RoutingScene.Is("""
            parentRefs:
            - name: public
              namespace: infra
            hostnames:
            - shop.example.com
            - "*.shop.example.com"
            rules:
            - backendRefs:
              - name: shop-web
                port: 80
            """, scene.Object("HTTPRoute", "shop")["spec"]);
        Assert.Empty(scene.Problems);
    }

    [Fact]
    public void Plain_http_is_redirected_where_the_source_has_the_Gateway()
    {
        var scene = Scene(more: Tls).Manifest(Gateway);
        Assert.Equal(["Certificate/shop", "HTTPRoute/shop", "HTTPRoute/shop-http"], scene.Names());
        Assert.Empty(scene.Problems);
        RoutingScene.Is("- name: public\n  namespace: infra\n  sectionName: secure", scene.Object("HTTPRoute", "shop").Map("spec")!["parentRefs"]);
        var redirect = scene.Object("HTTPRoute", "shop-http").Map("spec")!;
        RoutingScene.Is("- name: public\n  namespace: infra\n  sectionName: plain", redirect["parentRefs"]);
        RoutingScene.Is("- filters:\n  - type: RequestRedirect\n    requestRedirect:\n      scheme: https\n      statusCode: 301", redirect["rules"]);
    }

    [Fact]
    public void Without_the_Gateway_in_the_source_the_redirect_is_left_to_it()
    {
        var scene = Scene(more: Tls);
        Assert.Equal(["Certificate/shop", "HTTPRoute/shop"], scene.Names());
        Assert.Equal(["RCN1412"], scene.Codes());
        Assert.Empty(Scene("  redirectHttps: false", Tls).Codes());
    }

    [Fact]
    public void Each_www_twin_has_a_redirect_of_its_own()
    {
        var scene = Scene("  redirectWww: true", Tls, "[a.example.com, b.example.com]");
        var names = scene.Names().Where(name => name.StartsWith("HTTPRoute", StringComparison.Ordinal)).ToArray();
        Assert.Equal(3, names.Length);
        var first = scene.Object("HTTPRoute", "shop-www").Map("spec")!;
        RoutingScene.Is("- www.a.example.com", first["hostnames"]);
        RoutingScene.Is("- filters:\n  - type: RequestRedirect\n    requestRedirect:\n      scheme: https\n      hostname: a.example.com\n      statusCode: 301", first["rules"]);
        var other = Assert.Single(names, name => name.StartsWith("HTTPRoute/shop-www-", StringComparison.Ordinal));
        Assert.Contains("hostname: b.example.com", YamlWriter.Write(scene.Object("HTTPRoute", other["HTTPRoute/".Length..])), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_Gateway_there_is_nothing_to_attach_to()
    {
        var scene = new RoutingScene().App("domains: [shop.example.com]\ningress: {class: gateway}");
        Assert.Empty(scene.Names());
        Assert.Equal("RCN1411", Assert.Single(scene.Problems).Code.Id);
    }

    [Theory]
    [InlineData("compression")]
    [InlineData("stickySessions")]
    public void What_the_Gateway_API_lacks_is_a_warning(string field) => Assert.Equal(["RCN1410"], Scene($"  {field}: true").Codes());

    [Theory]
    [InlineData(16, false)]
    [InlineData(17, true)]
    public void More_hostnames_than_a_HTTPRoute_takes_are_refused(int count, bool refused) =>
        Assert.Equal(refused ? ["RCN1413"] : [], Scene(domains: $"[{string.Join(", ", Enumerable.Range(1, count).Select(i => $"d{i}.example.com"))}]").Codes());

    [Fact]
    public void An_http_trigger_leads_to_the_interceptor()
    {
        var scene = Scene(more: "processes: {web: {autoscaling: {max: 5, triggers: [{type: http}]}}}");
        Assert.Contains("name: shop-web-interceptor\n      port: 8080", YamlWriter.Write(scene.Object("HTTPRoute", "shop")), StringComparison.Ordinal);
        Assert.Equal(["RCN1414"], scene.Codes());
    }
}
