namespace Reconciler.Sandbox.Tests.Writes;

/// <summary>Mistakes in an applied object come as 500 without a reason; their paths are what clients show.</summary>
public sealed class TypedErrorTests
{
    private const string Prefix = "failed to create typed patch object (/web; apps/v1, Kind=Deployment): ";

    private readonly World _world = new();

    private static string Deployment(string spec = "", string container = "", string metadata = "") =>
        $"{{apiVersion: apps/v1, kind: Deployment, metadata: {{name: web{metadata}}}, spec: {{{spec}selector: {{matchLabels: {{app: web}}}}, template: {{metadata: {{labels: {{app: web}}}}, spec: {{containers: [{{name: c, image: nginx{container}}}]}}}}}}}}";

    [Theory]
    [InlineData("", "foo: 1", ".spec.template.spec.containers[name=\"c\"].foo: field not declared in schema")]
    [InlineData("replicas: \"3\", ", "", ".spec.replicas: expected numeric (int or float), got string")]
    [InlineData("", "env: {A: \"1\"}", ".spec.template.spec.containers[name=\"c\"].env: expected list, got &{map[A:1]}")]
    [InlineData("", "env: [{name: A, value: 1}]", ".spec.template.spec.containers[name=\"c\"].env[name=\"A\"].value: expected string, got &value.valueUnstructured{Value:1}")]
    [InlineData("", "env: [{name: A}, {name: A}]", ".spec.template.spec.containers[name=\"c\"].env: duplicate entries for key [name=\"A\"]")]
    [InlineData("", "ports: [{containerPort: 80}, {containerPort: 80, protocol: TCP}]", ".spec.template.spec.containers[name=\"c\"].ports: duplicate entries for key [containerPort=80,protocol=\"TCP\"]")]
    [InlineData("", "volumeMounts: [{name: a, mountPath: /x}, {name: b, mountPath: /x}]", ".spec.template.spec.containers[name=\"c\"].volumeMounts: duplicate entries for key [mountPath=\"/x\"]")]
    [InlineData("paused: \"yes\", ", "", ".spec.paused: expected boolean, got &{yes}")]
    public void A_mistake_names_its_place(string spec, string container, string message)
    {
        var status = _world.Apply(Deployment(spec, container.Length == 0 ? "" : ", " + container)).Refusal();
        Assert.Equal((500, null, Prefix + message), (status.Code, status.Reason, status.Message));
        Assert.Empty(status.Causes);
    }

    [Fact]
    public void Several_mistakes_are_listed()
    {
        var status = _world.Apply(Deployment("replicas: \"3\", ", ", tty: 1")).Refusal();
        Assert.Equal($"{Prefix}errors:\n  .spec.replicas: expected numeric (int or float), got string\n  .spec.template.spec.containers[name=\"c\"].tty: expected boolean, got &{{1}}", status.Message);
    }

    [Theory]
    [InlineData("Ignore")]
    [InlineData("Strict")]
    public void The_field_validation_that_was_asked_for_makes_no_difference(string validation) =>
        Assert.Equal(500, _world.Apply(Deployment(container: ", foo: 1"), validation: validation).Refusal().Code);

    [Theory]
    [InlineData(", resources: {requests: {cpu: lots}}", "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")]
    public void A_value_that_can_not_be_read_is_found_after_merging(string container, string message)
    {
        var status = _world.Apply(Deployment(container: container)).Refusal();
        Assert.Equal((500, null, $"failed to convert new object (/web; apps/v1, Kind=Deployment) to proper version: unable to convert unstructured object to apps/v1, Kind=Deployment: {message}"), (status.Code, status.Reason, status.Message));
    }

    [Theory]
    [InlineData("{apiVersion: v1, kind: Secret, metadata: {name: a}, data: {x: \"***\"}}", "illegal base64 data at input byte 0")]
    [InlineData("{apiVersion: coordination.k8s.io/v1, kind: Lease, metadata: {name: a}, spec: {renewTime: \"2026-01-31T12:00:00Z\"}}", "parsing time \"2026-01-31T12:00:00Z\" as \"2006-01-02T15:04:05.000000Z07:00\": cannot parse \"Z\" as \".000000\"")]
    public void Base64_and_times_are_read_too(string body, string message)
    {
        var status = _world.Apply(body).Refusal();
        Assert.Equal((500, null), (status.Code, status.Reason));
        Assert.StartsWith("failed to convert new object", status.Message, StringComparison.Ordinal);
        Assert.EndsWith(message, status.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_lease_with_microseconds_is_kept() =>
        Assert.Equal("2026-01-31T12:00:00.000000Z", _world.Apply("{apiVersion: coordination.k8s.io/v1, kind: Lease, metadata: {name: a}, spec: {renewTime: \"2026-01-31T12:00:00.000000Z\"}}").Body().At("spec", "renewTime"));

    [Fact]
    public void An_annotation_has_to_be_text() =>
        Assert.Equal($"{Prefix}.metadata.annotations.a: expected string, got &value.valueUnstructured{{Value:true}}", _world.Apply(Deployment(metadata: ", annotations: {a: true}")).Refusal().Message);

    [Fact]
    public void A_right_object_passes() => Assert.Equal("3", _world.Apply(Deployment("replicas: 3, ", ", env: [{name: A, value: \"1\"}]")).Body().At("spec", "replicas"));
}
