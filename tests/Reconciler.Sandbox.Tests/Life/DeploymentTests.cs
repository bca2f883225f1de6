using Reconciler.Objects;
using Reconciler.Sandbox.Life;
using Reconciler.Sandbox.Life.Pods;
using Reconciler.Sandbox.Resources;

namespace Reconciler.Sandbox.Tests.Life;

public sealed class DeploymentTests
{
    private const string Deployments = "deployments.apps";
    private const string Sets = "replicasets.apps";

    [Fact]
    public async Task A_new_deployment_has_one_set_with_its_pods_and_becomes_available()
    {
        await using var world = await LifeWorld.StartAsync();
        await world.CreateAsync(Samples.Deployment());
        await world.PassAsync(2);
        var set = Assert.Single(world.List(Sets));
        var hash = set.Labels().Text("pod-template-hash")!.Value;
        Assert.Equal($"web-{hash}", set.NameOf());
        Assert.Equal(hash, set.Map("spec").Map("selector").Map("matchLabels").Text("pod-template-hash")?.Value);
        Assert.Equal(("1", "3", "4", "shop"), (set.Annotation("deployment.kubernetes.io/revision"), set.Annotation("deployment.kubernetes.io/desired-replicas"), set.Annotation("deployment.kubernetes.io/max-replicas"), set.Annotation("team")));
        Assert.Equal("Deployment", Owners.ControllerOf(set).Text("kind")?.Value);
        Assert.Equal(3, world.List("pods").Count(pod => pod.IsReady() && Owners.IsControlledBy(pod, set) && pod.NameOf().StartsWith(set.NameOf() + "-", StringComparison.Ordinal)));
        var deployment = world.Get(Deployments, "web");
        Assert.Equal("1", deployment.Annotation("deployment.kubernetes.io/revision"));
        Assert.Equal([1, 3, 3, 3, 3, 0], Counts(deployment));
        Assert.Equal(("True", "MinimumReplicasAvailable"), Condition(deployment, "Available"));
        Assert.Equal(("True", "NewReplicaSetAvailable"), Condition(deployment, "Progressing"));
        Assert.Equal(["ScalingReplicaSet"], world.Reasons("web"));
        Assert.Equal(["SuccessfulCreate"], world.Reasons(set.NameOf()));
    }

    [Fact]
    public async Task A_rollout_keeps_to_surge_and_unavailability_at_every_step()
    {
        await using var world = await LifeWorld.StartAsync(LifePace.Natural);
        await world.CreateAsync(Samples.Deployment(replicas: 6, more: "strategy: {rollingUpdate: {maxSurge: 2, maxUnavailable: 1}}"));
        await world.PassAsync(10);
        await world.PatchAsync(Deployments, "web", "spec: {template: {spec: {containers: [{name: web, image: \"nginx:slow-3s\"}]}}}");
        for (var second = 0; second < 60; second++)
        {
            await world.PassAsync(1);
            Assert.InRange(world.List(Sets).Sum(set => set.SpecInt("replicas", 0)), 1, 8);
            Assert.InRange(world.List("pods").Count(pod => pod.IsReady() && !pod.IsDying()), 5, 8);
        }
        Assert.Equal([2, 6, 6, 6, 6, 0], Counts(world.Get(Deployments, "web")));
        Assert.All(world.List("pods"), pod => Assert.Equal("nginx:slow-3s", pod.Map("spec").Maps("containers").Single().Text("image")?.Value));
        Assert.Equal("2", world.Get(Deployments, "web").Annotation("deployment.kubernetes.io/revision"));
    }

    [Fact]
    public async Task A_template_that_comes_back_takes_up_its_old_set_as_a_new_revision()
    {
        await using var world = await LifeWorld.StartAsync();
        await world.CreateAsync(Samples.Deployment());
        await world.PassAsync(2);
        var first = Assert.Single(world.List(Sets)).NameOf();
        await world.PatchAsync(Deployments, "web", "spec: {template: {metadata: {annotations: {a: b}}}}");
        await world.PassAsync(30);
        await world.PatchAsync(Deployments, "web", "spec: {template: {metadata: {annotations: null}}}");
        await world.PassAsync(30);
        var set = world.Get(Sets, first);
        Assert.Equal((3, "3", "1"), (set.SpecInt("replicas", 0), set.Annotation("deployment.kubernetes.io/revision"), set.Annotation("deployment.kubernetes.io/revision-history")));
        Assert.Equal(2, world.List(Sets).Length);
    }

    [Fact]
    public async Task Old_sets_beyond_the_limit_of_the_history_go()
    {
        await using var world = await LifeWorld.StartAsync();
        await world.CreateAsync(Samples.Deployment(replicas: 1, more: "revisionHistoryLimit: 1"));
        foreach (var value in new[] { "a", "b", "c", "d" })
        {
            await world.PassAsync(20);
            await world.PatchAsync(Deployments, "web", $"spec: {{template: {{metadata: {{annotations: {{v: {value}}}}}}}}}");
        }
        await world.PassAsync(20);
        Assert.Equal(["4", "5"], world.List(Sets).Select(set => set.Annotation("deployment.kubernetes.io/revision")).Order());
    }

    [Fact]
    public async Task Recreate_ends_all_old_pods_before_it_starts_a_new_one()
    {
        await using var world = await LifeWorld.StartAsync(LifePace.Natural);
        await world.CreateAsync(Samples.Deployment(more: "strategy: {type: Recreate}"));
        await world.PassAsync(10);
        await world.PatchAsync(Deployments, "web", "spec: {template: {metadata: {annotations: {a: b}}}}");
        for (var i = 0; i < 30; i++)
        {
            await world.PassAsync(0.5);
            Assert.Single(world.List("pods").Select(pod => pod.Labels().Text("pod-template-hash")?.Value).Distinct().Take(2).DefaultIfEmpty(""));
        }
        Assert.Equal([2, 3, 3, 3, 3, 0], Counts(world.Get(Deployments, "web")));
    }

    [Fact]
    public async Task What_never_becomes_ready_exceeds_its_deadline_and_recovers_with_another_image()
    {
        await using var world = await LifeWorld.StartAsync();
        await world.CreateAsync(Samples.Deployment(image: "nginx:never-ready", more: "progressDeadlineSeconds: 60"));
        await world.PassAsync(58);
        Assert.Equal(("True", "ReplicaSetUpdated"), Condition(world.Get(Deployments, "web"), "Progressing"));
        await world.PassAsync(10);
        Assert.Equal(("False", "ProgressDeadlineExceeded"), Condition(world.Get(Deployments, "web"), "Progressing"));
        Assert.Equal(("False", "MinimumReplicasUnavailable"), Condition(world.Get(Deployments, "web"), "Available"));
        await world.PatchAsync(Deployments, "web", "spec: {template: {spec: {containers: [{name: web, image: \"nginx:2\"}]}}}");
        await world.PassAsync(30);
        Assert.Equal(("True", "NewReplicaSetAvailable"), Condition(world.Get(Deployments, "web"), "Progressing"));
    }

    [Fact]
    public async Task A_broken_image_leaves_the_old_pods_serving()
    {
        await using var world = await LifeWorld.StartAsync();
        await world.CreateAsync(Samples.Deployment(replicas: 4));
        await world.PassAsync(5);
        await world.PatchAsync(Deployments, "web", "spec: {template: {spec: {containers: [{name: web, image: \"nginx:crash\"}]}}}");
        await world.PassAsync(700);
        Assert.Equal(3, world.List("pods").Count(pod => pod.IsReady()));
        Assert.Equal(("False", "ProgressDeadlineExceeded"), Condition(world.Get(Deployments, "web"), "Progressing"));
        Assert.Equal(("True", "MinimumReplicasAvailable"), Condition(world.Get(Deployments, "web"), "Available"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(0)]
    public async Task A_changed_size_is_followed_without_a_new_set(int replicas)
    {
        await using var world = await LifeWorld.StartAsync();
        await world.CreateAsync(Samples.Deployment());
        await world.PassAsync(2);
        await world.PatchAsync(Deployments, "web", $"spec: {{replicas: {replicas}}}");
        await world.PassAsync(5);
        Assert.Equal(replicas.ToString(System.Globalization.CultureInfo.InvariantCulture), Assert.Single(world.List(Sets)).Annotation("deployment.kubernetes.io/desired-replicas"));
        Assert.Equal(replicas, world.List("pods").Length);
        Assert.Equal([2, replicas, replicas, replicas, replicas, 0], Counts(world.Get(Deployments, "web")));
    }

    [Fact]
    public async Task A_paused_deployment_changes_its_size_but_not_its_pods()
    {
        await using var world = await LifeWorld.StartAsync();
        await world.CreateAsync(Samples.Deployment());
        await world.PassAsync(2);
        await world.PatchAsync(Deployments, "web", "spec: {paused: true, replicas: 2, template: {metadata: {annotations: {a: b}}}}");
        await world.PassAsync(5);
        Assert.Equal(2, Assert.Single(world.List(Sets)).SpecInt("replicas", 0));
        Assert.Equal(("Unknown", "DeploymentPaused"), Condition(world.Get(Deployments, "web"), "Progressing"));
        await world.PatchAsync(Deployments, "web", "spec: {paused: false}");
        await world.PassAsync(30);
        Assert.Equal(("True", "NewReplicaSetAvailable"), Condition(world.Get(Deployments, "web"), "Progressing"));
        Assert.Equal(2, world.List(Sets).Length);
    }

    [Fact]
    public async Task Pods_count_as_available_only_after_the_seconds_that_they_have_to_be_ready()
    {
        await using var world = await LifeWorld.StartAsync();
        await world.CreateAsync(Samples.Deployment(more: "minReadySeconds: 20"));
        await world.PassAsync(15);
        Assert.Equal([1, 3, 3, 3, 0, 3], Counts(world.Get(Deployments, "web")));
        await world.PassAsync(10);
        Assert.Equal([1, 3, 3, 3, 3, 0], Counts(world.Get(Deployments, "web")));
    }

    [Fact]
    public async Task A_deleted_pod_is_replaced_and_a_relabelled_one_let_go()
    {
        await using var world = await LifeWorld.StartAsync();
        await world.CreateAsync(Samples.Deployment(replicas: 2));
        await world.PassAsync(2);
        var names = world.List("pods").Select(pod => pod.NameOf()).ToList();
        await world.DeleteAsync("pods", names[0]);
        await world.PatchAsync("pods", names[1], "metadata: {labels: {app: other}}");
        await world.PassAsync(5);
        Assert.Null(world.Find("pods", names[0]));
        Assert.Null(Owners.ControllerOf(world.Get("pods", names[1])));
        Assert.Equal(2, world.List("pods").Count(pod => Owners.ControllerOf(pod) is not null));
    }

    [Fact]
    public async Task A_set_without_an_owner_that_fits_is_adopted()
    {
        await using var world = await LifeWorld.StartAsync();
        await world.CreateAsync(Samples.Deployment(replicas: 1).Replace("kind: Deployment", "kind: ReplicaSet", StringComparison.Ordinal).Replace("annotations: {team: shop}", "labels: {app: web}", StringComparison.Ordinal));
        await world.PassAsync(2);
        await world.CreateAsync(Samples.Deployment(replicas: 1));
        await world.PassAsync(2);
        Assert.Equal("Deployment", Owners.ControllerOf(Assert.Single(world.List(Sets))).Text("kind")?.Value);
    }

    internal static int[] Counts(MapNode deployment) =>
        [deployment.StatusInt("observedGeneration"), deployment.StatusInt("replicas"), deployment.StatusInt("updatedReplicas"), deployment.StatusInt("readyReplicas"), deployment.StatusInt("availableReplicas"), deployment.StatusInt("unavailableReplicas")];

    internal static (string? Status, string? Reason) Condition(MapNode body, string type)
    {
        var condition = body.Map("status").Maps("conditions").FirstOrDefault(each => each.Text("type")?.Value == type);
        return (condition.Text("status")?.Value, condition.Text("reason")?.Value);
    }
}
