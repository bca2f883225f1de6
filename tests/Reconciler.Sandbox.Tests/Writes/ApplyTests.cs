using Reconciler.Objects;
using Reconciler.Sandbox.Writes;

namespace Reconciler.Sandbox.Tests.Writes;

public sealed class ApplyTests
{
    private const string Config = "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {x: \"1\", y: \"2\"}}";

    private readonly World _world = new();

    [Fact]
    public void An_apply_creates_what_is_not_there()
    {
        var result = Assert.IsType<WriteResult.Accepted>(_world.Apply(Config));
        Assert.True(result.IsCreated);
        Assert.Equal("default", result.Body.At("metadata", "namespace"));
        Assert.Equal("uid-1", result.Body.At("metadata", "uid"));
        Assert.Equal("2026-01-31T12:00:00Z", result.Body.At("metadata", "creationTimestamp"));
        Assert.Equal("ours Apply v1", result.Body.Managers());
        Assert.Equal("""{"f:data":{"f:x":{},"f:y":{}}}""", result.Body.Owned("ours"));
    }

    [Fact]
    public void An_apply_needs_a_field_manager()
    {
        var status = _world.Apply(Config, manager: "").Refusal();
        Assert.Equal((422, "Invalid", "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for apply patch"), (status.Code, status.Reason, status.Message));
    }

    [Fact]
    public void The_same_apply_again_changes_nothing()
    {
        var first = _world.Apply(Config).Body();
        _world.Now = _world.Now.AddMinutes(5);
        var again = _world.Apply(Config);
        Assert.True(again.IsNoChange());
        Assert.Equal(CanonicalJson.Write(first), CanonicalJson.Write(again.Body()));
    }

    [Fact]
    public void A_changed_apply_renews_the_time_of_its_entry()
    {
        _world.Apply(Config);
        _world.Now = _world.Now.AddMinutes(5);
        var body = _world.Apply(Config.Replace("\"1\"", "\"3\"", StringComparison.Ordinal)).Body();
        Assert.Equal("3", body.At("data", "x"));
        Assert.Contains("12:05:00Z", CanonicalJson.Write(body.Map("metadata")!["managedFields"]!), StringComparison.Ordinal);
    }

    [Fact]
    public void A_field_that_is_no_longer_applied_goes()
    {
        _world.Apply(Config);
        Assert.Equal("""{"x":"1"}""", _world.Apply("{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {x: \"1\"}}").Body().At("data"));
    }

    [Fact]
    public void A_field_that_somebody_else_applies_too_stays()
    {
        _world.Apply(Config);
        _world.Apply("{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {y: \"2\"}}", "theirs");
        var body = _world.Apply("{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {x: \"1\"}}").Body();
        Assert.Equal("""{"x":"1","y":"2"}""", body.At("data"));
        Assert.Equal("""{"f:data":{"f:y":{}}}""", body.Owned("theirs"));
        Assert.Equal("""{"f:data":{"f:x":{}}}""", body.Owned("ours"));
    }

    [Fact]
    public void An_empty_apply_wipes_what_was_applied()
    {
        _world.Apply(Config);
        var body = _world.Apply("{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}").Body();
        Assert.Equal("", body.At("data"));
        Assert.Equal("", body.Managers());
    }

    [Fact]
    public void Another_value_for_a_field_of_somebody_else_is_a_conflict()
    {
        _world.Apply(Config, "theirs");
        var status = _world.Apply(Config.Replace("\"1\"", "\"3\"", StringComparison.Ordinal)).Refusal();
        Assert.Equal((409, "Conflict"), (status.Code, status.Reason));
        Assert.Equal("Apply failed with 1 conflict: conflict with \"theirs\": .data.x", status.Message);
        var cause = Assert.Single(status.Causes);
        Assert.Equal(("FieldManagerConflict", ".data.x", "conflict with \"theirs\""), (cause.Reason, cause.Field, cause.Message));
    }

    [Fact]
    public void Several_conflicts_are_listed_by_manager()
    {
        _world.Create(Config, "kubectl-create");
        var status = _world.Apply(Config.Replace("\"1\"", "\"3\"", StringComparison.Ordinal).Replace("\"2\"", "\"4\"", StringComparison.Ordinal)).Refusal();
        Assert.Equal("Apply failed with 2 conflicts: conflicts with \"kubectl-create\" using v1:\n- .data.x\n- .data.y", status.Message);
        Assert.Equal(["conflict with \"kubectl-create\" using v1", "conflict with \"kubectl-create\" using v1"], status.Causes.Select(cause => cause.Message));
    }

    [Fact]
    public void The_same_value_is_owned_by_both()
    {
        _world.Apply(Config, "theirs");
        Assert.Equal("ours Apply v1; theirs Apply v1", _world.Apply(Config).Body().Managers());
    }

    [Fact]
    public void Force_takes_the_field()
    {
        _world.Apply(Config, "theirs");
        var body = _world.Apply("{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {x: \"3\"}}", force: true).Body();
        Assert.Equal("3", body.At("data", "x"));
        Assert.Equal("""{"f:data":{"f:y":{}}}""", body.Owned("theirs"));
        Assert.Equal("""{"f:data":{"f:x":{}}}""", body.Owned("ours"));
    }

    [Fact]
    public void An_apply_onto_a_foreign_object_merges_in_silence()
    {
        _world.Create(Config);
        var body = _world.Apply("{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {z: \"3\"}}").Body();
        Assert.Equal("""{"x":"1","y":"2","z":"3"}""", body.At("data"));
        Assert.Equal("ours Apply v1; creator Update v1", body.Managers());
    }

    [Fact]
    public void A_field_that_somebody_deleted_comes_back_without_a_conflict()
    {
        _world.Apply(Config);
        var edited = _world.Put("{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {x: \"1\"}}", "kubectl-edit").Body();
        Assert.Equal("ours Apply v1", edited.Managers());
        Assert.Equal("2", _world.Apply(Config).Body().At("data", "y"));
    }

    [Fact]
    public void A_field_that_somebody_changed_is_a_conflict()
    {
        _world.Apply(Config);
        _world.Put("{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {x: \"9\", y: \"2\"}}", "kubectl-edit");
        Assert.Equal("Apply failed with 1 conflict: conflict with \"kubectl-edit\" using v1: .data.x", _world.Apply(Config).Refusal().Message);
    }

    [Fact]
    public void An_object_that_nobody_tracks_belongs_to_before_first_apply()
    {
        _world.Create(Config);
        _world.Patch(WriteVerb.MergePatch, Config, "{metadata: {managedFields: [{}]}}");
        Assert.Equal("", _world.Get(Config).Managers());
        var body = _world.Apply("{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {x: \"1\"}}").Body();
        Assert.Equal("ours Apply v1; before-first-apply Update v1", body.Managers());
        Assert.Equal("""{"f:data":{".":{},"f:x":{},"f:y":{}}}""", body.Owned("before-first-apply"));
    }

    [Fact]
    public void Two_appliers_of_one_list_keep_the_applied_order()
    {
        _world.Apply("{apiVersion: v1, kind: ServiceAccount, metadata: {name: a}, secrets: [{name: a}, {name: b}, {name: c}]}", "theirs");
        var body = _world.Apply("{apiVersion: v1, kind: ServiceAccount, metadata: {name: a}, secrets: [{name: c}, {name: a}]}").Body();
        Assert.Equal(["b", "c", "a"], body.Maps("secrets").Select(item => item.Text("name")!.Value));
    }

    [Fact]
    public void A_new_order_is_a_change_that_nobody_owns()
    {
        const string Account = "{apiVersion: v1, kind: ServiceAccount, metadata: {name: a}, secrets: [{name: a}, {name: b}]}";
        var before = _world.Apply(Account).Body();
        var edited = _world.Put("{apiVersion: v1, kind: ServiceAccount, metadata: {name: a}, secrets: [{name: b}, {name: a}]}", "kubectl-edit").Body();
        Assert.Equal("ours Apply v1", edited.Managers());
        Assert.NotEqual(before.At("metadata", "resourceVersion"), edited.At("metadata", "resourceVersion"));
        var again = _world.Apply(Account);
        Assert.False(again.IsNoChange());
        Assert.Equal(["a", "b"], again.Body().Maps("secrets").Select(item => item.Text("name")!.Value));
    }

    [Fact]
    public void Nothing_but_nulls_owns_an_empty_text()
    {
        var body = _world.Apply("{apiVersion: v1, kind: ConfigMap, metadata: {name: a, annotations: {x: null}}, data: {a: null}}").Body();
        Assert.Equal("""{"a":""}""", body.At("data"));
        Assert.Equal("""{"x":""}""", body.At("metadata", "annotations"));
    }
}
