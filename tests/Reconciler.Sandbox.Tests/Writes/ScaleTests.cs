using Reconciler.Sandbox.Writes;

namespace Reconciler.Sandbox.Tests.Writes;

public sealed class ScaleTests
{
    private const string Head = "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}";
    private const string Template = "selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: nginx}]}}";
    private const string WithReplicas = Head + ", spec: {replicas: 5, " + Template + "}}";
    private const string WithoutReplicas = Head + ", spec: {" + Template + "}}";

    private readonly World _world = new();

    private WriteResult Scale(int replicas, string manager = "kube-controller-manager") =>
        _world.Patch(WriteVerb.MergePatch, WithReplicas, $"{{spec: {{replicas: {replicas}}}}}", manager, "scale");

    [Fact]
    public void Whoever_scales_owns_the_replicas_through_the_subresource()
    {
        _world.Apply(WithReplicas);
        var body = Scale(9).Body();
        Assert.Equal("9", body.At("spec", "replicas"));
        Assert.Equal("2", body.At("metadata", "generation"));
        Assert.Equal("ours Apply apps/v1; kube-controller-manager Update apps/v1 scale", body.Managers());
        Assert.Equal("""{"f:spec":{"f:replicas":{}}}""", body.Owned("kube-controller-manager"));
        Assert.DoesNotContain("f:replicas", body.Owned("ours"), StringComparison.Ordinal);
    }

    [Fact]
    public void Scaled_replicas_survive_an_apply_without_them_and_conflict_with_one_that_has_them()
    {
        _world.Apply(WithReplicas);
        Scale(9);
        Assert.Equal("9", _world.Apply(WithoutReplicas).Body().At("spec", "replicas"));
        Assert.Equal("Apply failed with 1 conflict: conflict with \"kube-controller-manager\" with subresource \"scale\" using apps/v1: .spec.replicas", _world.Apply(WithReplicas).Refusal().Message);
    }

    [Fact]
    public void Scaling_to_the_same_number_takes_nothing()
    {
        _world.Apply(WithReplicas);
        Assert.True(Scale(5).IsNoChange());
        Assert.Equal("1", _world.Apply(WithoutReplicas).Body().At("spec", "replicas"));
    }

    [Fact]
    public void Scaling_again_keeps_one_entry()
    {
        _world.Apply(WithReplicas);
        Scale(9);
        Assert.Equal("ours Apply apps/v1; kube-controller-manager Update apps/v1 scale", Scale(3).Body().Managers());
    }

    [Fact]
    public void A_scale_can_be_applied_and_replicas_of_nobody_belong_to_before_first_apply()
    {
        _world.Apply(WithoutReplicas);
        var scale = World.Parse("{apiVersion: autoscaling/v1, kind: Scale, metadata: {name: web}, spec: {replicas: 4}}");
        WriteResult Apply(bool force) => _world.Run(WriteVerb.Apply, World.Parse(WithReplicas), scale, request => request with { FieldManager = "theirs", Subresource = "scale", Force = force });
        Assert.Contains("before-first-apply", Apply(force: false).Refusal().Message, StringComparison.Ordinal);
        var body = Apply(force: true).Body();
        Assert.Equal("4", body.At("spec", "replicas"));
        Assert.Equal("theirs Apply apps/v1 scale; ours Apply apps/v1", body.Managers());
    }

    [Fact]
    public void A_negative_number_is_refused()
    {
        _world.Apply(WithReplicas);
        Assert.Equal("Scale.autoscaling \"web\" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0", Scale(-1).Refusal().Message);
    }

    [Fact]
    public void The_view_says_what_is_wished_and_which_pods_are_meant()
    {
        var view = ScaleView.Of(_world.Apply(WithReplicas).Body());
        Assert.Equal("5", view.At("spec", "replicas"));
        Assert.Equal("app=web", view.At("status", "selector"));
    }
}
