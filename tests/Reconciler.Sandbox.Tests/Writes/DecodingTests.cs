using Reconciler.Sandbox.Writes;

namespace Reconciler.Sandbox.Tests.Writes;

public sealed class DecodingTests
{
    private const string Config = "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {x: \"1\"}, foo: 1}";

    private readonly World _world = new();

    [Fact]
    public void An_unknown_field_is_refused_when_strict()
    {
        var status = _world.Create(Config).Refusal();
        Assert.Equal((400, "BadRequest", "ConfigMap in version \"v1\" cannot be handled as a ConfigMap: strict decoding error: unknown field \"foo\""), (status.Code, status.Reason, status.Message));
    }

    [Fact]
    public void An_unknown_field_is_a_warning_when_warned_and_never_stored()
    {
        Assert.Equal("", _world.Create(Config, validation: "Warn").Body().At("foo"));
        Assert.Equal("unknown field \"foo\"", Assert.Single(_world.Warnings));
    }

    [Fact]
    public void An_unknown_field_is_passed_over_in_silence_when_ignored()
    {
        Assert.Equal("", _world.Create(Config, validation: "Ignore").Body().At("foo"));
        Assert.Empty(_world.Warnings);
    }

    [Fact]
    public void Keys_that_are_written_twice_are_refused_when_strict()
    {
        var body = World.Parse("{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}");
        var status = _world.Run(WriteVerb.Create, body, body, request => request with { FieldValidation = "Strict", DuplicateFields = ["data.x"], FieldManager = "m" }).Refusal();
        Assert.EndsWith("strict decoding error: duplicate field \"data.x\"", status.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{apiVersion: apps/v1, kind: Deployment, metadata: {name: a}, spec: {replicas: \"3\"}}", "json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32")]
    [InlineData("{apiVersion: apps/v1, kind: Deployment, metadata: {name: a}, spec: {template: {spec: {containers: [{name: c, env: [{name: A, value: 1}]}]}}}}", "json: cannot unmarshal number into Go struct field EnvVar.spec.template.spec.containers.env.value of type string")]
    [InlineData("{apiVersion: v1, kind: ConfigMap, metadata: {name: a, annotations: {x: true}}}", "json: cannot unmarshal bool into Go struct field ObjectMeta.metadata.annotations of type string")]
    [InlineData("{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: text}", "json: cannot unmarshal string into Go struct field ConfigMap.data of type map[string]string")]
    public void A_value_of_a_wrong_type_is_a_bad_request(string body, string problem)
    {
        var status = _world.Create(body).Refusal();
        Assert.Equal((400, "BadRequest"), (status.Code, status.Reason));
        Assert.EndsWith(problem, status.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{apiVersion: v1, kind: Secret, metadata: {name: a}, data: {x: eA==}}", "ConfigMap")]
    public void Another_kind_is_a_bad_request(string body, string asked)
    {
        var head = World.Parse($"{{apiVersion: v1, kind: {asked}, metadata: {{name: a}}}}");
        Assert.Equal(400, _world.Run(WriteVerb.Create, head, World.Parse(body), request => request with { FieldManager = "m" }).Refusal().Code);
    }

    [Fact]
    public void Creating_what_is_there_is_refused()
    {
        const string Body = "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}";
        _world.Create(Body);
        var status = _world.Create(Body).Refusal();
        Assert.Equal((409, "AlreadyExists", "configmaps \"a\" already exists"), (status.Code, status.Reason, status.Message));
    }

    [Fact]
    public void A_name_can_be_generated()
    {
        var body = _world.Create("{apiVersion: v1, kind: ConfigMap, metadata: {generateName: a-}}").Body();
        Assert.Equal("a-x7k2p", body.At("metadata", "name"));
    }

    [Fact]
    public void Putting_what_is_not_there_is_not_found_except_for_leases()
    {
        Assert.Equal(404, _world.Put("{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}").Refusal().Code);
        Assert.True(Assert.IsType<WriteResult.Accepted>(_world.Put("{apiVersion: coordination.k8s.io/v1, kind: Lease, metadata: {name: a}}")).IsCreated);
    }

    [Fact]
    public void A_put_of_a_stale_version_is_refused()
    {
        _world.Create("{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}");
        var status = _world.Put("{apiVersion: v1, kind: ConfigMap, metadata: {name: a, resourceVersion: \"7\"}, data: {x: y}}").Refusal();
        Assert.Equal((409, "Conflict"), (status.Code, status.Reason));
    }

    [Fact]
    public void Some_kinds_are_not_put_without_a_version()
    {
        const string Lease = "{apiVersion: coordination.k8s.io/v1, kind: Lease, metadata: {name: a}}";
        _world.Create(Lease);
        var status = _world.Put(Lease).Refusal();
        Assert.Equal((422, "leases.coordination.k8s.io \"a\" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update"), (status.Code, status.Message));
    }
}
