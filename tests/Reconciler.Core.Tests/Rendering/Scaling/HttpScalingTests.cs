using Reconciler.Core.Tests.Rendering.Shared;
using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Rendering.Scaling;

namespace Reconciler.Core.Tests.Rendering.Scaling;

public sealed class HttpScalingTests
{
    /// <summary>The triggers start at line 11, one a line.</summary>
    private static ScalingScene Web(string triggers, string domains = "[shop.example.com, \"*.shop.example.com\"]", string process = "web", string rest = "", string more = "") => new($$"""
        apiVersion: reconciler.dev/v1
        kind: App
        metadata: {name: shop}
        spec:
          image: example.com/shop:v1
          processes:
            {{process}}:
              autoscaling:
                max: 8
                triggers:
                  {{triggers.ReplaceLineEndings("\n          ")}}
              {{rest}}
          ingress: {class: nginx}
          domains: {{domains}}
        {{more}}
        """);

    [Fact]
    public void Requests_are_counted_by_the_add_on()
    {
        var scene = Web("- {type: http, metadata: {request_rate_target_value: 50}}").IsFine();
        var http = scene.One("HTTPScaledObject", "shop-web");
        Assert.Equal("""{"hosts":["shop.example.com","*.shop.example.com"],"scaleTargetRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"shop-web","service":"shop-web","port":80},"replicas":{"min":1,"max":8},"scaledownPeriod":300,"scalingMetric":{"requestRate":{"granularity":"1s","targetValue":50,"window":"1m0s"}}}""", ScalingScene.Json(http, "spec"));
        Assert.Equal("""{"httpscaledobject.keda.sh/skip-scaledobject-creation":"true"}""", ScalingScene.Json(http, "metadata", "annotations"));
        Assert.Equal(14, http.Body.Map("spec").List("hosts")!.Items[0].Origin.Line);
        Assert.Equal(11, ScalingScene.Line(http, "spec", "scalingMetric", "requestRate", "targetValue"));
    }

    [Fact]
    public void The_ScaledObject_asks_the_add_on()
    {
        var scaled = Web("- {type: http}\n- {type: cpu, metadata: {value: 70}}").IsFine().One("ScaledObject", "shop-web");
        Assert.StartsWith("""[{"type":"external-push","name":"trigger-http-1","metadata":{"httpScaledObject":"shop-web","scalerAddress":"keda-add-ons-http-external-scaler.keda:9090"}},{"type":"cpu",""", ScalingScene.Json(scaled, "spec", "triggers"), StringComparison.Ordinal);
        Assert.Equal("""{"failureThreshold":3,"replicas":1}""", ScalingScene.Json(scaled, "spec", "fallback"));
    }

    [Fact]
    public void An_interceptor_stands_before_the_App()
    {
        var scene = Web("- {type: http}").IsFine();
        Assert.Equal("""{"type":"ExternalName","externalName":"keda-add-ons-http-interceptor-proxy.keda.svc.cluster.local","ports":[{"name":"http","port":8080,"targetPort":8080,"protocol":"TCP"}]}""", ScalingScene.Json(scene.One("Service", "shop-web-interceptor"), "spec"));
        Assert.Equal("shop-web-interceptor", HttpScaling.InterceptorName(scene.Specs.Apps[0].Process("web")!));
        Assert.Null(HttpScaling.InterceptorName(Web("- {type: cron}").Specs.Apps[0].Process("web")!));
    }

    [Fact]
    public void The_add_on_is_where_its_Chart_puts_it()
    {
        var scene = Web("- {type: http}", more: "---\napiVersion: reconciler.dev/v1\nkind: Chart\nmetadata: {name: keda-add-ons-http}\nspec: {namespace: scaling}").IsFine();
        Assert.Equal("\"keda-add-ons-http-interceptor-proxy.scaling.svc.cluster.local\"", ScalingScene.Json(scene.One("Service", "shop-web-interceptor"), "spec", "externalName"));
        Assert.Contains("external-scaler.scaling:9090", ScalingScene.Json(scene.One("ScaledObject", "shop-web"), "spec", "triggers"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("scale_by: concurrency", """{"concurrency":{"targetValue":100}}""")]
    [InlineData("scale_by: concurrency, concurrency_target_value: \"7\"", """{"concurrency":{"targetValue":7}}""")]
    [InlineData("scale_by: request_rate, request_rate_window_seconds: 90, request_rate_granularity_seconds: 5", """{"requestRate":{"granularity":"5s","targetValue":100,"window":"1m30s"}}""")]
    public void It_scales_by(string metadata, string expected) =>
        Assert.Equal(expected, ScalingScene.Json(Web($"- {{type: http, metadata: {{{metadata}}}}}").IsFine().One("HTTPScaledObject", "shop-web"), "spec", "scalingMetric"));

    [Fact]
    public void The_time_to_scale_down_can_be_set() =>
        Assert.Equal("60", ScalingScene.Json(Web("- {type: http, metadata: {scaledown_period_seconds: 60}}").IsFine().One("HTTPScaledObject", "shop-web"), "spec", "scaledownPeriod"));

    [Fact]
    public void Anything_else_to_scale_by_is_refused() => Web("- {type: http, metadata: {scale_by: rate}}").Problem(ResourceCodes.HttpScaleBy, 11);

    [Theory]
    [InlineData("request_rate_target: 5")]
    [InlineData("request_rate_target_value: many")]
    [InlineData("concurrency_target_value: 0")]
    [InlineData("scaledown_period_seconds: 1.5")]
    public void A_setting_that_is_unknown_or_no_number_is_refused(string metadata) => Web($"- {{type: http, metadata: {{{metadata}}}}}").Problem(ResourceCodes.HttpSetting, 11);

    [Fact]
    public void A_second_http_trigger_is_refused()
    {
        var scene = Web("- {type: http}\n- {type: http}");
        scene.Problem(ResourceCodes.SecondHttpTrigger, 12);
        Assert.Single(scene.One("ScaledObject", "shop-web").Body.Map("spec").List("triggers")!.Items);
    }

    [Fact]
    public void An_http_trigger_without_domains_is_refused()
    {
        var scene = Web("- {type: http}", domains: "[]");
        scene.Problem(ResourceCodes.HttpNeedsDomains, 11);
        Assert.Null(scene.Find("HTTPScaledObject", "shop-web"));
    }

    [Fact]
    public void Only_the_process_that_serves_domains_may_have_one()
    {
        var problem = Web("- {type: http}", process: "worker", rest: "expose: true\n    web: {}").Problem(ResourceCodes.HttpProcess, 11);
        Assert.Contains("web serves the domains", problem.Message, StringComparison.Ordinal);
        Web("- {type: http}", process: "worker", rest: "expose: true").IsFine();
    }

    [Fact]
    public void A_process_without_a_port_for_http_may_have_none()
    {
        Web("- {type: http}", rest: "ports: [{scheme: tcp, containerPort: 5000}]").Problem(ResourceCodes.HttpProcess, 11);
        var scene = Web("- {type: http}", rest: "ports: [{scheme: tcp, containerPort: 5000}, {scheme: http, port: 8000, containerPort: 5001}]").IsFine();
        Assert.Equal("8000", ScalingScene.Json(scene.One("HTTPScaledObject", "shop-web"), "spec", "scaleTargetRef", "port"));
    }

    [Fact]
    public void The_Service_may_have_a_name_of_its_own() =>
        Assert.Equal("\"front\"", ScalingScene.Json(Web("- {type: http}", rest: "service: {name: front}").IsFine().One("HTTPScaledObject", "shop-web"), "spec", "scaleTargetRef", "service"));
}
