using Reconciler.Core.Tests.Rendering.Shared;
using Reconciler.Diagnostics;

namespace Reconciler.Core.Tests.Rendering.Scaling;

public sealed class ScaledObjectTests
{
    /// <summary>An App with a worker of 3 replicas and the autoscaling given, which starts at line 11.</summary>
    private static ScalingScene Worker(string autoscaling, string rest = "", string replicas = "3", string process = "worker") => new($$"""
        apiVersion: reconciler.dev/v1
        kind: App
        metadata: {name: shop}
        spec:
          namespace: shop
          image: example.com/shop:v1
          processes:
            {{process}}:
              replicas: {{replicas}}
              autoscaling:
                {{autoscaling.ReplaceLineEndings("\n        ")}}
          {{rest.ReplaceLineEndings("\n  ")}}
        """);

    private static string Spec(ScalingScene scene, params string[] path) => ScalingScene.Json(scene.One("ScaledObject", "shop-worker"), ["spec", .. path]);

    [Fact]
    public void Defaults_are_written_out()
    {
        var scene = Worker("triggers: [{type: datadog, metadata: {query: q}}]").IsFine();
        var spec = Spec(scene);
        Assert.Equal("""{"scaleTargetRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"shop-worker","envSourceContainerName":"worker"},"pollingInterval":30,"cooldownPeriod":300,"minReplicaCount":3,"maxReplicaCount":3,"triggers":[{"type":"datadog","name":"trigger-datadog-1","metadata":{"query":"q"}}],"fallback":{"failureThreshold":3,"replicas":3}}""", spec);
    }

    [Fact]
    public void Every_part_remembers_its_line()
    {
        var scaled = Worker("max: 10\npollingInterval: 10s\ncooldown: 1m\ntriggers: [{type: datadog}]").IsFine().One("ScaledObject", "shop-worker");
        Assert.Equal(9, ScalingScene.Line(scaled, "spec", "minReplicaCount"));
        Assert.Equal(11, ScalingScene.Line(scaled, "spec", "maxReplicaCount"));
        Assert.Equal(12, ScalingScene.Line(scaled, "spec", "pollingInterval"));
        Assert.Equal(13, ScalingScene.Line(scaled, "spec", "cooldownPeriod"));
        Assert.Equal("60", ScalingScene.Json(scaled, "spec", "cooldownPeriod"));
        Assert.Equal(14, ScalingScene.Line(scaled, "spec", "triggers"));
        Assert.Equal(11, scaled.Place.Line);
    }

    [Fact]
    public void Max_is_the_higher_of_replicas_and_min()
    {
        Assert.Equal("5", Spec(Worker("min: 5\ntriggers: [{type: datadog}]").IsFine(), "maxReplicaCount"));
        Assert.Equal("3", Spec(Worker("min: 0\ntriggers: [{type: datadog}]").IsFine(), "maxReplicaCount"));
        Assert.Equal("1", Spec(Worker("min: 0\ntriggers: [{type: datadog}]", replicas: "0").IsFine(), "maxReplicaCount"));
    }

    [Fact]
    public void A_max_below_min_is_refused()
    {
        var problem = Worker("min: 5\nmax: 4\ntriggers: [{type: datadog}]").Problem(ResourceCodes.ReplicaBounds, 12);
        Assert.Contains("max is 4, below min, 5", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_max_below_the_replicas_is_refused_where_min_is_left_out() =>
        Assert.Contains("below the number of replicas, 3", Worker("max: 2\ntriggers: [{type: datadog}]").Problem(ResourceCodes.ReplicaBounds, 11).Message, StringComparison.Ordinal);

    [Fact]
    public void Metadata_is_text_with_placeholders_replaced()
    {
        var scene = Worker("triggers: [{type: datadog, metadata: {query: \"q{service:${APP}-${PROCESS}} $$x\", queryValue: 1.10, deep: true}}]").IsFine();
        Assert.Contains("""{"query":"q{service:shop-worker} $x","queryValue":"1.10","deep":"true"}""", Spec(scene, "triggers"), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_number_the_triggers_and_written_ones_stay()
    {
        var spec = Spec(Worker("triggers: [{type: cron}, {type: datadog, name: queue, metricType: Value}, {type: cron}]").IsFine(), "triggers");
        Assert.Equal("""[{"type":"cron","name":"trigger-cron-1","metadata":{}},{"type":"datadog","name":"queue","metricType":"Value","metadata":{}},{"type":"cron","name":"trigger-cron-3","metadata":{}}]""", spec);
    }

    [Fact]
    public void Two_triggers_of_one_name_are_refused() => Worker("triggers:\n- {type: cron, name: a}\n- {type: datadog, name: a}").Problem(ResourceCodes.TriggerNameTwice, 13);

    [Theory]
    [InlineData("{type: cpu, metadata: {value: \"70\"}}", "Utilization")]
    [InlineData("{type: memory, metricType: AverageValue, metadata: {value: 300Mi}}", "AverageValue")]
    [InlineData("{type: cpu, metadata: {type: AverageValue, value: 300m}}", "AverageValue")]
    public void A_trigger_on_pods_has_its_metric_type_beside_its_metadata(string trigger, string metricType)
    {
        var spec = Spec(Worker($"triggers: [{trigger}]").IsFine(), "triggers");
        Assert.Contains($"\"metricType\":\"{metricType}\",\"metadata\":{{\"value\"", spec, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("triggers: [{type: cpu, metadata: {value: 7}}, {type: memory, metadata: {value: 7}}]", "nothing")]
    [InlineData("triggers: [{type: cpu, metadata: {value: 7}}, {type: cron}]", "{\"failureThreshold\":3,\"replicas\":3}")]
    [InlineData("fallback: null\ntriggers: [{type: cron}]", "nothing")]
    [InlineData("fallback: {replicas: 7}\ntriggers: [{type: cron}]", "{\"failureThreshold\":3,\"replicas\":7}")]
    [InlineData("fallback: {failureThreshold: 5}\ntriggers: [{type: cron}]", "{\"failureThreshold\":5,\"replicas\":3}")]
    public void A_fallback_is_there_unless_every_trigger_is_on_pods(string autoscaling, string expected) => Assert.Equal(expected, Spec(Worker(autoscaling).IsFine(), "fallback"));

    [Fact]
    public void A_written_fallback_is_refused_where_every_trigger_is_on_pods() =>
        Worker("triggers: [{type: cpu, metadata: {value: 7}}]\nfallback: {replicas: 2}").Problem(ResourceCodes.FallbackRefused, 12);

    [Fact]
    public void Min_zero_is_refused_where_every_trigger_is_on_pods()
    {
        Worker("min: 0\ntriggers: [{type: cpu, metadata: {value: 7}}]").Problem(ResourceCodes.ReplicaBounds, 11);
        Worker("triggers: [{type: cpu, metadata: {value: 7}}]", replicas: "0").Problem(ResourceCodes.ReplicaBounds, 9);
        Worker("min: 0\ntriggers: [{type: cpu, metadata: {value: 7}}, {type: cron}]").IsFine();
    }

    [Fact]
    public void Scaling_by_what_is_not_requested_is_a_warning()
    {
        Worker("triggers: [{type: cpu, metadata: {value: 7}}]").IsFine();
        var scene = new ScalingScene("""
            apiVersion: reconciler.dev/v1
            kind: App
            metadata: {name: shop}
            spec:
              image: example.com/shop:v1
              processes:
                worker:
                  resources: {requests: {cpu: 0m}}
                  autoscaling: {triggers: [{type: cpu, metadata: {value: 7}}, {type: memory, metadata: {value: 7}}]}
            """);
        Assert.Contains("scaled by cpu", scene.Problem(ResourceCodes.NothingRequested, 9).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stopped_App_is_paused_at_no_replicas()
    {
        var scaled = Worker("triggers: [{type: cron}]", "deploy: {stopped: true}\nannotations: {scaledobject: {autoscaling.keda.sh/paused-replicas: \"4\"}}").IsFine().One("ScaledObject", "shop-worker");
        Assert.Equal("""{"autoscaling.keda.sh/paused-replicas":"0"}""", ScalingScene.Json(scaled, "metadata", "annotations"));
        Assert.Equal(12, ScalingScene.Line(scaled, "metadata", "annotations", "autoscaling.keda.sh/paused-replicas"));
        Assert.Equal("nothing", ScalingScene.Json(Worker("triggers: [{type: cron}]").One("ScaledObject", "shop-worker"), "metadata", "annotations"));
    }

    [Fact]
    public void Labels_of_the_resource_type_are_on_it()
    {
        var scaled = Worker("triggers: [{type: cron}]", "labels: {scaledobject: {team: x}, deployment: {no: no}}").IsFine().One("ScaledObject", "shop-worker");
        Assert.Equal("""{"team":"x","app.kubernetes.io/name":"shop","app.kubernetes.io/component":"worker","app.kubernetes.io/part-of":"default","app.kubernetes.io/managed-by":"reconciler"}""", ScalingScene.Json(scaled, "metadata", "labels"));
    }

    [Fact]
    public void A_long_name_is_the_autoscalers_own()
    {
        const string Process = "a-name-of-a-process-that-is-fifty-characters-long";
        var scene = Worker("triggers: [{type: cron}]", process: Process).IsFine();
        Assert.Equal("nothing", Spec(Worker("triggers: [{type: cron}]"), "advanced"));
        Assert.Equal("nothing", ScalingScene.Json(scene.One("ScaledObject", $"shop-{Process}"), "spec", "advanced"));
        Assert.Equal("{\"horizontalPodAutoscalerConfig\":{\"name\":\"shop-x" + Process + "\"}}", ScalingScene.Json(Worker("triggers: [{type: cron}]", process: "x" + Process).IsFine().One("ScaledObject", $"shop-x{Process}"), "spec", "advanced"));
    }

    [Fact]
    public void The_target_can_be_the_workload_of_a_version()
    {
        var scene = new ScalingScene("""
            apiVersion: reconciler.dev/v1
            kind: App
            metadata: {name: shop}
            spec:
              image: example.com/shop:v1
              processes: {worker: {autoscaling: {triggers: [{type: cron}]}}, other: {}}
            """, process => $"{process.ObjectName}-bcd").IsFine();
        Assert.Contains("\"name\":\"shop-worker-bcd\"", Spec(scene, "scaleTargetRef"), StringComparison.Ordinal);
        Assert.Single(scene.Manifests);
    }
}
