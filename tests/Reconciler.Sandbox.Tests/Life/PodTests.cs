using Reconciler.Objects;
using Reconciler.Sandbox.Life;
using Reconciler.Sandbox.Life.Pods;
using Reconciler.Sandbox.Resources;

namespace Reconciler.Sandbox.Tests.Life;

public sealed class PodTests
{
    [Fact]
    public async Task A_pod_is_placed_created_and_becomes_ready_step_by_step()
    {
        await using var world = await LifeWorld.StartAsync(LifePace.Natural);
        await world.CreateAsync(Samples.Pod("web", more: "terminationGracePeriodSeconds: 5", container: ", readinessProbe: {httpGet: {path: /, port: 80}}"));
        await world.SettleAsync();
        var pod = world.Get("pods", "web");
        Assert.Equal(("sandbox", "Pending", "ContainerCreating"), (pod.NodeName(), pod.Phase(), Waiting(pod)));
        Assert.Equal("False", PodFacts.Condition(pod, "Ready").Text("status")?.Value);
        await world.PassAsync(1);
        pod = world.Get("pods", "web");
        Assert.Equal(("Running", false), (pod.Phase(), pod.IsReady()));
        await world.PassAsync(1);
        pod = world.Get("pods", "web");
        Assert.True(pod.IsReady());
        Assert.StartsWith("10.42.", pod.Map("status").Text("podIP")?.Value, StringComparison.Ordinal);
        Assert.Equal("172.30.0.2", pod.Map("status").Text("hostIP")?.Value);
        var status = pod.Map("status").Maps("containerStatuses").Single();
        Assert.Equal(("docker.io/library/nginx:1", 0, true), (status.Text("image")?.Value, status.Int("restartCount")?.Value, status.Flag("started")?.Value));
        Assert.StartsWith("docker.io/library/nginx@sha256:", status.Text("imageID")?.Value, StringComparison.Ordinal);
        Assert.Equal(["Created", "Pulled", "Pulling", "Scheduled", "Started"], world.Reasons("web"));
    }

    [Fact]
    public async Task A_deleted_pod_is_there_for_a_moment_and_then_gone()
    {
        await using var world = await LifeWorld.StartAsync(LifePace.Natural);
        await world.CreateAsync(Samples.Pod("web"));
        await world.PassAsync(5);
        await world.DeleteAsync("pods", "web");
        await world.SettleAsync();
        Assert.True(world.Get("pods", "web").IsDying());
        Assert.Contains("Killing", world.Reasons("web"));
        await world.PassAsync(2);
        Assert.Null(world.Find("pods", "web"));
    }

    [Fact]
    public async Task A_crashing_container_restarts_after_longer_and_longer_pauses()
    {
        await using var world = await LifeWorld.StartAsync();
        await world.CreateAsync(Samples.Pod("web", "nginx:v2-crash"));
        await world.PassAsync(1);
        var pod = world.Get("pods", "web");
        Assert.Equal(("CrashLoopBackOff", 1), (Waiting(pod), PodFacts.Restarts(pod)));
        Assert.StartsWith("back-off 10s restarting failed container=web pod=web_default(", pod.Map("status").Maps("containerStatuses").Single().Map("state").Map("waiting").Text("message")?.Value, StringComparison.Ordinal);
        var restarts = new List<int>();
        foreach (var pause in new[] { 8, 2, 20, 40, 80 })
        {
            await world.PassAsync(pause);
            restarts.Add(PodFacts.Restarts(world.Get("pods", "web")));
        }
        Assert.Equal([1, 2, 3, 4, 5], restarts);
        Assert.Equal(1, world.Get("pods", "web").Map("status").Maps("containerStatuses").Single().Map("lastState").Map("terminated").Int("exitCode")?.Value);
        Assert.True(world.List("events").Single(note => note.Text("reason")?.Value == "BackOff").Int("count")?.Value >= 4);
    }

    [Theory]
    [InlineData("nginx:pull-fails")]
    [InlineData("registry.example.com/shop/nonexistent:1")]
    public async Task An_image_that_cannot_be_had_backs_off(string image)
    {
        await using var world = await LifeWorld.StartAsync();
        await world.CreateAsync(Samples.Pod("web", image));
        await world.PassAsync(5);
        Assert.Equal(("Pending", "ImagePullBackOff"), (world.Get("pods", "web").Phase(), Waiting(world.Get("pods", "web"))));
        Assert.Contains("BackOff", world.Reasons("web"));
    }

    [Fact]
    public async Task A_slow_container_runs_at_once_and_is_ready_later()
    {
        await using var world = await LifeWorld.StartAsync();
        await world.CreateAsync(Samples.Pod("web", "nginx:slow-30s"));
        await world.PassAsync(29);
        Assert.Equal(("Running", false), (world.Get("pods", "web").Phase(), world.Get("pods", "web").IsReady()));
        await world.PassAsync(2);
        Assert.True(world.Get("pods", "web").IsReady());
    }

    [Theory]
    [InlineData("envFrom: [{secretRef: {name: keys}}]", "secret \"keys\" not found")]
    [InlineData("env: [{name: A, valueFrom: {configMapKeyRef: {name: keys, key: a}}}]", "configmap \"keys\" not found")]
    public async Task A_container_waits_for_its_configuration_and_starts_when_it_comes(string container, string message)
    {
        await using var world = await LifeWorld.StartAsync();
        await world.CreateAsync(Samples.Pod("web", container: ", " + container));
        await world.PassAsync(5);
        var waiting = world.Get("pods", "web").Map("status").Maps("containerStatuses").Single().Map("state").Map("waiting");
        Assert.Equal(("CreateContainerConfigError", message), (waiting.Text("reason")?.Value, waiting.Text("message")?.Value));
        await world.CreateAsync("{apiVersion: v1, kind: Secret, metadata: {name: keys}, stringData: {a: b}}");
        await world.CreateAsync("{apiVersion: v1, kind: ConfigMap, metadata: {name: keys}, data: {a: b}}");
        await world.PassAsync(5);
        Assert.True(world.Get("pods", "web").IsReady());
    }

    [Fact]
    public async Task A_missing_key_is_named_with_its_ConfigMap()
    {
        await using var world = await LifeWorld.StartAsync();
        await world.CreateAsync("{apiVersion: v1, kind: ConfigMap, metadata: {name: keys}, data: {a: b}}");
        await world.CreateAsync(Samples.Pod("web", container: ", env: [{name: A, valueFrom: {configMapKeyRef: {name: keys, key: z}}}]"));
        await world.PassAsync(5);
        Assert.Equal("couldn't find key z in ConfigMap default/keys", world.Get("pods", "web").Map("status").Maps("containerStatuses").Single().Map("state").Map("waiting").Text("message")?.Value);
    }

    [Fact]
    public async Task A_missing_volume_keeps_a_pod_in_creation_with_an_event()
    {
        await using var world = await LifeWorld.StartAsync();
        await world.CreateAsync(Samples.Pod("web", more: "volumes: [{name: tls, secret: {secretName: cert}}]"));
        await world.PassAsync(5);
        Assert.Equal("ContainerCreating", Waiting(world.Get("pods", "web")));
        Assert.Equal("MountVolume.SetUp failed for volume \"tls\" : secret \"cert\" not found", world.List("events").Single(note => note.Text("reason")?.Value == "FailedMount").Text("message")?.Value);
    }

    [Theory]
    [InlineData("cpu: \"100\"", "1 Insufficient cpu")]
    [InlineData("memory: 900Gi", "1 Insufficient memory")]
    public async Task A_pod_that_asks_for_more_than_the_node_has_is_not_placed(string requests, string reason)
    {
        await using var world = await LifeWorld.StartAsync();
        await world.CreateAsync(Samples.Pod("web", container: $", resources: {{requests: {{{requests}}}}}"));
        await world.PassAsync(1);
        var scheduled = PodFacts.Condition(world.Get("pods", "web"), "PodScheduled");
        Assert.Equal(("False", "Unschedulable"), (scheduled.Text("status")?.Value, scheduled.Text("reason")?.Value));
        Assert.Contains($"0/1 nodes are available: {reason}.", scheduled.Text("message")?.Value, StringComparison.Ordinal);
        Assert.Equal(["FailedScheduling"], world.Reasons("web"));
    }

    [Fact]
    public async Task Pods_share_the_node_until_it_is_full_and_room_is_used_when_it_comes()
    {
        await using var world = await LifeWorld.StartAsync();
        foreach (var name in new[] { "a", "b", "c" }) await world.CreateAsync(Samples.Pod(name, container: ", resources: {requests: {cpu: \"7\"}}"));
        await world.PassAsync(3);
        Assert.Equal([true, true, false], new[] { "a", "b", "c" }.Select(name => world.Get("pods", name).IsReady()));
        await world.DeleteAsync("pods", "a");
        await world.PassAsync(20);
        Assert.True(world.Get("pods", "c").IsReady());
    }

    [Fact]
    public async Task Init_containers_come_first_and_a_failing_one_keeps_the_rest_waiting()
    {
        await using var world = await LifeWorld.StartAsync();
        await world.CreateAsync(Samples.Pod("good", more: "initContainers: [{name: prepare, image: busybox}, {name: proxy, image: envoy, restartPolicy: Always}]"));
        await world.CreateAsync(Samples.Pod("bad", more: "initContainers: [{name: prepare, image: \"busybox:crash\"}]"));
        await world.PassAsync(5);
        var good = world.Get("pods", "good");
        Assert.True(good.IsReady());
        Assert.Equal("Completed", good.Map("status").Maps("initContainerStatuses").First().Map("state").Map("terminated").Text("reason")?.Value);
        Assert.True(good.Map("status").Maps("initContainerStatuses").Last().Map("state")?.Has("running"));
        Assert.Equal("PodInitializing", Waiting(world.Get("pods", "bad")));
        Assert.Equal("Pending", world.Get("pods", "bad").Phase());
    }

    [Theory]
    [InlineData("busybox:1", "Never", "Succeeded")]
    [InlineData("busybox:job-fails", "Never", "Failed")]
    [InlineData("busybox:1", "OnFailure", "Succeeded")]
    [InlineData("busybox:1", "Always", "Running")]
    public async Task A_pod_ends_as_its_restart_policy_and_tag_say(string image, string policy, string phase)
    {
        await using var world = await LifeWorld.StartAsync();
        await world.CreateAsync(Samples.Pod("task", image, more: $"restartPolicy: {policy}"));
        await world.PassAsync(5);
        Assert.Equal(phase, world.Get("pods", "task").Phase());
    }

    [Theory]
    [InlineData("nginx", "docker.io/library/nginx:latest")]
    [InlineData("shop/web:2", "docker.io/shop/web:2")]
    [InlineData("localhost:5000/web:2", "localhost:5000/web:2")]
    [InlineData("ghcr.io/shop/web@sha256:abc", "ghcr.io/shop/web@sha256:abc")]
    public void Images_are_named_in_full(string image, string full) => Assert.Equal(full, ImageSteer.FullName(image));

    [Theory]
    [InlineData("web:crash", true)]
    [InlineData("web:v3-crash", true)]
    [InlineData("web:crashed", false)]
    [InlineData("crash:1", false)]
    [InlineData("crash", false)]
    [InlineData("localhost:5000/crash", false)]
    public void Only_a_tag_steers(string image, bool crashes) => Assert.Equal(crashes, ImageSteer.Of(image).Crashes);

    [Theory]
    [InlineData("", "BestEffort")]
    [InlineData(", resources: {requests: {cpu: 1}}", "Burstable")]
    [InlineData(", resources: {limits: {cpu: 1, memory: 1Gi}}", "Guaranteed")]
    public async Task The_quality_of_service_follows_from_requests_and_limits(string container, string expected)
    {
        await using var world = await LifeWorld.StartAsync();
        await world.CreateAsync(Samples.Pod("web", container: container));
        await world.PassAsync(2);
        Assert.Equal(expected, world.Get("pods", "web").Map("status").Text("qosClass")?.Value);
    }

    private static string? Waiting(MapNode pod) => pod.Map("status").Maps("containerStatuses").Single().Map("state").Map("waiting").Text("reason")?.Value;
}
