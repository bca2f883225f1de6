using Reconciler.Core.Tests.Rendering.Shared;
using Reconciler.Diagnostics;

namespace Reconciler.Core.Tests.Rendering.Scaling;

public sealed class HorizontalAutoscalerTests
{
    /// <summary>The autoscaling goes on at line 10.</summary>
    private static ScalingScene Web(string autoscaling, string rest = "procfile: null", string replicas = "2") => new($$"""
        apiVersion: reconciler.dev/v1
        kind: App
        metadata: {name: shop}
        spec:
          image: example.com/shop:v1
          processes:
            web:
              replicas: {{replicas}}
              autoscaling: {engine: hpa, max: 6,
                {{autoscaling.ReplaceLineEndings("\n        ")}}}
          {{rest}}
        """);

    [Fact]
    public void Cpu_and_memory_become_resource_metrics()
    {
        var hpa = Web("triggers: [{type: cpu, metadata: {value: 70}}, {type: memory, metricType: AverageValue, metadata: {value: 300Mi}}]").IsFine().One("HorizontalPodAutoscaler", "shop-web");
        Assert.Equal("""{"scaleTargetRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"shop-web"},"minReplicas":2,"maxReplicas":6,"metrics":[{"type":"Resource","resource":{"name":"cpu","target":{"type":"Utilization","averageUtilization":70}}},{"type":"Resource","resource":{"name":"memory","target":{"type":"AverageValue","averageValue":"300Mi"}}}]}""", ScalingScene.Json(hpa, "spec"));
        Assert.Equal("autoscaling/v2", hpa.ApiVersion);
        Assert.Equal(9, ScalingScene.Line(hpa, "spec", "maxReplicas"));
    }

    [Theory]
    [InlineData("triggers: [{type: datadog}]")]
    [InlineData("triggers: [{type: http}]")]
    [InlineData("triggers: [{type: cpu, metricType: Value, metadata: {value: 70}}]")]
    [InlineData("triggers: [{type: cpu}]")]
    [InlineData("triggers: [{type: cpu, metadata: {value: 70%}}]")]
    [InlineData("triggers: [{type: cpu, metadata: {value: 0}}]")]
    [InlineData("triggers: [{type: memory, metricType: AverageValue, metadata: {value: much}}]")]
    public void A_trigger_that_it_can_not_use_is_refused(string triggers)
    {
        var scene = Web(triggers);
        scene.Problem(ResourceCodes.HpaTrigger, 10);
        Assert.Empty(scene.Manifests);
    }

    [Fact]
    public void Min_is_at_least_one()
    {
        Web("min: 0, triggers: [{type: cpu, metadata: {value: 70}}]").Problem(ResourceCodes.ReplicaBounds, 10);
        Web("triggers: [{type: cpu, metadata: {value: 70}}]", replicas: "0").Problem(ResourceCodes.ReplicaBounds, 8);
        Web("min: 1, triggers: [{type: cpu, metadata: {value: 70}}]", replicas: "0").IsFine();
    }

    [Fact]
    public void A_stopped_App_has_none()
    {
        Assert.Empty(Web("triggers: [{type: cpu, metadata: {value: 70}}]", "deploy: {stopped: true}").IsFine().Manifests);
        Assert.Single(Web("triggers: [{type: cpu, metadata: {value: 70}}]", "deploy: {stopped: false}").IsFine().Manifests);
    }

    [Theory]
    [InlineData("cooldown: 60s, triggers: [{type: cpu, metadata: {value: 70}}]")]
    [InlineData("pollingInterval: 60s, triggers: [{type: cpu, metadata: {value: 70}}]")]
    [InlineData("fallback: {replicas: 3}, triggers: [{type: cpu, metadata: {value: 70}}]")]
    [InlineData("triggers: [{type: cpu, authenticationRef: x, metadata: {value: 70}}]")]
    public void What_only_KEDA_knows_is_a_warning(string autoscaling)
    {
        var scene = Web(autoscaling);
        Assert.Equal(Severity.Warning, scene.Problem(ResourceCodes.HpaIgnores, 10).Severity);
        Assert.Single(scene.Manifests);
    }
}
