using Reconciler.Core.Tests.Rendering.Shared;
using Reconciler.Diagnostics;
using Reconciler.Objects;

namespace Reconciler.Core.Tests.Rendering.Scaling;

public sealed class AutoscalingAuthTests
{
    private const string Own = """

        ---
        apiVersion: reconciler.dev/v1
        kind: AutoscalingAuth
        metadata: {name: shop-datadog, labels: {team: x}}
        spec:
          trigger: datadog
          namespace: shop
          app: shop
          parameters: {apiKey: {secret: dd, key: api}, datadogSite: us5.datadoghq.com, number: 1.10}
        """;

    private const string Shared = """

        ---
        apiVersion: reconciler.dev/v1
        kind: AutoscalingAuth
        metadata: {name: datadog}
        spec: {parameters: {appKey: {secret: dd, key: app}, site: eu}}
        """;

    private static ScalingScene App(string trigger, string rest, string name = "shop") => new($$"""
        apiVersion: reconciler.dev/v1
        kind: App
        metadata: {name: {{name}}}
        spec:
          namespace: shop
          image: example.com/shop:v1
          processes:
            worker:
              autoscaling:
                triggers: [{{trigger}}]
        """ + rest);

    private static string Reference(ScalingScene scene, string name = "shop-worker")
    {
        var trigger = (MapNode)scene.One("ScaledObject", name).Body.Map("spec").List("triggers")!.Items[0];
        return trigger["authenticationRef"] is { } reference ? CanonicalJson.Write(reference) : "none";
    }

    [Fact]
    public void An_Apps_own_has_references_and_a_Secret_for_literals()
    {
        var scene = new ScalingScene(Own.TrimStart('\n', '-')).IsFine();
        var authentication = scene.One("TriggerAuthentication", "shop-datadog");
        Assert.Equal("""{"secretTargetRef":[{"parameter":"apiKey","name":"dd","key":"api"},{"parameter":"datadogSite","name":"shop-datadog","key":"datadogSite"},{"parameter":"number","name":"shop-datadog","key":"number"}]}""", ScalingScene.Json(authentication, "spec"));
        Assert.Equal("shop", authentication.Key.Namespace);
        var secret = scene.One("Secret", "shop-datadog");
        Assert.Equal("""{"datadogSite":"dXM1LmRhdGFkb2docS5jb20=","number":"MS4xMA=="}""", ScalingScene.Json(secret, "data"));
        Assert.Equal("""{"team":"x","app.kubernetes.io/part-of":"default","app.kubernetes.io/managed-by":"reconciler"}""", ScalingScene.Json(secret, "metadata", "labels"));
        Assert.Equal(8, ScalingScene.Line(secret, "data", "number"));
    }

    [Fact]
    public void One_for_the_cluster_has_its_Secret_in_KEDAs_namespace()
    {
        var scene = new ScalingScene(Shared.TrimStart('\n', '-')).IsFine();
        Assert.Equal("", scene.One("ClusterTriggerAuthentication", "datadog").Key.Namespace);
        Assert.Equal("keda", scene.One("Secret", "datadog").Key.Namespace);
        Assert.Equal(["keda"], scene.Namespaces.Select(manifest => manifest.Key.Name));
    }

    [Fact]
    public void Without_literals_there_is_no_Secret()
    {
        var scene = new ScalingScene(Shared.TrimStart('\n', '-').Replace(", site: eu", "", StringComparison.Ordinal)).IsFine();
        Assert.Single(scene.Manifests);
    }

    [Fact]
    public void One_without_parameters_is_refused() =>
        new ScalingScene("apiVersion: reconciler.dev/v1\nkind: AutoscalingAuth\nmetadata: {name: datadog}\nspec: {}").Problem(ResourceCodes.EmptyAuth, 3);

    [Theory]
    [InlineData("{type: datadog}", """{"name":"shop-datadog"}""")]
    [InlineData("{type: datadog, authenticationRef: null}", "none")]
    [InlineData("{type: datadog, authenticationRef: other}", """{"name":"other"}""")]
    [InlineData("{type: datadog, authenticationRef: {name: other, kind: ClusterTriggerAuthentication}}", """{"kind":"ClusterTriggerAuthentication","name":"other"}""")]
    [InlineData("{type: cron}", "none")]
    public void A_trigger_logs_in_with(string trigger, string expected) => Assert.Equal(expected, Reference(App(trigger, Own + Shared).IsFine()));

    [Fact]
    public void What_is_for_the_cluster_comes_after_the_Apps_own()
    {
        const string ForCluster = """{"kind":"ClusterTriggerAuthentication","name":"datadog"}""";
        Assert.Equal(ForCluster, Reference(App("{type: datadog}", Shared).IsFine()));
        Assert.Equal(ForCluster, Reference(App("{type: datadog}", Own + Shared, "other").IsFine(), "other-worker"));
        Assert.Equal("none", Reference(App("{type: datadog}", Own, "other").IsFine(), "other-worker"));
    }
}
