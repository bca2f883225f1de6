using Reconciler.Objects;
using Reconciler.Sandbox.Writes;

namespace Reconciler.Sandbox.Tests.Writes;

public sealed class ServiceTests
{
    private readonly World _world = new();

    private static string Service(string spec = "", string name = "web") => $"{{apiVersion: v1, kind: Service, metadata: {{name: {name}}}, spec: {{{spec}ports: [{{port: 80}}], selector: {{app: web}}}}}}";

    [Fact]
    public void A_service_gets_an_address_that_nobody_owns()
    {
        var body = _world.Apply(Service()).Body();
        Assert.StartsWith("10.96.", body.At("spec", "clusterIP"), StringComparison.Ordinal);
        Assert.Equal($"[\"{body.At("spec", "clusterIP")}\"]", body.At("spec", "clusterIPs"));
        Assert.Equal(("ClusterIP", "None", "Cluster", "SingleStack"), (body.At("spec", "type"), body.At("spec", "sessionAffinity"), body.At("spec", "internalTrafficPolicy"), body.At("spec", "ipFamilyPolicy")));
        Assert.Equal("""[{"port":80,"protocol":"TCP","targetPort":80}]""", body.At("spec", "ports"));
        Assert.DoesNotContain("clusterIP", body.Owned("ours"), StringComparison.Ordinal);
        Assert.True(_world.Apply(Service()).IsNoChange());
    }

    [Fact]
    public void A_put_without_the_address_keeps_it()
    {
        var address = _world.Create(Service()).Body().At("spec", "clusterIP");
        Assert.Equal(address, _world.Put(Service("sessionAffinity: ClientIP, ")).Body().At("spec", "clusterIP"));
    }

    [Fact]
    public void An_address_may_not_change()
    {
        _world.Create(Service());
        var status = _world.Patch(WriteVerb.MergePatch, Service(), "{spec: {clusterIP: 10.96.3.4, clusterIPs: [10.96.3.4]}}").Refusal();
        Assert.Equal("Service \"web\" is invalid: spec.clusterIPs[0]: Invalid value: \"10.96.3.4\": may not change once set", status.Message);
    }

    [Fact]
    public void An_address_that_is_taken_is_refused()
    {
        _world.Create(Service("clusterIP: 10.96.3.4, "));
        Assert.Contains("provided IP is already allocated", _world.Create(Service("clusterIP: 10.96.3.4, ", "other")).Refusal().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_node_port_is_handed_out_and_kept()
    {
        var first = _world.Apply(Service("type: NodePort, ")).Body().At("spec", "ports");
        Assert.Contains("\"nodePort\":3", first, StringComparison.Ordinal);
        Assert.Equal(first, _world.Put(Service("type: NodePort, sessionAffinity: ClientIP, ")).Body().At("spec", "ports"));
    }

    [Fact]
    public void A_node_port_that_is_taken_is_refused()
    {
        _world.Create("{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {type: NodePort, ports: [{port: 80, nodePort: 30080}]}}");
        var status = _world.Create("{apiVersion: v1, kind: Service, metadata: {name: b}, spec: {type: NodePort, ports: [{port: 80, nodePort: 30080}]}}").Refusal();
        Assert.Equal("Service \"b\" is invalid: spec.ports[0].nodePort: Invalid value: 30080: provided port is already allocated", status.Message);
    }

    [Fact]
    public void A_headless_service_has_no_address() => Assert.Equal("""["None"]""", _world.Create(Service("clusterIP: None, ")).Body().At("spec", "clusterIPs"));

    [Fact]
    public void A_balancer_gets_node_ports()
    {
        var body = _world.Create(Service("type: LoadBalancer, ")).Body();
        Assert.Equal(("Cluster", "true"), (body.At("spec", "externalTrafficPolicy"), body.At("spec", "allocateLoadBalancerNodePorts")));
        Assert.NotNull(body.Map("spec").Maps("ports").Single()["nodePort"]);
    }

    [Fact]
    public void An_empty_address_asks_for_one()
    {
        _world.Apply(Service("clusterIP: \"\", "));
        Assert.True(_world.Apply(Service("clusterIP: \"\", ")).IsNoChange());
    }
}
