using Reconciler.Objects;
using Reconciler.Planning;

namespace Reconciler.Apply.Tests;

public sealed class ApplyTests
{
    [Theory, Everywhere]
    public async Task What_is_applied_is_unchanged_until_the_source_changes_and_leaves_when_it_leaves_the_source(Target target)
    {
        await using var bench = await Bench.On(target);
        bench.Map("one");
        bench.Map("two");
        var first = await bench.Settle();
        Assert.Equal((ChangeAction.Create, ChangeAction.Create), (first.Of("one").Action, first.Of("two").Action));
        bench.Map("one", "{a: '2'}");
        var second = await bench.Settle();
        var field = Assert.Single(second.Of("one").Fields);
        Assert.Equal(("data.a", "1", "2"), (field.Path, ((ScalarNode)field.Old!).Value, ((ScalarNode)field.New!).Value));
        Assert.Equal(("one.yaml", 4), (Path.GetFileName(second.Of("one").Place.File!), second.Of("one").Place.Line));
        Assert.Equal("yours", second.Of("one").Cause!.Word);
        bench.Remove("two.yaml");
        var third = await bench.Settle();
        Assert.Equal(ChangeAction.Prune, third.Of("two").Action);
        Assert.Null(await bench.Live("two"));
        Assert.NotNull(await bench.Live("one"));
    }

    [Theory, Everywhere]
    public async Task Drift_is_shown_with_who_and_repaired(Target target)
    {
        await using var bench = await Bench.On(target);
        bench.Map("one", "{a: '1', b: '2'}");
        await bench.Settle();
        await bench.Edited("one", body => body.With("data", body.Map("data")!.With("a", "changed")));
        var plan = await bench.Settle();
        var drift = Assert.IsType<Cause.Drift>(plan.Of("one").Cause);
        Assert.Equal("kubectl-edit", drift.Manager);
        Assert.Equal("1", (await bench.Live("one")).At("data", "a"));
        await bench.Edited("one", body => body.With("data", body.Map("data")!.Without("b")));
        Assert.Null(Assert.IsType<Cause.Drift>((await bench.Settle()).Of("one").Cause).Manager);
        Assert.Equal("2", (await bench.Live("one")).At("data", "b"));
    }

    [Theory, Everywhere]
    public async Task What_others_add_is_not_drift(Target target)
    {
        await using var bench = await Bench.On(target);
        bench.Map("one");
        await bench.Settle();
        await bench.Edited("one", body => body.With("data", body.Map("data")!.With("theirs", "1")));
        Assert.False((await bench.Plan()).HasChanges);
    }

    [Theory, Everywhere]
    public async Task A_foreign_object_is_refused_until_the_source_adopts_it(Target target)
    {
        await using var bench = await Bench.On(target);
        await bench.Made($"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: one, namespace: {bench.Name}}}\ndata: {{theirs: '1'}}");
        bench.Map("one");
        bench.Map("two");
        var plan = await bench.Apply();
        Assert.Equal(ChangeAction.Refuse, plan.Of("one").Action);
        Assert.Equal(["RCN3006"], plan.Of("one").Codes());
        Assert.Null((await bench.Live("one")).At("data", "a"));
        Assert.NotNull(await bench.Live("two"));
        bench.Map("one", annotations: "reconciler.dev/adopt: \"true\"");
        Assert.Equal(ChangeAction.Adopt, (await bench.Settle()).Of("one").Action);
        Assert.Equal("1", (await bench.Live("one")).At("data", "a"));
    }

    [Theory, Everywhere]
    public async Task A_field_that_was_never_ours_is_a_conflict_until_the_source_takes_it(Target target)
    {
        await using var bench = await Bench.On(target);
        bench.Map("one");
        await bench.Settle();
        await bench.Made($"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: one, namespace: {bench.Name}}}\ndata: {{b: theirs}}");
        bench.Map("one", "{a: '1', b: ours}");
        var plan = await bench.Apply();
        Assert.Equal(["RCN3007"], plan.Of("one").Codes());
        Assert.Equal("theirs", (await bench.Live("one")).At("data", "b"));
        bench.Map("one", "{a: '1', b: ours}", "reconciler.dev/force: \"true\"");
        await bench.Settle();
        Assert.Equal("ours", (await bench.Live("one")).At("data", "b"));
    }

    [Theory, Everywhere]
    public async Task An_object_that_lost_its_label_is_remembered(Target target)
    {
        await using var bench = await Bench.On(target);
        bench.Map("one");
        bench.Map("two");
        await bench.Settle();
        foreach (var name in (string[])["one", "two"])
            await bench.Edited(name, body => body.With("metadata", body.Map("metadata")!.Without("labels")));
        bench.Remove("two.yaml");
        var plan = await bench.Settle();
        Assert.Equal("drift", plan.Of("one").Cause!.Word);
        Assert.Null(await bench.Live("two"));
    }

    [Theory, Everywhere]
    public async Task A_field_that_can_not_be_changed_replaces_the_object(Target target)
    {
        await using var bench = await Bench.On(target);
        string Role(string role) => $"apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {{name: bound, namespace: {bench.Name}}}\nroleRef: {{apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: {role}}}\nsubjects: [{{kind: ServiceAccount, name: default, namespace: {bench.Name}}}]\n";
        bench.Write("bound.yaml", Role("view"));
        await bench.Settle();
        var before = (await bench.Live("bound", "rbac.authorization.k8s.io/v1", "RoleBinding")).At("metadata", "uid");
        bench.Write("bound.yaml", Role("edit"));
        Assert.Equal(ChangeAction.Replace, (await bench.Settle()).Of("bound").Action);
        var after = await bench.Live("bound", "rbac.authorization.k8s.io/v1", "RoleBinding");
        Assert.Equal("edit", after.At("roleRef", "name"));
        Assert.NotEqual(before, after.At("metadata", "uid"));
    }

    [Theory, Everywhere]
    public async Task Replicas_are_handed_over_and_not_reset(Target target)
    {
        await using var bench = await Bench.On(target);
        string Web(string replicas) => $"apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: web, namespace: {bench.Name}}}\nspec:\n{replicas}  selector: {{matchLabels: {{app: web}}}}\n  template:\n    metadata: {{labels: {{app: web}}}}\n    spec: {{containers: [{{name: c, image: 'nginx:1'}}]}}\n";
        bench.Write("web.yaml", Web("  replicas: 5\n"));
        await bench.Settle(waits: false);
        bench.Write("web.yaml", Web(""));
        await bench.Settle(waits: false);
        Assert.Equal("5", (await bench.Live("web", "apps/v1", "Deployment")).At("spec", "replicas"));
    }

    [Theory, Everywhere]
    public async Task A_mistake_that_only_the_server_sees_has_the_line_of_the_source(Target target)
    {
        await using var bench = await Bench.On(target);
        bench.Write("svc.yaml", $"apiVersion: v1\nkind: Service\nmetadata: {{name: svc, namespace: {bench.Name}}}\nspec:\n  ports:\n  - name: web\n    port: 70000\n");
        bench.Map("one");
        var plan = await bench.Plan();
        var refused = plan.Of("svc");
        Assert.Equal(ChangeAction.Refuse, refused.Action);
        Assert.Contains(refused.Problems, problem => problem.Place.File == "svc.yaml" && problem.Place.Line == 7);
        Assert.Equal(ChangeAction.Create, plan.Of("one").Action);
    }

    [Theory, Everywhere]
    public async Task A_kind_and_a_namespace_that_the_source_brings_are_deferred_and_then_there(Target target)
    {
        await using var bench = await Bench.On(target);
        var group = $"{bench.Name}.example.com";
        bench.Write("crd.yaml", $"apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {{name: things.{group}}}\nspec:\n  group: {group}\n  scope: Namespaced\n  names: {{kind: Thing, plural: things, singular: thing, listKind: ThingList}}\n  versions:\n  - name: v1\n    served: true\n    storage: true\n    schema: {{openAPIV3Schema: {{type: object, properties: {{spec: {{type: object, properties: {{size: {{type: integer}}}}}}}}}}}}\n");
        bench.Write("thing.yaml", $"apiVersion: {group}/v1\nkind: Thing\nmetadata: {{name: thing, namespace: {bench.Name}-new}}\nspec: {{size: 3}}\n");
        bench.Write("namespace.yaml", $"apiVersion: v1\nkind: Namespace\nmetadata: {{name: {bench.Name}-new}}\n");
        var plan = await bench.Settle();
        Assert.Equal(ChangeAction.Deferred, plan.Of("thing").Action);
        Assert.Equal("3", (await bench.Live("thing", $"{group}/v1", "Thing", $"{bench.Name}-new")).At("spec", "size"));
        bench.Remove("thing.yaml");
        await bench.Settle();
        bench.Remove("crd.yaml");
        bench.Remove("namespace.yaml");
        var held = await bench.Plan(Reads.Approving(3001));
        Assert.All(held.Changes, change => Assert.Equal(ChangeAction.Refuse, change.Action));
        await bench.Apply(Reads.Approving(3001, 3003, 3004));
        Assert.Null(await bench.Live($"things.{group}", "apiextensions.k8s.io/v1", "CustomResourceDefinition"));
    }
}
