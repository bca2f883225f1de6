using Reconciler.Objects;
using Reconciler.Sandbox.Writes;

namespace Reconciler.Sandbox.Tests.Writes;

public sealed class PatchTests
{
    private const string Config = "{apiVersion: v1, kind: ConfigMap, metadata: {name: a, labels: {l: x}}, data: {x: \"1\", y: \"2\"}}";
    private const string Web = "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: nginx}, {name: d, image: log}]}}}}";

    private readonly World _world = new();

    [Theory]
    [InlineData("[{op: add, path: /data/z, value: \"3\"}]", """{"x":"1","y":"2","z":"3"}""")]
    [InlineData("[{op: replace, path: /data/x, value: \"3\"}]", """{"x":"3","y":"2"}""")]
    [InlineData("[{op: replace, path: /data/new, value: \"3\"}]", """{"new":"3","x":"1","y":"2"}""")]
    [InlineData("[{op: remove, path: /data/x}]", """{"y":"2"}""")]
    [InlineData("[{op: test, path: /data/x, value: \"1\"}, {op: remove, path: /data/y}]", """{"x":"1"}""")]
    [InlineData("[{op: copy, from: /data/x, path: /data/z}]", """{"x":"1","y":"2","z":"1"}""")]
    [InlineData("[{op: move, from: /data/x, path: /data/z}]", """{"y":"2","z":"1"}""")]
    [InlineData("[{op: add, path: /data/a~1b, value: \"3\"}, {op: remove, path: /data/a~1b}]", """{"x":"1","y":"2"}""")]
    public void A_json_patch_does_its_operations_in_turn(string patch, string data)
    {
        _world.Create(Config);
        Assert.Equal(data, _world.Patch(WriteVerb.JsonPatch, Config, patch).Body().At("data"));
    }

    [Theory]
    [InlineData("[{op: test, path: /data/x, value: \"9\"}]")]
    [InlineData("[{op: remove, path: /data/nothing}]")]
    [InlineData("[{op: add, path: /nothing/x, value: \"1\"}]")]
    [InlineData("[{op: test, path: /metadata/resourceVersion, value: \"7\"}, {op: remove, path: /data/x}]")]
    public void A_json_patch_that_does_not_apply_changes_nothing(string patch)
    {
        _world.Create(Config);
        var status = _world.Patch(WriteVerb.JsonPatch, Config, patch).Refusal();
        Assert.Equal((422, "Invalid", "the server rejected our request due to an error in our request"), (status.Code, status.Reason, status.Message));
        Assert.Equal("""{"x":"1","y":"2"}""", _world.Get(Config).At("data"));
    }

    [Fact]
    public void A_json_patch_inserts_into_lists()
    {
        _world.Create(Web);
        var body = _world.Patch(WriteVerb.JsonPatch, Web, "[{op: add, path: /spec/template/spec/containers/0, value: {name: e, image: x}}, {op: add, path: /spec/template/spec/containers/-, value: {name: f, image: x}}]").Body();
        Assert.Equal("e c d f", Containers(body));
    }

    [Fact]
    public void A_merge_patch_merges_maps_and_replaces_lists()
    {
        _world.Create(Web);
        var body = _world.Patch(WriteVerb.MergePatch, Web, "{metadata: {labels: {a: b}}, spec: {template: {spec: {containers: [{name: e, image: x}]}}}}").Body();
        Assert.Equal("e", Containers(body));
        Assert.Equal("kubectl-patch Update apps/v1", body.Managers().Split("; ")[1]);
    }

    [Fact]
    public void A_strategic_patch_merges_lists_by_key()
    {
        _world.Create(Web);
        var body = _world.Patch(WriteVerb.StrategicPatch, Web, "{spec: {template: {spec: {containers: [{name: d, tty: true}, {name: e, image: x}]}}}}").Body();
        Assert.Equal("c d e", Containers(body));
    }

    [Fact]
    public void A_strategic_patch_follows_the_order_that_it_gives()
    {
        _world.Create(Web);
        var body = _world.Patch(WriteVerb.StrategicPatch, Web, "{spec: {template: {spec: {$setElementOrder/containers: [{name: d}, {name: e}, {name: c}], containers: [{name: e, image: x}]}}}}").Body();
        Assert.Equal("d e c", Containers(body));
    }

    [Theory]
    [InlineData("{spec: {template: {spec: {containers: [{name: d, $patch: delete}]}}}}", "c")]
    [InlineData("{spec: {template: {spec: {containers: [{$patch: replace}, {name: e, image: x}]}}}}", "e")]
    public void A_strategic_patch_deletes_and_replaces_items(string patch, string left)
    {
        _world.Create(Web);
        Assert.Equal(left, Containers(_world.Patch(WriteVerb.StrategicPatch, Web, patch).Body()));
    }

    [Fact]
    public void A_strategic_patch_retains_only_the_keys_that_it_names()
    {
        _world.Create(Web);
        var body = _world.Patch(WriteVerb.StrategicPatch, Web, "{spec: {strategy: {$retainKeys: [type], type: Recreate}}}").Body();
        Assert.Equal("""{"type":"Recreate"}""", body.At("spec", "strategy"));
    }

    [Fact]
    public void A_strategic_patch_takes_values_out_of_a_set()
    {
        _world.Create("{apiVersion: v1, kind: ConfigMap, metadata: {name: a, finalizers: [a.b/c, a.b/d]}}");
        var body = _world.Patch(WriteVerb.StrategicPatch, Config, "{metadata: {$deleteFromPrimitiveList/finalizers: [a.b/c]}}").Body();
        Assert.Equal("""["a.b/d"]""", body.At("metadata", "finalizers"));
    }

    [Theory]
    [InlineData(WriteVerb.MergePatch)]
    [InlineData(WriteVerb.StrategicPatch)]
    public void A_patch_that_changes_nothing_keeps_the_version(WriteVerb verb)
    {
        _world.Create(Config);
        Assert.True(_world.Patch(verb, Config, "{metadata: {labels: {l: x}}}").IsNoChange());
    }

    [Fact]
    public void A_patch_of_nothing_is_not_found()
    {
        var status = _world.Patch(WriteVerb.MergePatch, Config, "{}").Refusal();
        Assert.Equal((404, "NotFound", "configmaps \"a\" not found"), (status.Code, status.Reason, status.Message));
    }

    [Fact]
    public void A_patch_can_fold_the_owners_of_client_side_apply_into_ours()
    {
        _world.Create(Config, "kubectl-client-side-apply");
        var folded = _world.Patch(WriteVerb.JsonPatch, Config,
            "[{op: replace, path: /metadata/managedFields, value: [{manager: ours, operation: Apply, apiVersion: v1, fieldsType: FieldsV1, fieldsV1: {\"f:data\": {\"f:x\": {}, \"f:y\": {}}}}]}]", "ours").Body();
        Assert.Equal("ours Apply v1", folded.Managers());
        var applied = _world.Apply("{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {x: \"9\"}}").Body();
        Assert.Equal("""{"x":"9"}""", applied.At("data"));
    }

    [Fact]
    public void A_patch_can_give_an_object_up()
    {
        _world.Apply(Config);
        var body = _world.Patch(WriteVerb.JsonPatch, Config, "[{op: remove, path: /metadata/labels/l}, {op: replace, path: /metadata/managedFields, value: [{}]}]").Body();
        Assert.Equal(("", """{"x":"1","y":"2"}"""), (body.Managers(), body.At("data")));
    }

    [Fact]
    public void An_unknown_field_in_a_patch_is_refused_when_asked_for()
    {
        _world.Create(Config);
        var status = _world.Patch(WriteVerb.MergePatch, Config, "{foo: 1}").Refusal();
        Assert.Equal((422, "Invalid"), (status.Code, status.Reason));
        Assert.EndsWith("strict decoding error: unknown field \"foo\"", status.Message, StringComparison.Ordinal);
    }

    private static string Containers(MapNode body) =>
        string.Join(' ', NodeAccess.Path(body, "spec", "template", "spec").AsMap().Maps("containers").Select(item => item.Text("name")!.Value));
}
