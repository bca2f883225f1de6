using Reconciler.Objects;
using Reconciler.Sandbox.Tests.Server;

namespace Reconciler.Sandbox.Tests.Routes;

public sealed class ReadTests(TestServer sandbox) : IClassFixture<TestServer>
{
    [Fact]
    public async Task What_is_not_there_is_a_Status_and_what_is_not_served_is_text()
    {
        var missing = await sandbox.GetAsync("/apis/apps/v1/namespaces/default/deployments/none");
        Assert.Equal((404, "NotFound", "deployments.apps \"none\" not found"), (missing.Code, missing.Reason, missing.Message));
        var unknown = await sandbox.GetAsync("/apis/none.example.com/v1/things");
        Assert.Equal((404, "text/plain", "404 page not found\n"), (unknown.Code, unknown.Type, unknown.Text));
    }

    [Theory]
    [InlineData("a=1", "one,both")]
    [InlineData("a!=1", "none,two")]
    [InlineData("a in (1,2)", "both,one,two")]
    [InlineData("a notin (1)", "none,two")]
    [InlineData("b", "both")]
    [InlineData("!a", "none")]
    [InlineData("a=1,b=2", "both")]
    [InlineData("a>1", "two")]
    public async Task A_label_selector_picks(string selector, string names)
    {
        var home = await HomeAsync();
        var answer = await sandbox.GetAsync($"/api/v1/namespaces/{home}/configmaps?labelSelector={Uri.EscapeDataString(selector)}");
        Assert.Equal(names.Split(',').Order(StringComparer.Ordinal), answer.Names.Where(name => name != "kube-root-ca.crt"));
    }

    [Theory]
    [InlineData("metadata.name=one", 200, "one")]
    [InlineData("metadata.name!=one,metadata.namespace=selected", 200, "both,kube-root-ca.crt,none,two")]
    [InlineData("data.a=1", 400, "")]
    public async Task A_field_selector_picks_by_what_a_kind_has(string selector, int code, string names)
    {
        var home = await HomeAsync();
        var answer = await sandbox.GetAsync($"/api/v1/namespaces/{home}/configmaps?fieldSelector={Uri.EscapeDataString(selector)}");
        Assert.Equal(code, answer.Code);
        if (code == 200) Assert.Equal(names, string.Join(',', answer.Names));
    }

    [Fact]
    public async Task A_bad_label_selector_is_refused() => Assert.Equal(400, (await sandbox.GetAsync("/api/v1/configmaps?labelSelector=a%20like%20b")).Code);

    [Fact]
    public async Task Items_of_built_in_lists_do_not_say_their_kind()
    {
        var answer = await sandbox.GetAsync("/api/v1/namespaces");
        Assert.Equal("NamespaceList", Text(answer, "kind"));
        Assert.All(Items(answer), item => Assert.Null(item["kind"]));
    }

    [Fact]
    public async Task A_table_has_columns_and_rows_with_metadata()
    {
        var answer = await sandbox.GetAsync("/api/v1/namespaces", "application/json;as=Table;v=v1;g=meta.k8s.io,application/json");
        Assert.Equal("Table", Text(answer, "kind"));
        Assert.Equal(["Name", "Status", "Age"], Maps(answer, "columnDefinitions").Select(column => Value(column, "name")));
        Assert.All(Maps(answer, "rows"), row => Assert.Equal("PartialObjectMetadata", Value((MapNode)row["object"]!, "kind")));
    }

    [Fact]
    public async Task A_metadata_only_list_has_no_data()
    {
        await HomeAsync();
        var answer = await sandbox.GetAsync("/api/v1/configmaps", "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io");
        Assert.Equal("PartialObjectMetadataList", Text(answer, "kind"));
        Assert.NotEmpty(Items(answer));
        Assert.All(Items(answer), item => Assert.Null(item["data"]));
    }

    [Theory]
    [InlineData("application/vnd.kubernetes.protobuf", 406)]
    [InlineData("application/vnd.kubernetes.protobuf,application/json", 200)]
    [InlineData("text/html,*/*", 200)]
    public async Task Protobuf_alone_is_not_acceptable(string accept, int code) => Assert.Equal(code, (await sandbox.GetAsync("/api/v1/namespaces", accept)).Code);

    [Fact]
    public async Task Yaml_is_answered_when_asked_for()
    {
        var answer = await sandbox.GetAsync("/api/v1/namespaces/default", "application/yaml");
        Assert.Equal("application/yaml", answer.Type);
        Assert.StartsWith("kind: Namespace\n", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_token_nobody_reads_objects_but_everybody_the_version()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/namespaces") { Headers = { Authorization = new("Bearer", "wrong") } };
        using var wrong = await sandbox.Client.SendAsync(request);
        Assert.Equal(401, (int)wrong.StatusCode);
        Assert.Equal("v1.36.0", Text(await sandbox.GetAsync("/version"), "gitVersion"));
    }

    private async Task<string> HomeAsync()
    {
        if ((await sandbox.GetAsync("/api/v1/namespaces/selected")).Code == 200) return "selected";
        await sandbox.NamespaceAsync("selected");
        await sandbox.ConfigMapAsync("none", "selected");
        await sandbox.ConfigMapAsync("one", "selected", """{"a":"1"}""");
        await sandbox.ConfigMapAsync("two", "selected", """{"a":"2"}""");
        await sandbox.ConfigMapAsync("both", "selected", """{"a":"1","b":"2"}""");
        await TestServer.Eventually(async () => (await sandbox.GetAsync("/api/v1/namespaces/selected/configmaps/kube-root-ca.crt")).Code == 200);
        return "selected";
    }

    private static string Text(Answer answer, string key) => Value(answer.Body, key);

    private static string Value(MapNode map, string key) => ((ScalarNode)map[key]!).Value;

    private static IEnumerable<MapNode> Items(Answer answer) => Maps(answer, "items");

    private static IEnumerable<MapNode> Maps(Answer answer, string key) => ((ListNode)answer.Body[key]!).Items.Cast<MapNode>();
}
