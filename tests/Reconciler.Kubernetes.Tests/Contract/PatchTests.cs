using System.Text;
using Reconciler.Kube;
using Reconciler.Objects;

namespace Reconciler.Kubernetes.Tests.Contract;

public sealed class PatchTests(ContractFixture fixture) : IClassFixture<ContractFixture>
{
    [Theory, Everywhere]
    public async Task A_JSON_patch_does_all_of_its_operations_or_none(Target target)
    {
        var space = await fixture.On(target);
        var made = await space.Made(Yaml.ConfigMap(ContractSpace.Name(), "{a: '1', b: '1'}"));
        var patched = ContractSpace.Ok(await space.Patch(made, """[{"op":"test","path":"/data/a","value":"1"},{"op":"replace","path":"/data/a","value":"2"},{"op":"move","from":"/data/b","path":"/data/c"},{"op":"add","path":"/metadata/labels","value":{"x~y":"z"}},{"op":"remove","path":"/metadata/labels/x~0y"}]"""));
        Assert.Equal(["a", "c"], patched.Map("data")!.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(422, ContractSpace.Refused<KubeError.Invalid>(await space.Patch(made, """[{"op":"replace","path":"/data/a","value":"3"},{"op":"test","path":"/data/a","value":"x"}]""")).Code);
        ContractSpace.Refused<KubeError.Invalid>(await space.Patch(made, """[{"op":"remove","path":"/data/zzz"}]"""));
        Assert.Equal("2", ContractSpace.Ok(await space.Get(made)).Value("data", "a"));
    }

    [Theory, Everywhere]
    public async Task A_patch_guarded_by_the_version_fails_when_that_has_gone(Target target)
    {
        var space = await fixture.On(target);
        var name = ContractSpace.Name();
        var made = await space.Made(Yaml.ConfigMap(name));
        await space.Made(Yaml.ConfigMap(name, "{a: '2'}"));
        var operations = $$"""[{"op":"test","path":"/metadata/resourceVersion","value":"{{made.Version()}}"},{"op":"remove","path":"/data"}]""";
        ContractSpace.Refused<KubeError.Invalid>(await space.Patch(made, operations));
        var replaced = $$"""[{"op":"replace","path":"/metadata/resourceVersion","value":"{{made.Version()}}"},{"op":"remove","path":"/data"}]""";
        ContractSpace.Refused<KubeError.Stale>(await space.Patch(made, replaced));
    }

    [Theory, Everywhere]
    public async Task A_merge_patch_merges_maps_and_takes_away_what_is_null(Target target)
    {
        var space = await fixture.On(target);
        var made = await space.Made(Yaml.ConfigMap(ContractSpace.Name(), "{a: '1', b: '1'}"));
        var patched = await Patch(space, made, """{"data":{"a":null,"c":"3"}}""", "application/merge-patch+json");
        Assert.Equal(["b", "c"], patched.Map("data")!.Keys.Order(StringComparer.Ordinal));
    }

    [Theory, Everywhere]
    public async Task A_strategic_patch_merges_lists_by_their_key_and_a_merge_patch_replaces_them(Target target)
    {
        var space = await fixture.On(target);
        var made = await space.Made(Yaml.Deployment(ContractSpace.Name("web"), container: "env: [{name: A, value: '1'}]"));
        var patched = await Patch(space, made, """{"spec":{"template":{"spec":{"containers":[{"name":"c","env":[{"name":"B","value":"2"}]}]}}}}""", "application/strategic-merge-patch+json");
        Assert.Equal(["A", "B"], Env(patched).Order(StringComparer.Ordinal));
        var deleted = await Patch(space, made, """{"spec":{"template":{"spec":{"containers":[{"name":"c","env":[{"name":"A","$patch":"delete"}]}]}}}}""", "application/strategic-merge-patch+json");
        Assert.Equal(["B"], Env(deleted));
        var replaced = await Patch(space, made, """{"spec":{"template":{"spec":{"containers":[{"name":"c","image":"nginx:2","env":[{"name":"C","value":"3"}]}]}}}}""", "application/merge-patch+json");
        Assert.Equal(["C"], Env(replaced));
    }

    [Theory, Everywhere]
    public async Task A_patch_of_no_known_kind_is_refused(Target target)
    {
        var space = await fixture.On(target);
        var made = await space.Made(Yaml.ConfigMap(ContractSpace.Name()));
        var (status, _, _) = await space.Raw(HttpMethod.Patch, Path(space, made), "{}", "application/json");
        Assert.Equal(415, status);
        Assert.Equal(400, (await space.Raw(HttpMethod.Patch, Path(space, made), """[{"op":"nonsense"}]""", "application/merge-patch+json")).Status);
    }

    [Theory, Everywhere]
    public async Task A_patch_of_what_is_not_there_is_not_found(Target target)
    {
        var space = await fixture.On(target);
        var address = new ObjectAddress(await space.Kind("v1", "ConfigMap"), space.Namespace, "missing");
        ContractSpace.Refused<KubeError.NotFound>(await space.Objects.Patch(address, (ListNode)NodeJson.Read("""[{"op":"add","path":"/data","value":{}}]"""u8), new WriteOptions("contract"), false, default));
    }

    [Theory, Everywhere]
    public async Task A_replacement_wants_the_newest_version_and_an_object_that_is_there(Target target)
    {
        var space = await fixture.On(target);
        var name = ContractSpace.Name();
        var made = await space.Made(Yaml.ConfigMap(name));
        var newer = ContractSpace.Ok(await space.Replace(made.With("data", new MapBuilder { ["z"] = "1" }.ToMap())));
        Assert.Equal(["z"], newer.Map("data")!.Keys);
        ContractSpace.Refused<KubeError.Stale>(await space.Replace(made));
        ContractSpace.Ok(await space.Delete(newer));
        ContractSpace.Refused<KubeError.NotFound>(await space.Replace(newer));
    }

    [Theory, Everywhere]
    public async Task A_create_of_what_is_there_says_so_and_a_generated_name_is_new_each_time(Target target)
    {
        var space = await fixture.On(target);
        var text = Yaml.ConfigMap(ContractSpace.Name());
        Assert.True(Assert.IsType<Answer<MapNode>.Ok>(await space.Create(text)).IsCreated);
        ContractSpace.Refused<KubeError.AlreadyExists>(await space.Create(text));
        ContractSpace.Refused<KubeError.AlreadyExists>(await space.Create(text, dryRun: true));
        const string Generated = "apiVersion: v1\nkind: ConfigMap\nmetadata: {generateName: gen-}\n";
        var (first, second) = (ContractSpace.Ok(await space.Create(Generated)).Name(), ContractSpace.Ok(await space.Create(Generated)).Name());
        Assert.StartsWith("gen-", first, StringComparison.Ordinal);
        Assert.NotEqual(first, second);
    }

    [Theory, Everywhere]
    public async Task A_scale_can_be_read_and_written_apart(Target target)
    {
        var space = await fixture.On(target);
        var made = await space.Made(Yaml.Deployment(ContractSpace.Name("web"), "replicas: 2"));
        var address = await space.AddressOf(made) with { Subresource = "scale" };
        var scale = ContractSpace.Ok(await space.Objects.Get(address, default));
        Assert.Equal(("Scale", "autoscaling/v1", "2"), (scale.Value("kind"), scale.Value("apiVersion"), scale.Value("spec", "replicas")));
        var written = ContractSpace.Ok(await space.Objects.Replace(address, scale.With("metadata", scale.Map("metadata")!.Without("resourceVersion")).With("spec", new MapBuilder { ["replicas"] = 3 }.ToMap()), new WriteOptions("contract"), default));
        Assert.Equal("3", written.Value("spec", "replicas"));
        Assert.Equal("3", ContractSpace.Ok(await space.Get(made)).Value("spec", "replicas"));
        var noScale = new ObjectAddress(await space.Kind("v1", "ConfigMap"), space.Namespace, "x") { Subresource = "scale" };
        Assert.IsType<KubeError.KindNotServed>((await space.Objects.Get(noScale, default)).Error);
    }

    private static string Path(ContractSpace space, MapNode body) => $"/api/v1/namespaces/{space.Namespace}/configmaps/{body.Name()}";

    private static async Task<MapNode> Patch(ContractSpace space, MapNode body, string patch, string type)
    {
        var (status, _, text) = await space.Raw(HttpMethod.Patch, (await space.AddressOf(body)).Path, patch, type);
        Assert.True(status == 200, text);
        return (MapNode)NodeJson.Read(Encoding.UTF8.GetBytes(text));
    }

    private static IEnumerable<string> Env(MapNode deployment) =>
        (deployment.Path("spec", "template", "spec") as MapNode).Maps("containers").First().Maps("env").Select(item => item.Text("name")!.Value);
}
