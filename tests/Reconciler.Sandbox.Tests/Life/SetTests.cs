using Reconciler.Objects;
using Reconciler.Sandbox.Life;
using Reconciler.Sandbox.Life.Pods;
using Reconciler.Sandbox.Resources;

namespace Reconciler.Sandbox.Tests.Life;

public sealed class SetTests
{
    private const string Sets = "statefulsets.apps";

    [Fact]
    public async Task A_stateful_set_starts_its_pods_one_after_another_with_their_claims()
    {
        await using var world = await LifeWorld.StartAsync(LifePace.Natural);
        await world.CreateAsync(Stateful("volumeClaimTemplates: [{metadata: {name: data}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}]"));
        for (var i = 0; i < 40; i++)
        {
            await world.PassAsync(0.5);
            Assert.True(world.List("pods").Count(pod => !pod.IsReady()) <= 1);
        }
        Assert.Equal(["db-0", "db-1", "db-2"], world.List("pods").Select(pod => pod.NameOf()));
        var pod = world.Get("pods", "db-1");
        Assert.Equal(("db-1", "1"), (pod.Labels().Text("statefulset.kubernetes.io/pod-name")?.Value, pod.Labels().Text("apps.kubernetes.io/pod-index")?.Value));
        Assert.Equal("Bound", world.Get("persistentvolumeclaims", "data-db-2").Map("status").Text("phase")?.Value);
        var status = world.Get(Sets, "db").Map("status");
        Assert.Equal((3, 3, 3, 3), (status.Int("readyReplicas")?.Value, status.Int("updatedReplicas")?.Value, status.Int("currentReplicas")?.Value, status.Int("availableReplicas")?.Value));
        Assert.Equal(status.Text("updateRevision")?.Value, status.Text("currentRevision")?.Value);
    }

    [Fact]
    public async Task A_changed_template_reaches_the_pods_from_the_last_down_to_the_partition()
    {
        await using var world = await LifeWorld.StartAsync();
        await world.CreateAsync(Stateful("updateStrategy: {rollingUpdate: {partition: 1}}"));
        await world.PassAsync(10);
        await world.PatchAsync(Sets, "db", "spec: {template: {metadata: {annotations: {v: \"2\"}}}}");
        await world.PassAsync(30);
        Assert.Equal([null, "2", "2"], world.List("pods").Select(pod => pod.Annotation("v")));
        var status = world.Get(Sets, "db").Map("status");
        Assert.NotEqual(status.Text("updateRevision")?.Value, status.Text("currentRevision")?.Value);
        await world.DeleteAsync("pods", "db-0");
        await world.PassAsync(10);
        Assert.Null(world.Get("pods", "db-0").Annotation("v"));
        await world.PatchAsync(Sets, "db", "spec: {updateStrategy: {rollingUpdate: {partition: 0}}}");
        await world.PassAsync(30);
        Assert.Equal("2", world.Get("pods", "db-0").Annotation("v"));
        Assert.Equal(world.Get(Sets, "db").Map("status").Text("updateRevision")?.Value, world.Get(Sets, "db").Map("status").Text("currentRevision")?.Value);
    }

    [Fact]
    public async Task A_smaller_stateful_set_loses_its_last_pods_and_keeps_their_claims()
    {
        await using var world = await LifeWorld.StartAsync();
        await world.CreateAsync(Stateful("volumeClaimTemplates: [{metadata: {name: data}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}]"));
        await world.PassAsync(10);
        await world.PatchAsync(Sets, "db", "spec: {replicas: 1}");
        await world.PassAsync(10);
        Assert.Equal("db-0", Assert.Single(world.List("pods")).NameOf());
        Assert.Equal(3, world.List("persistentvolumeclaims").Length);
    }

    [Fact]
    public async Task A_pod_that_never_gets_ready_stops_an_ordered_set_and_not_a_parallel_one()
    {
        await using var world = await LifeWorld.StartAsync();
        await world.CreateAsync(Stateful(image: "db:never-ready"));
        await world.CreateAsync(Stateful("podManagementPolicy: Parallel", "db:never-ready").Replace("db", "pp", StringComparison.Ordinal));
        await world.PassAsync(10);
        Assert.Equal(["db-0", "pp-0", "pp-1", "pp-2"], world.List("pods").Select(pod => pod.NameOf()));
    }

    [Fact]
    public async Task A_daemon_set_has_a_pod_on_every_node_that_it_selects()
    {
        await using var world = await LifeWorld.StartAsync();
        await world.CreateAsync(Daemon("all", "{}"));
        await world.CreateAsync(Daemon("none", "{disk: ssd}"));
        await world.PassAsync(5);
        Assert.Equal("sandbox", Assert.Single(world.List("pods")).NodeName());
        var status = world.Get("daemonsets.apps", "all").Map("status");
        Assert.Equal((1, 1, 1, 1), (status.Int("desiredNumberScheduled")?.Value, status.Int("currentNumberScheduled")?.Value, status.Int("numberReady")?.Value, status.Int("numberAvailable")?.Value));
        Assert.Equal(0, world.Get("daemonsets.apps", "none").StatusInt("desiredNumberScheduled"));
        await world.PatchAsync("daemonsets.apps", "all", "spec: {template: {metadata: {annotations: {v: \"2\"}}}}");
        await world.PassAsync(10);
        Assert.Equal("2", Assert.Single(world.List("pods")).Annotation("v"));
        Assert.Equal(1, world.Get("daemonsets.apps", "all").StatusInt("updatedNumberScheduled"));
    }

    private static string Stateful(string more = "", string image = "db:1") => $$"""
        apiVersion: apps/v1
        kind: StatefulSet
        metadata: {name: db}
        spec:
          replicas: 3
          serviceName: db
          {{more}}
          selector: {matchLabels: {app: db} }
          template:
            metadata: {labels: {app: db} }
            spec: {containers: [{name: db, image: "{{image}}"}]}
        """;

    private static string Daemon(string name, string nodes) => $$"""
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: {{name}} }
        spec:
          selector: {matchLabels: {app: {{name}} } }
          template:
            metadata: {labels: {app: {{name}} } }
            spec: {nodeSelector: {{nodes}}, containers: [{name: agent, image: "agent:1"}]}
        """;
}
