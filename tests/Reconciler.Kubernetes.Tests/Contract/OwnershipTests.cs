using Reconciler.Kube;
using Reconciler.Objects;

namespace Reconciler.Kubernetes.Tests.Contract;

public sealed class OwnershipTests(ContractFixture fixture) : IClassFixture<ContractFixture>
{
    private const string Ghost = """{"manager":"ghost","operation":"Apply","apiVersion":"v1","time":"2026-01-01T00:00:00Z","fieldsType":"FieldsV1","fieldsV1":{"f:data":{"f:a":{}}}}""";

    [Theory, Everywhere]
    public async Task A_create_forgets_who_owned_what(Target target)
    {
        var space = await fixture.On(target);
        var metadata = $", managedFields: [{Ghost}]";
        var made = ContractSpace.Ok(await space.Create(Yaml.ConfigMap(ContractSpace.Name(), metadata: metadata)));
        Assert.Equal(["contract/Update"], made.Managers());
    }

    [Theory, Everywhere]
    public async Task A_patch_and_a_replacement_may_say_who_owns_what(Target target)
    {
        var space = await fixture.On(target);
        var made = await space.Made(Yaml.ConfigMap(ContractSpace.Name()));
        var patched = ContractSpace.Ok(await space.Patch(made, $$"""[{"op":"add","path":"/metadata/managedFields/-","value":{{Ghost}}}]"""));
        Assert.Equal(["contract/Apply", "ghost/Apply"], patched.Managers().Order(StringComparer.Ordinal));
        var metadata = patched.Map("metadata")!;
        var onlyGhost = ListNode.Of(metadata.Maps("managedFields").Where(entry => entry.Text("manager")!.Value == "ghost"));
        var replaced = ContractSpace.Ok(await space.Replace(patched.With("metadata", metadata.With("managedFields", onlyGhost))));
        Assert.Equal(["ghost/Apply"], replaced.Managers());
    }

    [Theory, Everywhere]
    public async Task A_replacement_without_managedFields_keeps_them(Target target)
    {
        var space = await fixture.On(target);
        var made = await space.Made(Yaml.ConfigMap(ContractSpace.Name()));
        var replaced = ContractSpace.Ok(await space.Replace(made.With("metadata", made.Map("metadata")!.Without("managedFields"))));
        Assert.Equal(["contract/Apply"], replaced.Managers());
    }

    [Theory, Everywhere]
    public async Task What_nobody_owns_belongs_to_before_first_apply_after_the_first_apply(Target target)
    {
        var space = await fixture.On(target);
        var name = ContractSpace.Name();
        var made = await space.Made(Yaml.ConfigMap(name, "{a: '1', b: '1'}"));
        var stripped = ContractSpace.Ok(await space.Patch(made, """[{"op":"replace","path":"/metadata/managedFields","value":[{}]}]"""));
        Assert.Empty(stripped.Managers());
        var applied = await space.Made(Yaml.ConfigMap(name, "{a: '1'}"));
        Assert.Equal(["before-first-apply/Update", "contract/Apply"], applied.Managers().Order(StringComparer.Ordinal));
        Assert.Equal("1", applied.Value("data", "b"));
    }

    [Theory, Everywhere]
    public async Task A_scale_takes_the_replicas_only_where_it_changes_them(Target target)
    {
        var space = await fixture.On(target);
        var name = ContractSpace.Name("web");
        var made = await space.Made(Yaml.Deployment(name, "replicas: 2"));
        await Scale(space, made, 2);
        var same = ContractSpace.Ok(await space.Get(made));
        Assert.True(same.Owns("contract", "f:spec", "f:replicas"));
        await Scale(space, made, 4);
        var scaled = ContractSpace.Ok(await space.Get(made));
        Assert.Equal("4", scaled.Value("spec", "replicas"));
        Assert.False(scaled.Owns("contract", "f:spec", "f:replicas"));
        Assert.Contains("hpa/Update/scale", scaled.Managers());
        var conflict = ContractSpace.Refused<KubeError.FieldConflict>(await space.Apply(Yaml.Deployment(name, "replicas: 2")));
        Assert.Equal((".spec.replicas", "hpa", "scale"), (conflict.Fields[0].Field, conflict.Fields[0].Manager, conflict.Fields[0].Subresource));
        Assert.Equal("4", (await space.Made(Yaml.Deployment(name))).Value("spec", "replicas"));
    }

    [Theory, Everywhere]
    public async Task A_first_apply_over_what_kubectl_applied_takes_only_what_is_equal(Target target)
    {
        var space = await fixture.On(target);
        var name = ContractSpace.Name();
        var (status, _, _) = await space.Raw(HttpMethod.Post, $"/api/v1/namespaces/{space.Namespace}/configmaps?fieldManager=kubectl-client-side-apply",
            $$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{name}}}"},"data":{"a":"1","b":"1"} }""");
        Assert.Equal(201, status);
        var conflict = ContractSpace.Refused<KubeError.FieldConflict>(await space.Apply(Yaml.ConfigMap(name, "{a: '2'}")));
        Assert.Equal("kubectl-client-side-apply", Assert.Single(conflict.Fields).Manager);
        var applied = await space.Made(Yaml.ConfigMap(name, "{a: '1'}"));
        Assert.Equal("1", applied.Value("data", "b"));
    }

    [Theory, Everywhere]
    public async Task Status_is_owned_by_who_writes_it_there_and_left_alone_elsewhere(Target target)
    {
        var space = await fixture.On(target);
        var name = ContractSpace.Name("quota");
        var text = $"apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {{name: {name}}}\nspec: {{accessModes: [ReadWriteOnce], storageClassName: none-such, resources: {{requests: {{storage: 1Gi}}}}}}";
        var made = await space.Made(text);
        var written = ContractSpace.Ok(await space.Replace(made.With("metadata", made.Map("metadata")!.Without("resourceVersion")).With("status", new MapBuilder { ["phase"] = "Lost" }.ToMap()), "status", "controller"));
        Assert.Contains("controller/Update/status", written.Managers());
        Assert.Equal("Lost", written.Value("status", "phase"));
        var spec = ContractSpace.Ok(await space.Replace(written.With("metadata", written.Map("metadata")!.Without("resourceVersion").With("labels", new MapBuilder { ["x"] = "y" }.ToMap())).With("status", new MapBuilder { ["phase"] = "Bound" }.ToMap())));
        Assert.NotEqual("Bound", spec.Value("status", "phase"));
    }

    private static async Task Scale(ContractSpace space, MapNode body, int replicas)
    {
        var (status, _, text) = await space.Raw(HttpMethod.Patch, $"/apis/apps/v1/namespaces/{space.Namespace}/deployments/{body.Name()}/scale?fieldManager=hpa", $$$"""{"spec":{"replicas":{{{replicas}}} } }""", "application/merge-patch+json");
        Assert.True(status == 200, text);
    }
}
