using Reconciler.Objects;

namespace Reconciler.Sandbox.Tests.Life;

public sealed class ScalingTests
{
    private const string Budgets = "poddisruptionbudgets.policy";

    [Theory]
    [InlineData("minAvailable: 2", 3, 2, 1)]
    [InlineData("minAvailable: 50%", 3, 2, 1)]
    [InlineData("maxUnavailable: 2", 3, 1, 2)]
    [InlineData("minAvailable: 100%", 3, 3, 0)]
    public async Task A_disruption_budget_says_how_many_pods_may_go(string spec, int healthy, int desired, int allowed)
    {
        await using var world = await LifeWorld.StartAsync();
        await world.CreateAsync(Samples.Deployment());
        await world.CreateAsync($"{{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {{name: web}}, spec: {{{spec}, selector: {{matchLabels: {{app: web}}}}}}}}");
        await world.PassAsync(3);
        var status = world.Get(Budgets, "web").Map("status");
        Assert.Equal((healthy, desired, allowed, 3), (status.Int("currentHealthy")?.Value, status.Int("desiredHealthy")?.Value, status.Int("disruptionsAllowed")?.Value, status.Int("expectedPods")?.Value));
    }

    [Fact]
    public async Task A_budget_of_no_pods_allows_nothing()
    {
        await using var world = await LifeWorld.StartAsync();
        await world.CreateAsync("{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: web}, spec: {minAvailable: 0, selector: {matchLabels: {app: web}}}}");
        await world.PassAsync(1);
        Assert.Equal(("False", "InsufficientPods"), DeploymentTests.Condition(world.Get(Budgets, "web"), "DisruptionAllowed"));
    }

    [Fact]
    public async Task An_autoscaler_shows_its_target_and_the_metrics_that_it_is_given()
    {
        await using var world = await LifeWorld.StartAsync();
        await world.CreateAsync(Samples.Deployment());
        await world.CreateAsync("""
            apiVersion: autoscaling/v2
            kind: HorizontalPodAutoscaler
            metadata: {name: web}
            spec:
              scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
              minReplicas: 2
              maxReplicas: 5
              metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 70} } }]
            """);
        await world.PassAsync(3);
        var status = world.Get("horizontalpodautoscalers.autoscaling", "web").Map("status");
        Assert.Equal((3, 3), (status.Int("currentReplicas")?.Value, status.Int("desiredReplicas")?.Value));
        Assert.Equal(70, status.Maps("currentMetrics").Single().Map("resource").Map("current").Int("averageUtilization")?.Value);
        Assert.Equal(("True", "ValidMetricFound"), DeploymentTests.Condition(world.Get("horizontalpodautoscalers.autoscaling", "web"), "ScalingActive"));
    }

    [Fact]
    public async Task An_autoscaler_without_its_target_says_so()
    {
        await using var world = await LifeWorld.StartAsync();
        await world.CreateAsync("{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: web}, spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: gone}, maxReplicas: 5}}");
        await world.PassAsync(1);
        Assert.Equal(("False", "FailedGetScale"), DeploymentTests.Condition(world.Get("horizontalpodautoscalers.autoscaling", "web"), "AbleToScale"));
    }

    [Fact]
    public async Task Roles_that_are_the_sum_of_others_have_their_rules()
    {
        await using var world = await LifeWorld.StartAsync();
        const string Roles = "clusterroles.rbac.authorization.k8s.io";
        var view = world.Get(Roles, "view").Maps("rules").Count();
        var edit = world.Get(Roles, "edit").Maps("rules").Count();
        Assert.InRange(view, 5, edit - 1);
        await world.CreateAsync("{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: apps, labels: {rbac.authorization.k8s.io/aggregate-to-view: \"true\"}}, rules: [{apiGroups: [example.com], resources: [apps], verbs: [get]}]}");
        await world.PassAsync(1);
        Assert.Equal(view + 1, world.Get(Roles, "view").Maps("rules").Count());
        Assert.Equal(edit + 1, world.Get(Roles, "edit").Maps("rules").Count());
    }

    [Fact]
    public async Task Events_go_an_hour_after_they_happened()
    {
        await using var world = await LifeWorld.StartAsync();
        await world.CreateAsync(Samples.Pod("web"));
        await world.PassAsync(TimeSpan.FromMinutes(59));
        Assert.NotEmpty(world.Reasons("web"));
        await world.PassAsync(TimeSpan.FromMinutes(2));
        Assert.Empty(world.Reasons("web"));
    }
}
