using System.Text;
using Reconciler.Kube;
using Reconciler.Objects;

namespace Reconciler.Kubernetes.Tests.Contract;

public sealed class DeleteTests(ContractFixture fixture) : IClassFixture<ContractFixture>
{
    [Theory, Everywhere]
    public async Task A_deleted_object_is_gone_and_can_not_be_deleted_again(Target target)
    {
        var space = await fixture.On(target);
        var made = await space.Made(Yaml.ConfigMap(ContractSpace.Name()));
        var answer = ContractSpace.Ok(await space.Delete(made));
        Assert.Equal(("Status", "Success"), (answer.Value("kind"), answer.Value("status")));
        ContractSpace.Refused<KubeError.NotFound>(await space.Delete(made));
    }

    [Theory, Everywhere]
    public async Task Preconditions_have_to_hold(Target target)
    {
        var space = await fixture.On(target);
        var made = await space.Made(Yaml.ConfigMap(ContractSpace.Name()));
        var options = new DeleteOptions(Propagation.Background);
        ContractSpace.Refused<KubeError.Stale>(await space.Delete(made, options with { Uid = "11111111-1111-1111-1111-111111111111" }));
        ContractSpace.Refused<KubeError.Stale>(await space.Delete(made, options with { Uid = made.Uid(), ResourceVersion = "1" }));
        ContractSpace.Ok(await space.Delete(made, options with { Uid = made.Uid(), ResourceVersion = made.Version() }));
    }

    [Theory, Everywhere]
    public async Task A_dry_run_deletes_nothing_and_checks_the_same(Target target)
    {
        var space = await fixture.On(target);
        var made = await space.Made(Yaml.ConfigMap(ContractSpace.Name()));
        var options = new DeleteOptions(Propagation.Background) { IsDryRun = true };
        ContractSpace.Ok(await space.Delete(made, options));
        ContractSpace.Refused<KubeError.Stale>(await space.Delete(made, options with { Uid = "11111111-1111-1111-1111-111111111111" }));
        ContractSpace.Ok(await space.Get(made));
    }

    [Theory, Everywhere]
    public async Task A_finalizer_keeps_a_dying_object_until_it_is_taken_away(Target target)
    {
        var space = await fixture.On(target);
        var made = await space.Made(Yaml.ConfigMap(ContractSpace.Name(), metadata: ", finalizers: [example.com/hold]"));
        var dying = ContractSpace.Ok(await space.Delete(made));
        Assert.NotNull(dying.Value("metadata", "deletionTimestamp"));
        var again = ContractSpace.Ok(await space.Delete(made));
        Assert.Equal(dying.Value("metadata", "deletionTimestamp"), again.Value("metadata", "deletionTimestamp"));
        ContractSpace.Refused<KubeError.Invalid>(await space.Patch(made, """[{"op":"add","path":"/metadata/finalizers/-","value":"example.com/late"}]"""));
        ContractSpace.Ok(await space.Patch(made, """[{"op":"remove","path":"/metadata/finalizers"}]"""));
        ContractSpace.Refused<KubeError.NotFound>(await space.Get(made));
    }

    [Theory, Everywhere]
    public async Task What_an_object_owned_goes_with_it_in_the_background(Target target)
    {
        var space = await fixture.On(target);
        var (owner, dependent) = await Family(space, blocks: false);
        ContractSpace.Ok(await space.Delete(owner));
        await space.Gone(dependent);
    }

    [Theory, Everywhere]
    public async Task In_the_foreground_it_goes_first(Target target)
    {
        var space = await fixture.On(target);
        var (owner, dependent) = await Family(space, blocks: true, finalizers: "example.com/hold");
        var dying = ContractSpace.Ok(await space.Delete(owner, new DeleteOptions(Propagation.Foreground)));
        Assert.Contains("foregroundDeletion", Finalizers(dying));
        await space.Until(dependent, body => body.Value("metadata", "deletionTimestamp") is not null, "dying");
        ContractSpace.Ok(await space.Get(owner));
        ContractSpace.Ok(await space.Patch(dependent, """[{"op":"remove","path":"/metadata/finalizers"}]"""));
        await space.Gone(owner);
    }

    [Theory, Everywhere]
    public async Task Orphans_stay_and_lose_their_owner(Target target)
    {
        var space = await fixture.On(target);
        var (owner, dependent) = await Family(space, blocks: false);
        ContractSpace.Ok(await space.Delete(owner, new DeleteOptions(Propagation.Orphan)));
        await space.Gone(owner);
        Assert.Empty(ContractSpace.Ok(await space.Get(dependent)).Map("metadata").Maps("ownerReferences"));
    }

    [Theory, Everywhere]
    public async Task A_Job_without_a_policy_orphans_its_pods_and_a_Deployment_does_not(Target target)
    {
        var space = await fixture.On(target);
        var job = await space.Made(Yaml.Job(ContractSpace.Name("job"), metadata: "finalizers: [example.com/hold]"));
        Assert.Contains("orphan", Finalizers(await DeleteBare(space, job)));
        ContractSpace.Ok(await space.Patch(job, """[{"op":"replace","path":"/metadata/finalizers","value":[]}]"""));
        var name = ContractSpace.Name("web");
        var deployment = await space.Made(Yaml.Deployment(name).Replace($"name: {name}\nspec:", $"name: {name}\n  finalizers: [example.com/hold]\nspec:", StringComparison.Ordinal));
        Assert.Equal(["example.com/hold"], Finalizers(await DeleteBare(space, deployment)));
        ContractSpace.Ok(await space.Patch(deployment, """[{"op":"replace","path":"/metadata/finalizers","value":[]}]"""));
    }

    [Theory, Everywhere]
    public async Task A_collection_is_deleted_as_far_as_the_selector_goes(Target target)
    {
        var space = await fixture.On(target);
        var goes = await space.Made(Yaml.ConfigMap(ContractSpace.Name(), metadata: ", labels: {goes: 'yes'}"));
        var stays = await space.Made(Yaml.ConfigMap(ContractSpace.Name(), metadata: ", labels: {goes: 'no'}"));
        Assert.Equal(200, (await space.Raw(HttpMethod.Delete, $"/api/v1/namespaces/{space.Namespace}/configmaps?labelSelector=goes%3Dyes")).Status);
        ContractSpace.Refused<KubeError.NotFound>(await space.Get(goes));
        ContractSpace.Ok(await space.Get(stays));
    }

    private static async Task<(MapNode Owner, MapNode Dependent)> Family(ContractSpace space, bool blocks, string? finalizers = null)
    {
        var owner = await space.Made(Yaml.ConfigMap(ContractSpace.Name("owner")));
        var reference = $"{{apiVersion: v1, kind: ConfigMap, name: {owner.Name()}, uid: {owner.Uid()}, blockOwnerDeletion: {(blocks ? "true" : "false")}}}";
        var hold = finalizers is null ? "" : $", finalizers: [{finalizers}]";
        return (owner, await space.Made(Yaml.ConfigMap(ContractSpace.Name("dependent"), metadata: $", ownerReferences: [{reference}]{hold}")));
    }

    private static async Task<MapNode> DeleteBare(ContractSpace space, MapNode body)
    {
        var (status, _, text) = await space.Raw(HttpMethod.Delete, (await space.AddressOf(body)).Path);
        Assert.True(status is 200 or 202, text);
        return (MapNode)NodeJson.Read(Encoding.UTF8.GetBytes(text));
    }

    private static IEnumerable<string> Finalizers(MapNode body) => body.Map("metadata").Texts("finalizers").Select(text => text.Value);
}
