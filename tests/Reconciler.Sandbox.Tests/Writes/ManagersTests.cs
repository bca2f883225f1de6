using Reconciler.Sandbox.Writes;

namespace Reconciler.Sandbox.Tests.Writes;

public sealed class ManagersTests
{
    private const string Config = "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {x: \"1\"}}";

    private readonly World _world = new();

    [Fact]
    public void A_create_resets_the_managers_that_the_body_brings()
    {
        var body = _world.Create("{apiVersion: v1, kind: ConfigMap, metadata: {name: a, managedFields: [{manager: ours, operation: Apply, apiVersion: v1, fieldsType: FieldsV1, fieldsV1: {\"f:data\": {\"f:x\": {}}}}]}, data: {x: \"1\"}}").Body();
        Assert.Equal("creator Update v1", body.Managers());
    }

    [Fact]
    public void A_put_honours_the_managers_that_the_body_brings()
    {
        _world.Create(Config);
        var body = _world.Put("{apiVersion: v1, kind: ConfigMap, metadata: {name: a, managedFields: [{manager: ours, operation: Apply, apiVersion: v1, fieldsType: FieldsV1, fieldsV1: {\"f:data\": {\"f:x\": {}}}}]}, data: {x: \"1\"}}").Body();
        Assert.Equal("ours Apply v1", body.Managers());
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("[{}]")]
    public void An_empty_list_of_managers_clears_them(string managers)
    {
        _world.Create(Config);
        Assert.Equal("", _world.Patch(WriteVerb.MergePatch, Config, $"{{metadata: {{managedFields: {managers}}}}}").Body().Managers());
    }

    [Fact]
    public void A_put_without_managers_keeps_them()
    {
        _world.Apply(Config);
        Assert.True(_world.Put(Config).IsNoChange());
        Assert.Equal("ours Apply v1", _world.Get(Config).Managers());
    }

    [Fact]
    public void More_than_ten_updaters_are_folded_into_one()
    {
        _world.Create(Config);
        for (var i = 1; i <= 11; i++)
        {
            _world.Now = _world.Now.AddSeconds(1);
            _world.Patch(WriteVerb.MergePatch, Config, $"{{data: {{k{i}: v}}}}", $"m{i:00}");
        }
        var managers = _world.Get(Config).Managers().Split("; ");
        Assert.Equal(10, managers.Length);
        Assert.Equal("ancient-changes Update v1", managers[0]);
        Assert.Equal("""{"f:data":{".":{},"f:k1":{},"f:k2":{},"f:x":{}}}""", _world.Get(Config).Owned("ancient-changes"));
    }

    [Fact]
    public void A_status_write_has_an_entry_of_its_own()
    {
        const string Claim = "{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: a}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}";
        _world.Apply(Claim);
        var body = _world.Patch(WriteVerb.MergePatch, Claim, "{status: {phase: Bound}, spec: {volumeName: v}}", "binder", "status").Body();
        Assert.Equal("ours Apply v1; binder Update v1 status", body.Managers());
        Assert.Equal("""{"f:status":{"f:phase":{}}}""", body.Owned("binder"));
        Assert.Equal("", body.At("spec", "volumeName"));
    }

    [Fact]
    public void A_write_to_the_object_can_not_touch_its_status()
    {
        const string Claim = "{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: a}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}, status: {phase: Bound}}";
        var body = _world.Apply(Claim).Body();
        Assert.Equal("Pending", body.At("status", "phase"));
        Assert.DoesNotContain("f:status", body.Owned("ours"), StringComparison.Ordinal);
    }

    [Fact]
    public void Conflicts_that_the_last_applied_annotation_explains_are_none_for_kubectl()
    {
        const string Applied = "{apiVersion: v1, kind: ConfigMap, metadata: {name: a, annotations: {kubectl.kubernetes.io/last-applied-configuration: '{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"a\"},\"data\":{\"x\":\"1\"}}'}}, data: {x: \"1\"}}";
        _world.Create(Applied, "kubectl-client-side-apply");
        Assert.Equal(409, _world.Apply(Config.Replace("\"1\"", "\"2\"", StringComparison.Ordinal)).Refusal().Code);
        var body = _world.Apply(Config.Replace("\"1\"", "\"2\"", StringComparison.Ordinal), "kubectl").Body();
        Assert.Equal("2", body.At("data", "x"));
        Assert.Contains("\\\"x\\\":\\\"2\\\"", body.At("metadata", "annotations"), StringComparison.Ordinal);
    }

    [Fact]
    public void What_others_changed_since_is_a_conflict_for_kubectl_too()
    {
        const string Applied = "{apiVersion: v1, kind: ConfigMap, metadata: {name: a, annotations: {kubectl.kubernetes.io/last-applied-configuration: '{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"a\"},\"data\":{\"x\":\"0\"}}'}}, data: {x: \"1\"}}";
        _world.Create(Applied, "kubectl-client-side-apply");
        Assert.Equal(409, _world.Apply(Config.Replace("\"1\"", "\"2\"", StringComparison.Ordinal), "kubectl").Refusal().Code);
    }

    [Fact]
    public void An_applier_moves_to_another_version_with_its_entry()
    {
        const string Old = "{apiVersion: autoscaling/v1, kind: HorizontalPodAutoscaler, metadata: {name: a}, spec: {maxReplicas: 3, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}}}";
        _world.Apply(Old);
        var live = _world.Get(Old);
        _world.Replace(live.With("apiVersion", "autoscaling/v2"));
        Assert.Equal("ours Apply autoscaling/v2", _world.Apply(Old.Replace("autoscaling/v1", "autoscaling/v2", StringComparison.Ordinal)).Body().Managers());
    }
}
