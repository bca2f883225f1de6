using Reconciler.Objects;
using Reconciler.Sandbox.Resources;

namespace Reconciler.Sandbox.Tests.Life;

public sealed class StorageTests
{
    private const string Claims = "persistentvolumeclaims";
    private const string Volumes = "persistentvolumes";

    [Fact]
    public async Task A_claim_of_the_default_class_waits_for_its_first_pod_and_then_gets_a_volume()
    {
        await using var world = await LifeWorld.StartAsync();
        await world.CreateAsync(Claim("data"));
        await world.PassAsync(2);
        var claim = world.Get(Claims, "data");
        Assert.Equal(("standard", "Pending"), (claim.Map("spec").Text("storageClassName")?.Value, Phase(claim)));
        Assert.Equal(["WaitForFirstConsumer"], world.Reasons("data"));
        Assert.Equal(["kubernetes.io/pvc-protection"], claim.Finalizers());
        await world.CreateAsync(Pod("web", "data"));
        await world.PassAsync(3);
        claim = world.Get(Claims, "data");
        Assert.Equal(("Bound", $"pvc-{claim.UidOf()}", "1Gi"), (Phase(claim), claim.Map("spec").Text("volumeName")?.Value, claim.Map("status").Map("capacity").Text("storage")?.Value));
        Assert.Equal("Bound", Phase(Assert.Single(world.List(Volumes))));
        Assert.True(Pods(world, "web"));
    }

    [Fact]
    public async Task A_pod_waits_for_a_claim_that_is_not_there()
    {
        await using var world = await LifeWorld.StartAsync();
        await world.CreateAsync(Pod("web", "data"));
        await world.PassAsync(2);
        Assert.Equal("persistentvolumeclaim \"data\" not found", world.List("events").Single(note => note.Text("reason")?.Value == "FailedScheduling").Text("message")?.Value);
        await world.CreateAsync(Claim("data"));
        await world.PassAsync(10);
        Assert.True(Pods(world, "web"));
    }

    [Fact]
    public async Task A_volume_with_a_claimRef_binds_to_just_that_claim()
    {
        await using var world = await LifeWorld.StartAsync();
        await world.CreateAsync(Volume("mine", "claimRef: {namespace: default, name: data}"));
        await world.CreateAsync(Claim("other", "storageClassName: \"\""));
        await world.PassAsync(2);
        Assert.Equal("Pending", Phase(world.Get(Claims, "other")));
        Assert.Equal("Available", Phase(world.Get(Volumes, "mine")));
        await world.CreateAsync(Claim("data", "storageClassName: \"\"\n  volumeName: mine"));
        await world.PassAsync(2);
        Assert.Equal(("Bound", "Bound"), (Phase(world.Get(Claims, "data")), Phase(world.Get(Volumes, "mine"))));
        Assert.Equal(world.Get(Claims, "data").UidOf(), world.Get(Volumes, "mine").Map("spec").Map("claimRef").Text("uid")?.Value);
    }

    [Fact]
    public async Task The_smallest_volume_that_fits_is_taken()
    {
        await using var world = await LifeWorld.StartAsync();
        await world.CreateAsync(Volume("large", size: "100Gi"));
        await world.CreateAsync(Volume("fitting", size: "2Gi"));
        await world.CreateAsync(Volume("small", size: "500Mi"));
        await world.CreateAsync(Claim("data", "storageClassName: \"\""));
        await world.PassAsync(2);
        Assert.Equal("fitting", world.Get(Claims, "data").Map("spec").Text("volumeName")?.Value);
    }

    [Fact]
    public async Task A_claim_in_use_stays_until_its_pod_goes_and_a_made_volume_goes_with_it()
    {
        await using var world = await LifeWorld.StartAsync();
        await world.CreateAsync(Claim("data"));
        await world.CreateAsync(Pod("web", "data"));
        await world.PassAsync(5);
        await world.DeleteAsync(Claims, "data");
        await world.PassAsync(5);
        Assert.True(world.Get(Claims, "data").IsDying());
        await world.DeleteAsync("pods", "web");
        await world.PassAsync(5);
        Assert.Null(world.Find(Claims, "data"));
        Assert.Empty(world.List(Volumes));
    }

    [Fact]
    public async Task A_volume_that_is_kept_is_released_when_its_claim_goes()
    {
        await using var world = await LifeWorld.StartAsync();
        await world.CreateAsync(Volume("mine"));
        await world.CreateAsync(Claim("data", "storageClassName: \"\""));
        await world.PassAsync(2);
        await world.DeleteAsync(Claims, "data");
        await world.PassAsync(2);
        Assert.Equal("Released", Phase(world.Get(Volumes, "mine")));
    }

    [Fact]
    public async Task A_bound_claim_that_asks_for_more_gets_it()
    {
        await using var world = await LifeWorld.StartAsync();
        await world.CreateAsync(Claim("data"));
        await world.CreateAsync(Pod("web", "data"));
        await world.PassAsync(5);
        await world.PatchAsync(Claims, "data", "spec: {resources: {requests: {storage: 5Gi}}}");
        await world.PassAsync(5);
        Assert.Equal("5Gi", world.Get(Claims, "data").Map("status").Map("capacity").Text("storage")?.Value);
    }

    private static bool Pods(LifeWorld world, string name) => Reconciler.Sandbox.Life.Pods.PodFacts.IsReady(world.Get("pods", name));

    private static string? Phase(MapNode body) => body.Map("status").Text("phase")?.Value;

    private static string Pod(string name, string claim) => Samples.Pod(name, more: $"volumes: [{{name: data, persistentVolumeClaim: {{claimName: {claim}}}}}]");

    private static string Claim(string name, string more = "") => $$"""
        apiVersion: v1
        kind: PersistentVolumeClaim
        metadata: {name: {{name}} }
        spec:
          {{more}}
          accessModes: [ReadWriteOnce]
          resources: {requests: {storage: 1Gi} }
        """;

    private static string Volume(string name, string more = "", string size = "1Gi") => $$"""
        apiVersion: v1
        kind: PersistentVolume
        metadata: {name: {{name}} }
        spec:
          {{more}}
          accessModes: [ReadWriteOnce]
          capacity: {storage: {{size}} }
          hostPath: {path: /data/{{name}} }
        """;
}
