using Reconciler.Objects;
using Reconciler.Sandbox.Life;

namespace Reconciler.Sandbox.Tests.Life;

public sealed class ServiceTests
{
    private const string Slices = "endpointslices.discovery.k8s.io";

    [Fact]
    public async Task A_service_lists_the_ready_pods_that_it_selects()
    {
        await using var world = await LifeWorld.StartAsync();
        await world.CreateAsync(Service());
        await world.CreateAsync(Samples.Deployment(replicas: 2));
        await world.CreateAsync(Samples.Pod("slow", "nginx:never-ready").Replace("labels: {app: slow}", "labels: {app: web}", StringComparison.Ordinal).Replace("labels: {app: slow }", "labels: {app: web}", StringComparison.Ordinal));
        await world.PassAsync(5);
        var subset = world.Get("endpoints", "web").Maps("subsets").ToList();
        Assert.Equal(2, subset.Sum(each => each.Maps("addresses").Count()));
        Assert.Equal(8080, subset.Single(each => each.Maps("addresses").Any()).Maps("ports").Single().Int("port")?.Value);
        var slice = world.List(Slices).Where(each => each.Maps("ports").Any()).ToList();
        Assert.Equal([true, true], slice.SelectMany(each => each.Maps("endpoints")).Select(each => each.Map("conditions").Flag("ready")?.Value).Where(ready => ready == true));
        Assert.All(world.List(Slices), each => Assert.Equal("web", each.Labels().Text("kubernetes.io/service-name")?.Value));
    }

    [Fact]
    public async Task Endpoints_carry_the_labels_of_their_service_and_no_owner_and_slices_have_one()
    {
        await using var world = await LifeWorld.StartAsync();
        await world.CreateAsync(Service(labels: "{applyset.kubernetes.io/part-of: x}"));
        await world.PassAsync(1);
        var endpoints = world.Get("endpoints", "web");
        Assert.Equal(("x", "endpoint-controller"), (endpoints.Labels().Text("applyset.kubernetes.io/part-of")?.Value, endpoints.Labels().Text("endpoints.kubernetes.io/managed-by")?.Value));
        Assert.False(endpoints.Map("metadata")!.Has("ownerReferences"));
        Assert.Equal("Service", Owners.ControllerOf(Assert.Single(world.List(Slices))).Text("kind")?.Value);
        await world.PatchAsync("services", "web", "metadata: {labels: {tier: front}}");
        await world.PassAsync(1);
        Assert.Equal("front", world.Get("endpoints", "web").Labels().Text("tier")?.Value);
        await world.DeleteAsync("services", "web");
        await world.PassAsync(1);
        Assert.Null(world.Find("endpoints", "web"));
    }

    [Fact]
    public async Task A_service_whose_selector_moves_names_the_other_pods()
    {
        await using var world = await LifeWorld.StartAsync();
        await world.CreateAsync(Service());
        await world.CreateAsync(Samples.Deployment("web", 1));
        await world.CreateAsync(Samples.Deployment("blue", 2));
        await world.PassAsync(5);
        await world.PatchAsync("services", "web", "spec: {selector: {app: blue}}");
        await world.PassAsync(1);
        var names = Assert.Single(world.List(Slices)).Maps("endpoints").Select(each => each.Map("targetRef").Text("name")!.Value).ToList();
        Assert.Equal(2, names.Count);
        Assert.All(names, name => Assert.StartsWith("blue-", name, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_service_without_a_selector_is_left_to_whoever_fills_it()
    {
        await using var world = await LifeWorld.StartAsync();
        await world.CreateAsync("{apiVersion: v1, kind: Service, metadata: {name: other}, spec: {ports: [{port: 80}]}}");
        await world.PassAsync(1);
        Assert.Null(world.Find("endpoints", "other"));
        Assert.Empty(world.List(Slices));
    }

    [Fact]
    public async Task Load_balancers_get_different_addresses_for_documentation()
    {
        await using var world = await LifeWorld.StartAsync();
        await world.CreateAsync(Service("a", type: "LoadBalancer"));
        await world.CreateAsync(Service("b", type: "LoadBalancer"));
        await world.CreateAsync(Service("c", type: "LoadBalancer", more: "loadBalancerClass: example.com/other"));
        await world.PassAsync(1);
        string? Address(string name) => world.Get("services", name).Map("status").Map("loadBalancer").Maps("ingress").SingleOrDefault().Text("ip")?.Value;
        Assert.Equal(["192.0.2.1", "192.0.2.2"], new[] { Address("a"), Address("b") }.Order());
        Assert.Null(Address("c"));
    }

    [Fact]
    public async Task Pods_of_a_headless_service_keep_their_names()
    {
        await using var world = await LifeWorld.StartAsync();
        await world.CreateAsync(Service(more: "clusterIP: None"));
        await world.CreateAsync(Samples.Pod("one", more: "hostname: one\n  subdomain: web").Replace("app: one", "app: web", StringComparison.Ordinal));
        await world.PassAsync(3);
        var slice = Assert.Single(world.List(Slices));
        Assert.True(slice.Labels()?.Has("service.kubernetes.io/headless"));
        Assert.Equal("one", slice.Maps("endpoints").Single().Text("hostname")?.Value);
    }

    private static string Service(string name = "web", string labels = "{}", string type = "ClusterIP", string more = "") => $$"""
        apiVersion: v1
        kind: Service
        metadata: {name: {{name}}, labels: {{labels}} }
        spec:
          type: {{type}}
          {{more}}
          selector: {app: {{name}} }
          ports: [{name: http, port: 80, targetPort: {{(more.Contains("None", StringComparison.Ordinal) ? "8080" : "http")}} }]
        """;
}
