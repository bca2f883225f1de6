using Reconciler.Kube;
using Reconciler.Objects;

namespace Reconciler.Kubernetes.Tests.Contract;

public sealed class ApplyTests(ContractFixture fixture) : IClassFixture<ContractFixture>
{
    [Theory, Everywhere]
    public async Task A_new_object_is_made_and_an_old_one_changed(Target target)
    {
        var space = await fixture.On(target);
        var name = ContractSpace.Name();
        var first = Assert.IsType<Answer<MapNode>.Ok>(await space.Apply(Yaml.ConfigMap(name)));
        Assert.True(first.IsCreated);
        var second = Assert.IsType<Answer<MapNode>.Ok>(await space.Apply(Yaml.ConfigMap(name, "{a: '2'}")));
        Assert.False(second.IsCreated);
        Assert.Equal(first.Value.Uid(), second.Value.Uid());
        Assert.NotEqual(first.Value.Version(), second.Value.Version());
        Assert.Equal(["contract/Apply"], second.Value.Managers());
    }

    [Theory, Everywhere]
    public async Task Applying_the_same_again_changes_nothing_not_even_the_version(Target target)
    {
        var space = await fixture.On(target);
        var text = Yaml.ConfigMap(ContractSpace.Name());
        var first = await space.Made(text);
        Assert.True(Node.DeepEquals(first, await space.Made(text)));
    }

    [Theory, Everywhere]
    public async Task A_dry_run_tells_and_does_nothing(Target target)
    {
        var space = await fixture.On(target);
        var text = Yaml.ConfigMap(ContractSpace.Name());
        var told = Assert.IsType<Answer<MapNode>.Ok>(await space.Apply(text, dryRun: true));
        Assert.True(told.IsCreated);
        ContractSpace.Refused<KubeError.NotFound>(await space.Get(told.Value));
        var made = await space.Made(text);
        Assert.Equal("2", ContractSpace.Ok(await space.Apply(text.Replace("'1'", "'2'", StringComparison.Ordinal), dryRun: true)).Value("data", "a"));
        Assert.True(Node.DeepEquals(made, ContractSpace.Ok(await space.Get(made))));
    }

    [Theory, Everywhere]
    public async Task A_field_of_another_manager_is_a_conflict_unless_forced(Target target)
    {
        var space = await fixture.On(target);
        var name = ContractSpace.Name();
        await space.Made(Yaml.ConfigMap(name, "{a: '1', b: '1'}"));
        var conflict = ContractSpace.Refused<KubeError.FieldConflict>(await space.Apply(Yaml.ConfigMap(name, "{a: '2', b: '1'}"), "other"));
        Assert.Equal(new ConflictingField(".data.a", "contract", null, null), Assert.Single(conflict.Fields));
        var forced = await space.Made(Yaml.ConfigMap(name, "{a: '2'}"), "other", force: true);
        Assert.False(forced.Owns("contract", "f:data", "f:a"));
        Assert.True(forced.Owns("contract", "f:data", "f:b"));
        Assert.True(forced.Owns("other", "f:data", "f:a"));
    }

    [Theory, Everywhere]
    public async Task An_equal_value_and_disjoint_fields_are_no_conflict(Target target)
    {
        var space = await fixture.On(target);
        var name = ContractSpace.Name();
        await space.Made(Yaml.ConfigMap(name));
        var both = await space.Made(Yaml.ConfigMap(name, "{a: '1', b: '2'}"), "other");
        Assert.True(both.Owns("contract", "f:data", "f:a"));
        Assert.True(both.Owns("other", "f:data", "f:a"));
        Assert.Equal("2", both.Value("data", "b"));
    }

    [Theory, Everywhere]
    public async Task What_is_no_longer_applied_goes_unless_somebody_else_owns_it(Target target)
    {
        var space = await fixture.On(target);
        var name = ContractSpace.Name();
        await space.Made(Yaml.ConfigMap(name, "{a: '1', b: '1', c: '1'}"));
        await space.Made(Yaml.ConfigMap(name, "{b: '1'}"), "other");
        var left = await space.Made(Yaml.ConfigMap(name, "{a: '1'}"));
        Assert.Equal(["a", "b"], left.Map("data")!.Keys.Order(StringComparer.Ordinal));
    }

    [Theory, Everywhere]
    public async Task A_conflict_with_an_update_names_the_version_it_was_made_in(Target target)
    {
        var space = await fixture.On(target);
        var name = ContractSpace.Name();
        var made = await space.Made(Yaml.ConfigMap(name));
        ContractSpace.Ok(await space.Replace(made.With("data", new MapBuilder { ["a"] = "2" }.ToMap()), manager: "kubectl-edit"));
        var conflict = ContractSpace.Refused<KubeError.FieldConflict>(await space.Apply(Yaml.ConfigMap(name, "{a: '3'}")));
        Assert.Equal(new ConflictingField(".data.a", "kubectl-edit", null, "v1"), Assert.Single(conflict.Fields));
    }

    [Theory, Everywhere]
    public async Task An_apply_of_nothing_wipes_what_was_applied(Target target)
    {
        var space = await fixture.On(target);
        var name = ContractSpace.Name();
        await space.Made(Yaml.ConfigMap(name));
        var wiped = await space.Made($"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}}}");
        Assert.Null(wiped.Map("data")?["a"]);
    }

    [Theory, Everywhere]
    public async Task A_field_that_is_omitted_gets_its_default_unless_a_second_manager_holds_it(Target target)
    {
        var space = await fixture.On(target);
        var name = ContractSpace.Name("web");
        Assert.Equal("5", (await space.Made(Yaml.Deployment(name, "replicas: 5"))).Value("spec", "replicas"));
        Assert.Equal("1", (await space.Made(Yaml.Deployment(name))).Value("spec", "replicas"));
        await space.Made(Yaml.Deployment(name, "replicas: 5"));
        await space.Made($"apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: {name}}}\nspec: {{replicas: 5}}", "contract-initial");
        Assert.Equal("5", (await space.Made(Yaml.Deployment(name))).Value("spec", "replicas"));
    }

    [Theory, Everywhere]
    public async Task The_order_of_a_keyed_list_belongs_to_nobody(Target target)
    {
        var space = await fixture.On(target);
        var made = await space.Made(Yaml.Deployment(ContractSpace.Name("web"), container: "env: [{name: A, value: '1'}, {name: B, value: '2'}]"));
        var swapped = Swap(made);
        var put = ContractSpace.Ok(await space.Replace(swapped, manager: "kubectl-edit"));
        Assert.Null(put.Entry("kubectl-edit"));
        Assert.Equal(made.Generation() + 1, put.Generation());
        Assert.Equal("B", put.Path("spec", "template", "spec") is MapNode spec ? spec.Maps("containers").First().Maps("env").First().Text("name")!.Value : null);
    }

    [Theory, Everywhere]
    public async Task A_Services_selector_is_owned_as_a_whole(Target target)
    {
        var space = await fixture.On(target);
        var name = ContractSpace.Name("svc");
        var made = await space.Made(Yaml.Service(name));
        var spec = made.Map("spec")!;
        var changed = made.With("spec", spec.With("selector", spec.Map("selector")!.With("extra", "1")));
        var edited = ContractSpace.Ok(await space.Replace(changed, manager: "kubectl-edit"));
        Assert.False(edited.Owns("contract", "f:spec", "f:selector"));
        var conflict = ContractSpace.Refused<KubeError.FieldConflict>(await space.Apply(Yaml.Service(name)));
        Assert.Equal(".spec.selector", Assert.Single(conflict.Fields).Field);
    }

    [Theory, Everywhere]
    public async Task A_UID_keeps_an_apply_from_making_or_meeting_another_object(Target target)
    {
        var space = await fixture.On(target);
        var name = ContractSpace.Name();
        var made = await space.Made(Yaml.ConfigMap(name));
        await space.Made(Yaml.ConfigMap(name, "{a: '2'}", $", uid: {made.Uid()}"));
        ContractSpace.Refused<KubeError.Recreated>(await space.Apply(Yaml.ConfigMap(name, "{a: '3'}", ", uid: 11111111-1111-1111-1111-111111111111")));
        ContractSpace.Ok(await space.Delete(made));
        ContractSpace.Refused<KubeError.Stale>(await space.Apply(Yaml.ConfigMap(name, "{a: '3'}", $", uid: {made.Uid()}")));
        var again = await space.Made(Yaml.ConfigMap(name));
        Assert.NotEqual(made.Uid(), again.Uid());
    }

    [Theory, Everywhere]
    public async Task A_version_that_is_not_the_newest_is_stale_also_with_force(Target target)
    {
        var space = await fixture.On(target);
        var name = ContractSpace.Name();
        var made = await space.Made(Yaml.ConfigMap(name));
        var newer = await space.Made(Yaml.ConfigMap(name, "{a: '2'}", $", resourceVersion: '{made.Version()}'"));
        ContractSpace.Refused<KubeError.Stale>(await space.Apply(Yaml.ConfigMap(name, "{a: '3'}", $", resourceVersion: '{made.Version()}'"), force: true));
        Assert.Equal("2", newer.Value("data", "a"));
        Assert.False(newer.Owns("contract", "f:metadata", "f:resourceVersion"));
    }

    [Theory, Everywhere]
    public async Task A_version_alone_does_not_keep_a_deleted_object_from_coming_back(Target target)
    {
        var space = await fixture.On(target);
        var name = ContractSpace.Name();
        var made = await space.Made(Yaml.ConfigMap(name));
        ContractSpace.Ok(await space.Delete(made));
        var answer = Assert.IsType<Answer<MapNode>.Ok>(await space.Apply(Yaml.ConfigMap(name, metadata: $", resourceVersion: '{made.Version()}'")));
        Assert.True(answer.IsCreated);
    }

    [Theory, Everywhere]
    public async Task An_apply_onto_a_dying_object_is_taken_and_does_not_save_it(Target target)
    {
        var space = await fixture.On(target);
        var name = ContractSpace.Name();
        const string Held = ", finalizers: [example.com/hold]";
        var made = await space.Made(Yaml.ConfigMap(name, metadata: Held));
        Assert.NotNull(ContractSpace.Ok(await space.Delete(made)).Value("metadata", "deletionTimestamp"));
        var applied = await space.Made(Yaml.ConfigMap(name, "{a: '2'}", Held));
        Assert.Equal(made.Uid(), applied.Uid());
        Assert.NotNull(applied.Value("metadata", "deletionTimestamp"));
        ContractSpace.Ok(await space.Patch(applied, """[{"op":"remove","path":"/metadata/finalizers"}]"""));
        ContractSpace.Refused<KubeError.NotFound>(await space.Get(applied));
    }

    [Theory, Everywhere]
    public async Task A_field_manager_has_to_be_named(Target target)
    {
        var space = await fixture.On(target);
        var (status, _, text) = await space.Raw(HttpMethod.Patch, $"/api/v1/namespaces/{space.Namespace}/configmaps/x", """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"x"}}""", "application/apply-patch+yaml");
        Assert.Equal(422, status);
        Assert.Contains("fieldManager", text, StringComparison.Ordinal);
    }

    [Theory, Everywhere]
    public async Task Generation_counts_changes_of_the_spec_only(Target target)
    {
        var space = await fixture.On(target);
        var name = ContractSpace.Name("web");
        Assert.Equal(1, (await space.Made(Yaml.Deployment(name))).Generation());
        Assert.Equal(1, (await space.Made(Yaml.Deployment(name).Replace($"name: {name}\nspec:", $"name: {name}\n  labels: {{x: y}}\nspec:", StringComparison.Ordinal))).Generation());
        Assert.Equal(2, (await space.Made(Yaml.Deployment(name, "replicas: 2"))).Generation());
    }

    private static MapNode Swap(MapNode deployment)
    {
        var metadata = deployment.Map("metadata")!.Without("resourceVersion");
        var spec = deployment.Map("spec")!;
        var template = spec.Map("template")!;
        var pod = template.Map("spec")!;
        var container = pod.Maps("containers").First();
        var reversed = ListNode.Of(container.List("env")!.Items.Reverse());
        pod = pod.With("containers", ListNode.Of(container.With("env", reversed)));
        return deployment.With("metadata", metadata).With("spec", spec.With("template", template.With("spec", pod)));
    }
}
