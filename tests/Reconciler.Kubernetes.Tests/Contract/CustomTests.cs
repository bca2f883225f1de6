using Reconciler.Kube;
using Reconciler.Objects;

namespace Reconciler.Kubernetes.Tests.Contract;

public sealed class CustomTests(ContractFixture fixture) : IClassFixture<ContractFixture>
{
    [Theory, Everywhere]
    public async Task A_definition_makes_a_kind_and_takes_it_away_again(Target target)
    {
        var space = await fixture.On(target);
        var group = Things.Group();
        var (status, type, _) = await space.Raw(HttpMethod.Get, $"/apis/{group}/v1/things");
        Assert.Equal((404, "text/plain"), (status, type));
        var definition = await Things.Served(space, group);
        var made = await space.Made(Things.Thing(group, "one", "{size: 3}"));
        Assert.Equal(("3", "medium"), (made.Value("spec", "size"), made.Value("spec", "level")));
        Assert.True(Assert.IsType<Answer<ObjectList>.Ok>(await space.Objects.List(new ListRequest(await space.Kind($"{group}/v1", "Thing")), default)).Value.Items.Length == 1);
        ContractSpace.Ok(await space.Delete(definition));
        await space.Gone(definition);
        await Things.Eventually(async () => (await space.Raw(HttpMethod.Get, $"/apis/{group}/v1/things")).Status == 404, "the kind is no longer served");
        await Things.Eventually(async () => (await space.Client.Kinds.Refresh(default)).Find($"{group}/v1", "Thing") is KindLookup.NotServed, "discovery has forgotten the kind");
    }

    [Theory, Everywhere]
    public async Task A_definition_starts_without_conditions(Target target)
    {
        var space = await fixture.On(target);
        var group = Things.Group();
        var answer = Assert.IsType<Answer<MapNode>.Ok>(await space.Apply(Things.Definition(group)));
        Assert.True(answer.IsCreated);
        Assert.Equal(ScalarNode.Null, answer.Value.Path("status", "conditions"), Node.DeepEquals);
        ContractSpace.Ok(await space.Delete(answer.Value));
    }

    [Theory, Everywhere]
    public async Task The_schema_is_held(Target target)
    {
        var space = await fixture.On(target);
        var group = Things.Group();
        var definition = await Things.Served(space, group);
        Assert.Equal(".spec.foo", ContractSpace.Refused<KubeError.SpecMistake>(await space.Apply(Things.Thing(group, "a", "{foo: 1}"))).Mistakes[0].Path);
        ContractSpace.Refused<KubeError.SpecMistake>(await space.Apply(Things.Thing(group, "a", "{size: big}")));
        var range = ContractSpace.Refused<KubeError.Invalid>(await space.Apply(Things.Thing(group, "a", "{size: 11}")));
        Assert.Contains(range.Causes, cause => cause.Field == "spec.size");
        ContractSpace.Refused<KubeError.Invalid>(await space.Apply(Things.Thing(group, "a", "{level: none}")));
        var created = await space.Create(Things.Thing(group, "b", "{foo: 1, size: 1}"));
        Assert.Null(ContractSpace.Ok(created).Path("spec", "foo"));
        Assert.Contains(created.Warnings, warning => warning.Contains("unknown field \"spec.foo\"", StringComparison.Ordinal));
        var (status, _, _) = await space.Raw(HttpMethod.Patch, $"/apis/{group}/v1/namespaces/{space.Namespace}/things/b", "{}", "application/strategic-merge-patch+json");
        Assert.Equal(415, status);
        ContractSpace.Ok(await space.Delete(definition));
    }

    [Theory, Everywhere]
    public async Task Status_and_scale_are_parts_of_their_own(Target target)
    {
        var space = await fixture.On(target);
        var group = Things.Group();
        var definition = await Things.Served(space, group);
        var made = await space.Made(Things.Thing(group, "one", "{size: 3}") + "status: {ready: 1}\n");
        Assert.Null(made.Path("status", "ready"));
        Assert.Equal(1, made.Generation());
        var reported = ContractSpace.Ok(await space.Replace(made.With("status", new MapBuilder { ["ready"] = 2 }.ToMap()).With("spec", new MapBuilder { ["size"] = 9 }.ToMap()), "status"));
        Assert.Equal(("2", "3", 1), (reported.Value("status", "ready"), reported.Value("spec", "size"), reported.Generation()));
        var address = await space.AddressOf(made) with { Subresource = "scale" };
        Assert.Equal("3", ContractSpace.Ok(await space.Objects.Get(address, default)).Value("spec", "replicas"));
        Assert.Equal(2, (await space.Made(Things.Thing(group, "one", "{size: 4}"))).Generation());
        ContractSpace.Ok(await space.Delete(definition));
    }

    [Theory, Everywhere]
    public async Task An_entry_is_lost_with_the_version_that_it_was_written_in(Target target)
    {
        var space = await fixture.On(target);
        var group = Things.Group();
        var definition = await Things.Served(space, group, withAlpha: true);
        var made = await space.Made(Things.Thing(group, "one", "{size: 3}", "v1alpha1"));
        Assert.Equal($"{group}/v1alpha1", made.Entry("contract").Text("apiVersion")!.Value);
        await space.Made(Things.Definition(group));
        await Things.Eventually(async () => (await space.Raw(HttpMethod.Get, $"/apis/{group}/v1alpha1/things")).Status == 404, "v1alpha1 is no longer served");
        await Things.Eventually(async () => (await space.Client.Kinds.Refresh(default)).Find($"{group}/v1alpha1", "Thing") is KindLookup.NotServed, "discovery has forgotten v1alpha1");
        var live = ContractSpace.Ok(await space.Objects.Get(new ObjectAddress(await space.Kind($"{group}/v1", "Thing"), space.Namespace, "one"), default));
        var touched = ContractSpace.Ok(await space.Patch(live, """[{"op":"add","path":"/metadata/labels","value":{"x":"y"}}]"""));
        Assert.Null(touched.Map("metadata").Maps("managedFields").FirstOrDefault(entry => entry.Text("operation")!.Value == "Apply"));
        Assert.Equal("3", touched.Value("spec", "size"));
        ContractSpace.Ok(await space.Delete(definition));
    }

    [Theory, Everywhere]
    public async Task A_bad_definition_is_refused(Target target)
    {
        var space = await fixture.On(target);
        var text = Things.Definition(Things.Group());
        ContractSpace.Refused<KubeError.Invalid>(await space.Apply(text.Replace("name: things.", "name: other.", StringComparison.Ordinal)));
        ContractSpace.Refused<KubeError.Invalid>(await space.Apply(text.Replace("storage: true", "storage: false", StringComparison.Ordinal)));
    }
}
