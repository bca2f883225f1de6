using Reconciler.Kube;
using Reconciler.Objects;

namespace Reconciler.Kubernetes.Tests.Contract;

public sealed class ReadTests(ContractFixture fixture) : IClassFixture<ContractFixture>
{
    public static TheoryData<Target, string, string> Selectors()
    {
        var data = new TheoryData<Target, string, string>();
        foreach (var row in new EverywhereAttribute().GetData(null!))
        {
            var target = (Target)row[0];
            data.Add(target, "color=red", "one");
            data.Add(target, "color==red", "one");
            data.Add(target, "color!=red", "three,two");
            data.Add(target, "color in (red, blue)", "one,two");
            data.Add(target, "color notin (red)", "three,two");
            data.Add(target, "color", "one,two");
            data.Add(target, "!color", "three");
            data.Add(target, "color=red,size=big", "one");
            data.Add(target, "color=red,size=small", "");
        }
        return data;
    }

    [Theory, MemberData(nameof(Selectors))]
    public async Task Labels_select(Target target, string selector, string expected)
    {
        var space = await Prepared(target);
        Assert.Equal(expected, await Names(space, labels: $"set=read,{selector}"));
    }

    [Theory, Everywhere]
    public async Task Fields_select_where_the_kind_has_them(Target target)
    {
        var space = await Prepared(target);
        Assert.Equal("two", await Names(space, "set=read", "metadata.name=two"));
        Assert.Equal("one,three", await Names(space, "set=read", "metadata.name!=two"));
        Assert.Equal("", await Names(space, "set=read", "metadata.namespace=default"));
        var answer = await space.Objects.List(new ListRequest(await space.Kind("v1", "ConfigMap")) { Namespace = space.Namespace, FieldSelector = "data.a=1" }, default);
        Assert.IsType<KubeError.BadRequest>(answer.Error);
        var bad = await space.Objects.List(new ListRequest(await space.Kind("v1", "ConfigMap")) { Namespace = space.Namespace, LabelSelector = "a in b" }, default);
        Assert.IsType<KubeError.BadRequest>(bad.Error);
    }

    [Theory, Everywhere]
    public async Task A_list_comes_in_chunks_of_one_moment(Target target)
    {
        var space = await Prepared(target);
        var list = await List(space, new ListRequest(await space.Kind("v1", "ConfigMap")) { Namespace = space.Namespace, LabelSelector = "set=read", ChunkSize = 2 });
        Assert.Equal(["one", "three", "two"], list.Items.Select(item => item.Name()));
        Assert.All(list.Items, item => Assert.Equal(("v1", "ConfigMap"), (item.Value("apiVersion"), item.Value("kind"))));
        var (status, _, first) = await space.Raw(HttpMethod.Get, $"/api/v1/namespaces/{space.Namespace}/configmaps?labelSelector=set%3Dread&limit=2");
        Assert.Equal(200, status);
        var metadata = ((MapNode)NodeJson.Read(System.Text.Encoding.UTF8.GetBytes(first))).Map("metadata")!;
        Assert.NotEmpty(metadata.Text("continue")!.Value);
        await space.Made(Yaml.ConfigMap("zlast", metadata: ", labels: {set: read}"));
        var (_, _, rest) = await space.Raw(HttpMethod.Get, $"/api/v1/namespaces/{space.Namespace}/configmaps?labelSelector=set%3Dread&limit=9&continue={Uri.EscapeDataString(metadata.Text("continue")!.Value)}");
        Assert.Equal(["two"], ((MapNode)NodeJson.Read(System.Text.Encoding.UTF8.GetBytes(rest))).Maps("items").Select(item => item.Name()));
        ContractSpace.Ok(await space.Delete(await space.Made(Yaml.ConfigMap("zlast", metadata: ", labels: {set: read}"))));
    }

    [Theory, Everywhere]
    public async Task A_continue_token_that_is_none_is_a_bad_request(Target target)
    {
        var space = await fixture.On(target);
        Assert.Equal(400, (await space.Raw(HttpMethod.Get, $"/api/v1/namespaces/{space.Namespace}/configmaps?limit=1&continue=nonsense")).Status);
    }

    [Theory, Everywhere]
    public async Task Metadata_alone_can_be_listed(Target target)
    {
        var space = await Prepared(target);
        var list = await List(space, new ListRequest(await space.Kind("v1", "ConfigMap")) { Namespace = space.Namespace, LabelSelector = "set=read", IsMetadataOnly = true });
        Assert.Equal(3, list.Items.Length);
        Assert.All(list.Items, item => Assert.Equal(("PartialObjectMetadata", false), (item.Value("kind"), item.Has("data"))));
        var one = ContractSpace.Ok(await space.Objects.GetMetadata(new ObjectAddress(await space.Kind("v1", "ConfigMap"), space.Namespace, "one"), default));
        Assert.Equal(("PartialObjectMetadata", "meta.k8s.io/v1"), (one.Value("kind"), one.Value("apiVersion")));
    }

    [Theory, Everywhere]
    public async Task All_namespaces_can_be_listed_at_once(Target target)
    {
        var space = await Prepared(target);
        var list = await List(space, new ListRequest(await space.Kind("v1", "ConfigMap")) { LabelSelector = $"set=read,space={space.Namespace}" });
        Assert.Equal(3, list.Items.Length);
        Assert.True(long.Parse(list.ResourceVersion, System.Globalization.CultureInfo.InvariantCulture) > 0);
    }

    [Theory, Everywhere]
    public async Task A_version_that_the_server_has_not_seen_can_not_be_listed(Target target)
    {
        var space = await fixture.On(target);
        var answer = await space.Objects.List(new ListRequest(await space.Kind("v1", "ConfigMap")) { Namespace = space.Namespace, ResourceVersion = "99999999999" }, default);
        Assert.Equal(504, Assert.IsType<KubeError.VersionTooLarge>(answer.Error).Code);
        Assert.Null((await space.Objects.List(new ListRequest(await space.Kind("v1", "ConfigMap")) { Namespace = space.Namespace, ResourceVersion = "0" }, default)).Error);
    }

    [Theory, Everywhere]
    public async Task What_is_not_there_is_not_found_and_a_kind_that_is_not_served_is_told_apart(Target target)
    {
        var space = await fixture.On(target);
        var missing = ContractSpace.Refused<KubeError.NotFound>(await space.Objects.Get(new ObjectAddress(await space.Kind("v1", "ConfigMap"), space.Namespace, "missing"), default));
        Assert.Equal("configmaps \"missing\" not found", missing.Message);
        var unknown = new KubeResource("example.com", "v1", "Thing", "things", true);
        Assert.IsType<KubeError.KindNotServed>((await space.Objects.List(new ListRequest(unknown), default)).Error);
        var (status, type, text) = await space.Raw(HttpMethod.Get, "/apis/example.com/v1/things");
        Assert.Equal((404, "text/plain", "404 page not found"), (status, type, text.Trim()));
        Assert.IsType<KindLookup.NotServed>(await space.Client.Kinds.Find("example.com/v1", "Thing", default));
        Assert.IsType<KindLookup.NotServed>(await space.Client.Kinds.Find("apps/v9", "Deployment", default));
    }

    [Theory, Everywhere]
    public async Task What_is_served_is_told_with_its_verbs_and_parts(Target target)
    {
        var space = await fixture.On(target);
        var deployments = await space.Kind("apps/v1", "Deployment");
        Assert.Equal(("deployments", true), (deployments.Name, deployments.IsNamespaced));
        Assert.Contains("patch", deployments.Verbs);
        Assert.True(deployments.Has("scale") && deployments.Has("status"));
        Assert.False((await space.Kind("v1", "Namespace")).IsNamespaced);
        Assert.Equal("v2", Assert.IsType<KindLookup.Served>(await space.Client.Kinds.FindPreferred("autoscaling", "HorizontalPodAutoscaler", default)).Resource.Version);
        Assert.Equal(200, (await space.Raw(HttpMethod.Get, "/version")).Status);
        Assert.Equal("ok", (await space.Raw(HttpMethod.Get, "/readyz")).Text);
    }

    [Theory, Everywhere]
    public async Task A_verb_that_a_kind_does_not_have_is_told(Target target)
    {
        var space = await fixture.On(target);
        Assert.Equal(405, (await space.Raw(HttpMethod.Get, "/apis/authorization.k8s.io/v1/subjectaccessreviews")).Status);
    }

    private async Task<ContractSpace> Prepared(Target target)
    {
        var space = await fixture.On(target);
        await space.Made(Yaml.ConfigMap("one", metadata: $", labels: {{set: read, color: red, size: big, space: {space.Namespace}}}"));
        await space.Made(Yaml.ConfigMap("two", metadata: $", labels: {{set: read, color: blue, space: {space.Namespace}}}"));
        await space.Made(Yaml.ConfigMap("three", metadata: $", labels: {{set: read, space: {space.Namespace}}}"));
        return space;
    }

    private static async Task<string> Names(ContractSpace space, string labels, string? fields = null)
    {
        var list = await List(space, new ListRequest(await space.Kind("v1", "ConfigMap")) { Namespace = space.Namespace, LabelSelector = labels, FieldSelector = fields });
        return string.Join(',', list.Items.Select(item => item.Name()));
    }

    private static async Task<ObjectList> List(ContractSpace space, ListRequest request)
    {
        Assert.True((await space.Objects.List(request, default)).TryGet(out var list, out var error), error?.ToString());
        return list!;
    }
}
