using Reconciler.Objects;
using Reconciler.Sandbox.Writes;

namespace Reconciler.Sandbox.Tests.Writes;

public sealed class ApplyDeploymentTests
{
    private readonly World _world = new();

    private static string Deployment(string spec = "", string container = "", string containers = "") =>
        $"{{apiVersion: apps/v1, kind: Deployment, metadata: {{name: web}}, spec: {{{spec}selector: {{matchLabels: {{app: web}}}}, template: {{metadata: {{labels: {{app: web}}}}, spec: {{containers: [{{name: c, image: nginx{container}}}{containers}]}}}}}}}}";

    [Fact]
    public void An_apply_owns_what_it_says_and_not_the_defaults()
    {
        var body = _world.Apply(Deployment("replicas: 3, ", ", ports: [{containerPort: 80}]")).Body();
        Assert.Equal(
            """{"f:spec":{"f:replicas":{},"f:selector":{},"f:template":{"f:metadata":{"f:labels":{"f:app":{}}},"f:spec":{"f:containers":{"k:{\"name\":\"c\"}":{".":{},"f:image":{},"f:name":{},"f:ports":{"k:{\"containerPort\":80,\"protocol\":\"TCP\"}":{".":{},"f:containerPort":{}}}}}}}}}""",
            body.Owned("ours"));
    }

    [Fact]
    public void A_create_owns_the_defaults_too()
    {
        var body = _world.Create(Deployment()).Body();
        Assert.Equal(
            """{"f:spec":{"f:progressDeadlineSeconds":{},"f:replicas":{},"f:revisionHistoryLimit":{},"f:selector":{},"f:strategy":{"f:rollingUpdate":{".":{},"f:maxSurge":{},"f:maxUnavailable":{}},"f:type":{}},"f:template":{"f:metadata":{"f:labels":{".":{},"f:app":{}}},"f:spec":{"f:containers":{"k:{\"name\":\"c\"}":{".":{},"f:image":{},"f:imagePullPolicy":{},"f:name":{},"f:resources":{},"f:terminationMessagePath":{},"f:terminationMessagePolicy":{}}},"f:dnsPolicy":{},"f:restartPolicy":{},"f:schedulerName":{},"f:securityContext":{},"f:terminationGracePeriodSeconds":{}}}}}""",
            body.Owned("creator"));
    }

    [Fact]
    public void A_field_that_is_left_out_gets_its_default_again()
    {
        _world.Apply(Deployment("replicas: 5, "));
        var body = _world.Apply(Deployment()).Body();
        Assert.Equal("1", body.At("spec", "replicas"));
        Assert.DoesNotContain("f:replicas", body.Owned("ours"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_field_that_a_second_manager_holds_survives_being_left_out()
    {
        _world.Apply(Deployment("replicas: 5, "));
        _world.Apply("{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {replicas: 5}}", "ours-initial");
        Assert.Equal("5", _world.Apply(Deployment()).Body().At("spec", "replicas"));
    }

    [Fact]
    public void A_container_of_another_applier_stays_and_ours_goes()
    {
        _world.Apply(Deployment(containers: ", {name: d, image: b}"));
        _world.Apply("{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {template: {spec: {containers: [{name: e, image: c}]}}}}", "theirs");
        var body = _world.Apply(Deployment()).Body();
        Assert.Equal(["c", "e"], NodeAccess.Path(body, "spec", "template", "spec").AsMap().Maps("containers").Select(item => item.Text("name")!.Value));
    }

    [Fact]
    public void Ports_of_two_protocols_are_two_items()
    {
        _world.Apply(Deployment(container: ", ports: [{containerPort: 53, protocol: UDP}, {containerPort: 53, protocol: TCP}]"));
        var body = _world.Apply(Deployment(container: ", ports: [{containerPort: 53, protocol: UDP}]")).Body();
        Assert.Contains("""k:{\"containerPort\":53,\"protocol\":\"UDP\"}""", body.Owned("ours"), StringComparison.Ordinal);
        Assert.DoesNotContain("TCP", CanonicalJson.Write(body.Map("spec")!), StringComparison.Ordinal);
    }

    [Fact]
    public void A_port_without_a_protocol_is_a_tcp_port()
    {
        _world.Apply(Deployment(container: ", ports: [{containerPort: 53}]"));
        var again = _world.Apply(Deployment(container: ", ports: [{containerPort: 53, protocol: TCP}]")).Body();
        Assert.Single(NodeAccess.Path(again, "spec", "template", "spec").AsMap().Maps("containers").Single().Maps("ports"));
    }

    [Fact]
    public void A_selector_is_owned_as_a_whole()
    {
        const string Service = "{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {ports: [{port: 80}], selector: {app: web}}}";
        _world.Apply(Service);
        _world.Patch(WriteVerb.MergePatch, Service, "{spec: {selector: {tier: front}}}");
        Assert.Equal("Apply failed with 1 conflict: conflict with \"kubectl-patch\" using v1: .spec.selector", _world.Apply(Service).Refusal().Message);
    }

    [Fact]
    public void Generation_counts_changes_of_the_spec_only()
    {
        Assert.Equal("1", _world.Apply(Deployment()).Body().At("metadata", "generation"));
        Assert.Equal("1", _world.Patch(WriteVerb.MergePatch, Deployment(), "{metadata: {labels: {a: b}}}").Body().At("metadata", "generation"));
        Assert.Equal("1", _world.Patch(WriteVerb.MergePatch, Deployment(), "{status: {replicas: 1}}", subresource: "status").Body().At("metadata", "generation"));
        Assert.Equal("2", _world.Apply(Deployment("replicas: 2, ")).Body().At("metadata", "generation"));
    }

    [Fact]
    public void A_dying_object_can_still_be_applied_to()
    {
        var body = _world.Apply(Deployment()).Body();
        _world.Replace(body.With("metadata", body.Map("metadata")!.With("deletionTimestamp", "2026-01-31T12:00:00Z").With("finalizers", ListNode.Of("a.b/c"))));
        var again = _world.Apply(Deployment("replicas: 2, ")).Body();
        Assert.Equal("2026-01-31T12:00:00Z", again.At("metadata", "deletionTimestamp"));
        Assert.Equal("uid-1", again.At("metadata", "uid"));
    }

    [Theory]
    [InlineData("ports: []")]
    [InlineData("env: []")]
    [InlineData("envFrom: []")]
    [InlineData("tty: false")]
    [InlineData("imagePullPolicy: \"\"")]
    [InlineData("env: [{name: A, value: \"\"}]")]
    [InlineData("env: [{name: A, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]")]
    [InlineData("resources: {requests: {cpu: \"0.1\", memory: 1024Mi}}")]
    [InlineData("livenessProbe: {httpGet: {port: 80}, initialDelaySeconds: 0}")]
    [InlineData("securityContext: {}")]
    [InlineData("args: [], command: null")]
    public void Empty_and_rewritten_values_rest_when_applied_again(string container)
    {
        _world.Apply(Deployment(container: ", " + container));
        Assert.True(_world.Apply(Deployment(container: ", " + container)).IsNoChange());
    }
}
