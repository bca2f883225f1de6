using Reconciler.Diagnostics;
using Reconciler.Objects;

namespace Reconciler.Core.Tests.Rendering;

public sealed class RoutingNginxTests
{
    private const string Prefix = "nginx.ingress.kubernetes.io/";

    private static RoutingScene Scene(string more = "", string domains = "[shop.example.com]", string environment = "") =>
        new RoutingScene(environment).App($"namespace: store\nimage: shop:v1\ndomains: {domains}\ningress:\n  class: nginx\n{more}");

    private static string? Annotation(RoutingScene scene, string name) =>
        scene.Object("Ingress", "shop").Map("metadata").Map("annotations").Text(Prefix + name)?.Value;

    [Fact]
    public void An_App_becomes_one_Ingress_with_a_rule_for_each_domain()
    {
        var ingress = Scene(domains: "[shop.example.com, b.example.com]").Object("Ingress", "shop");
        Assert.Equal("store", ingress.Map("metadata").Text("namespace")!.Value);
        Assert.Null(ingress.Map("metadata").Map("annotations"));
        RoutingScene.Is("""
            ingressClassName: nginx
            rules:
            - host: shop.example.com
              http:
                paths:
                - path: /
                  pathType: Prefix
                  backend:
                    service:
                      name: shop-web
                      port:
                        name: http
            - host: b.example.com
              http:
                paths:
                - path: /
                  pathType: Prefix
                  backend:
                    service:
                      name: shop-web
                      port:
                        name: http
            """, ingress["spec"]);
    }

    [Fact]
    public void A_host_remembers_the_line_of_its_domain()
    {
        var ingress = new RoutingScene().App("ingress: {class: nginx}\ndomains:\n- a.example.com\n- b.example.com").Object("Ingress", "shop");
        var host = Assert.IsType<MapNode>(ingress.Map("spec").List("rules")!.Items[1])["host"]!;
        Assert.Equal(new Origin("shop.yaml", 8, 5), host.Origin);
    }

    [Theory]
    [InlineData("clientMaxBodySize: 10m", "proxy-body-size", "10m")]
    [InlineData("clientMaxBodySize: 0", "proxy-body-size", "0")]
    [InlineData("proxyBufferSize: 8k", "proxy-buffer-size", "8k")]
    [InlineData("proxyBuffering: off", "proxy-buffering", "off")]
    [InlineData("proxyBuffering: true", "proxy-buffering", "on")]
    [InlineData("proxyBusyBuffersSize: 16k", "proxy-busy-buffers-size", "16k")]
    [InlineData("proxyConnectTimeout: 5s", "proxy-connect-timeout", "5")]
    [InlineData("proxyReadTimeout: 1m", "proxy-read-timeout", "60")]
    [InlineData("proxySendTimeout: 90", "proxy-send-timeout", "90")]
    [InlineData("proxyBuffers: 8 4k", "proxy-buffers-number", "8")]
    [InlineData("proxyBuffers: 8 4k", "proxy-buffer-size", "4k")]
    [InlineData("accessLogPath: off", "enable-access-log", "false")]
    [InlineData("accessLogPath: /var/log/a.log", "server-snippet", "access_log /var/log/a.log;")]
    [InlineData("errorLogPath: /var/log/e.log", "server-snippet", "error_log /var/log/e.log;")]
    [InlineData("clientBodyTimeout: 1m", "server-snippet", "client_body_timeout 60s;")]
    [InlineData("clientHeaderTimeout: 60s", "server-snippet", "client_header_timeout 60s;")]
    [InlineData("keepaliveTimeout: 75s", "server-snippet", "keepalive_timeout 75s;")]
    [InlineData("lingeringTimeout: 5s", "server-snippet", "lingering_timeout 5s;")]
    [InlineData("sendTimeout: 60s", "server-snippet", "send_timeout 60s;")]
    [InlineData("underscoresInHeaders: on", "server-snippet", "underscores_in_headers on;")]
    [InlineData("serverSnippet: add_header X-A 1;", "server-snippet", "add_header X-A 1;")]
    [InlineData("xForwardedSsl: on", "configuration-snippet", "proxy_set_header X-Forwarded-SSL on;")]
    [InlineData("locationSnippet: proxy_intercept_errors on;", "configuration-snippet", "proxy_intercept_errors on;")]
    public void An_nginx_property_becomes_an_annotation(string property, string annotation, string value)
    {
        var scene = Scene($"  nginx: {{{property}}}");
        Assert.Equal(value, Annotation(scene, annotation));
        Assert.DoesNotContain(scene.Problems, problem => problem.Severity == Severity.Error);
    }

    [Fact]
    public void Lines_of_a_snippet_are_in_one_order_and_the_App_s_own_come_last()
    {
        var scene = Scene("  nginx: {sendTimeout: 5s, serverSnippet: gzip on;, keepaliveTimeout: 7s, clientBodyTimeout: 1m}");
        Assert.Equal("client_body_timeout 60s;\nkeepalive_timeout 7s;\nsend_timeout 5s;\ngzip on;", Annotation(scene, "server-snippet"));
    }

    [Theory]
    [InlineData("clientMaxBodySize: much")]
    [InlineData("proxyReadTimeout: soon")]
    [InlineData("proxyBuffering: maybe")]
    [InlineData("proxyBuffers: 4k")]
    [InlineData("accessLogPath: \"/var/log/a.log; return 200\"")]
    [InlineData("xForwardedSsl: \"on; }\"")]
    public void A_value_that_nginx_would_not_take_is_refused_at_its_place(string property)
    {
        var scene = Scene($"  nginx: {{{property}}}");
        scene.Render();
        var problem = Assert.Single(scene.Problems);
        Assert.Equal(("RCN1404", 10), (problem.Code.Id, problem.Place.Line));
    }

    [Fact]
    public void Two_buffer_sizes_that_differ_are_a_warning_and_the_same_twice_is_none()
    {
        Assert.Equal(["RCN1422"], Scene("  nginx: {proxyBuffers: 8 16k, proxyBufferSize: 4k}").Codes());
        Assert.Empty(Scene("  nginx: {proxyBuffers: 8 4k, proxyBufferSize: 4k}").Codes());
    }

    [Fact]
    public void A_snippet_is_noted_unless_the_source_installs_the_controller()
    {
        Assert.Equal(["RCN1406"], Scene("  nginx: {sendTimeout: 5s}").Codes());
        Assert.Empty(Scene("  nginx: {sendTimeout: 5s}").Chart("version: 4.10.1").Codes());
    }

    [Fact]
    public void Nothing_but_nginx_properties_needs_a_snippet()
    {
        var scene = Scene("  hsts: {}\n  headers: {X-A: b}\n  compression: true\n  stickySessions: true\n  redirectWww: true\ntls: {issuer: {name: ca}}");
        var annotations = scene.Object("Ingress", "shop").Map("metadata").Map("annotations")!;
        Assert.DoesNotContain(annotations.Keys, key => key.Contains("snippet", StringComparison.Ordinal));
        Assert.Contains("RCN1409", scene.Codes());
        Assert.DoesNotContain("RCN1406", scene.Codes());
    }

    [Fact]
    public void With_TLS_there_is_a_tls_part_and_a_redirect_to_https()
    {
        var scene = Scene("tls: {issuer: {name: ca}}");
        RoutingScene.Is("- hosts:\n  - shop.example.com\n  secretName: shop-tls", scene.Object("Ingress", "shop").Map("spec")!["tls"]);
        Assert.Equal("true", Annotation(scene, "force-ssl-redirect"));
        Assert.Null(Annotation(scene, "ssl-redirect"));
    }

    [Fact]
    public void RedirectHttps_false_turns_the_controller_s_own_redirect_off()
    {
        var scene = Scene("  redirectHttps: false\ntls: {issuer: {name: ca}}");
        Assert.Equal("false", Annotation(scene, "ssl-redirect"));
        Assert.Null(Annotation(scene, "force-ssl-redirect"));
    }

    [Theory]
    [InlineData("https", "HTTPS")]
    [InlineData("grpc", "GRPC")]
    [InlineData("http", null)]
    public void The_port_s_scheme_decides_what_the_backend_is_spoken_to_in(string scheme, string? protocol)
    {
        var scene = Scene($"processes: {{web: {{ports: [{{scheme: tcp, port: 9}}, {{scheme: {scheme}, port: 443, containerPort: 8443}}]}}}}");
        Assert.Equal(protocol, scene.Object("Ingress", "shop").Map("metadata").Map("annotations").Text(Prefix + "backend-protocol")?.Value);
        Assert.Equal(scheme, PortOf(scene).Text("name")!.Value);
    }

    [Fact]
    public void Sticky_sessions_are_a_cookie() => Assert.Equal("cookie", Annotation(Scene("  stickySessions: true"), "affinity"));

    [Fact]
    public void A_www_twin_is_redirected_with_its_path_and_the_certificate_covers_it()
    {
        var scene = Scene("  redirectWww: true\ntls: {issuer: {name: ca}}");
        Assert.Equal(["Certificate/shop", "Ingress/shop"], scene.Names());
        Assert.Equal("true", Annotation(scene, "from-to-www-redirect"));
        RoutingScene.Is("- shop.example.com\n- www.shop.example.com", scene.Object("Certificate", "shop").Map("spec")!["dnsNames"]);
        RoutingScene.Is("- hosts:\n  - shop.example.com\n  - www.shop.example.com\n  secretName: shop-tls", scene.Object("Ingress", "shop").Map("spec")!["tls"]);
    }

    [Fact]
    public void Domains_that_the_www_redirect_would_break_lie_in_an_Ingress_of_their_own()
    {
        var scene = Scene("  redirectWww: true", "[shop.example.com, \"*.shop.example.com\", www.other.example.com]");
        Assert.Equal(["Ingress/shop", "Ingress/shop-www"], scene.Names());
        Assert.Equal(["shop.example.com"], Hosts(scene.Object("Ingress", "shop")));
        var aside = scene.Object("Ingress", "shop-www");
        Assert.Equal(["*.shop.example.com", "www.other.example.com"], Hosts(aside));
        Assert.Null(aside.Map("metadata").Map("annotations"));
    }

    [Fact]
    public void A_twin_that_is_a_domain_itself_is_not_redirected()
    {
        var scene = Scene("  redirectWww: true", "[shop.example.com, www.shop.example.com]");
        Assert.Null(scene.Object("Ingress", "shop").Map("metadata").Map("annotations"));
        Assert.Equal(["Ingress/shop"], scene.Names());
    }

    [Fact]
    public void An_http_trigger_leads_to_the_interceptor()
    {
        var scene = Scene("processes: {web: {autoscaling: {max: 5, triggers: [{type: http}]}}}");
        var service = scene.Object("Ingress", "shop").Path("spec");
        Assert.Contains("name: shop-web-interceptor", YamlWriter.Write(service!), StringComparison.Ordinal);
        Assert.Equal(8080, PortOf(scene).Int("number")!.Value);
        Assert.Empty(scene.Codes());
    }

    [Fact]
    public void Blue_green_keeps_the_Service_without_a_version()
    {
        var scene = Scene("deploy: {strategy: blueGreen}\nprocesses: {web: {service: {name: front}}}");
        Assert.Contains("name: front\n", YamlWriter.Write(scene.Object("Ingress", "shop")), StringComparison.Ordinal);
    }

    [Fact]
    public void Annotations_for_ingress_are_on_the_Ingress_and_win()
    {
        var scene = Scene($"  nginx: {{clientMaxBodySize: 1m}}\nannotations: {{ingress: {{{Prefix}proxy-body-size: 2m, x.io/app: \"${{APP}}\"}}, deployment: {{y.io/z: \"1\"}}}}");
        Assert.Equal("2m", Annotation(scene, "proxy-body-size"));
        var annotations = scene.Object("Ingress", "shop").Map("metadata").Map("annotations");
        Assert.Equal("shop", annotations.Text("x.io/app")!.Value);
        Assert.Null(annotations!["y.io/z"]);
    }

    private static MapNode PortOf(RoutingScene scene)
    {
        var rule = Assert.IsType<MapNode>(scene.Object("Ingress", "shop").Map("spec").List("rules")!.Items[0]);
        var path = Assert.IsType<MapNode>(rule.Map("http").List("paths")!.Items[0]);
        return Assert.IsType<MapNode>(path.Path("backend", "service", "port"));
    }

    private static string[] Hosts(MapNode ingress) => [.. ingress.Map("spec").Maps("rules").Select(rule => rule.Text("host")!.Value)];
}
