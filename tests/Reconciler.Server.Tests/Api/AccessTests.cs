using System.Net;
using System.Text;
using Reconciler.Kubernetes;
using Reconciler.Objects;
using Reconciler.Server.Access;

namespace Reconciler.Server.Tests.Api;

/// <summary>Who comes in, and who does not.</summary>
public sealed class AccessTests
{
    private const string Tokens = "0123456789abcdef,ada,admin\nfedcba9876543210,bob\n";

    [Fact]
    public async Task A_token_lets_in_and_only_an_admin_changes_things()
    {
        await using var served = await ApiRig.StartAsync(Tokens);
        var (code, _, response) = await served.AskAsync("/api/v1/environments");
        Assert.Equal((HttpStatusCode.Unauthorized, "Bearer"), (code, response.Headers.WwwAuthenticate.ToString()));
        Assert.Equal(HttpStatusCode.Unauthorized, (await served.AskAsync("/api/v1/environments", "not-a-token-of-anybody")).Code);
        Assert.Equal(HttpStatusCode.OK, (await served.AskAsync("/api/v1/environments", "fedcba9876543210")).Code);
        Assert.Equal(HttpStatusCode.Forbidden, (await served.AskAsync("/api/v1/environments/live/pause", "fedcba9876543210", "{}")).Code);
        Assert.Equal(HttpStatusCode.Accepted, (await served.AskAsync("/api/v1/environments/live/pause", "0123456789abcdef", "{}")).Code);
        await served.Rig.UntilAsync(state => state.Pauses is [{ By: "ada" }]);
        Assert.Equal(HttpStatusCode.OK, (await served.AskAsync("/api/v1/environments/live/plans", "fedcba9876543210", """{"ref": "main"}""")).Code);
        Assert.Equal(HttpStatusCode.Forbidden, (await served.AskAsync("/api/v1/environments/live/plans", "fedcba9876543210", "a tree", "application/x-tar")).Code);
        Assert.Equal(HttpStatusCode.BadRequest, (await served.AskAsync("/api/v1/environments/live/plans", "0123456789abcdef", "a tree", "application/x-tar")).Code);
        var basic = await served.AskAsync("/api/v1/environments", with: request => request.Headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("bob:fedcba9876543210"))));
        Assert.Equal(HttpStatusCode.OK, basic.Code);
        Assert.Equal(HttpStatusCode.OK, (await served.AskAsync("/healthz")).Code);
    }

    [Fact]
    public async Task The_cluster_says_who_may_see_which_namespace()
    {
        await using var served = await ApiRig.StartAsync(with: (settings, cluster) => settings with { Access = new KubeAccess(cluster.Client) });
        var cluster = served.Rig.Cluster;
        await cluster.MadeAsync("apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: viewer, namespace: shop}\n");
        var token = await TokenAsync(cluster, "viewer");
        Assert.Equal(HttpStatusCode.Forbidden, (await served.AskAsync("/api/v1/environments/live/apps/shop/web", token)).Code);
        await cluster.MadeAsync("apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: view, namespace: shop}\nrules: [{apiGroups: [reconciler.dev], resources: [apps], verbs: [get]}]\n");
        await cluster.MadeAsync("apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: view, namespace: shop}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: view}\nsubjects: [{kind: ServiceAccount, name: viewer, namespace: shop}]\n");
        await served.Rig.EventuallyAsync(async () => (await served.AskAsync("/api/v1/environments/live/apps/shop/web", token)).Code == HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.Forbidden, (await served.AskAsync("/api/v1/environments/live/pause", token, """{"app": "web", "namespace": "shop"}""")).Code);
        Assert.Equal(HttpStatusCode.Forbidden, (await served.AskAsync("/api/v1/environments", token)).Code);
        Assert.Equal(HttpStatusCode.Unauthorized, (await served.AskAsync("/api/v1/environments", "nobody's")).Code);
    }

    [Fact]
    public async Task Who_may_see_an_environment_in_the_namespace_of_its_records_sees_it_in_lists_runs_and_news()
    {
        await using var served = await ApiRig.StartAsync(with: (settings, cluster) => settings with { Access = new KubeAccess(cluster.Client) });
        var cluster = served.Rig.Cluster;
        await cluster.MadeAsync("apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: viewer, namespace: shop}\n");
        await cluster.MadeAsync("apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: view, namespace: reconciler-tests}\nrules: [{apiGroups: [reconciler.dev], resources: [environments], verbs: [get, update]}]\n");
        await cluster.MadeAsync("apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: view, namespace: reconciler-tests}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: view}\nsubjects: [{kind: ServiceAccount, name: viewer, namespace: shop}]\n");
        var token = await TokenAsync(cluster, "viewer");
        await served.Rig.EventuallyAsync(async () => (await served.AskAsync("/api/v1/environments", token)).Body is ListNode { Items: [_] });
        Assert.IsType<ListNode>((await served.AskAsync("/api/v1/runs", token)).Body);
        Assert.Equal(HttpStatusCode.OK, (await served.AskAsync("/api/v1/nodes", token)).Code);
        Assert.Equal(HttpStatusCode.UpgradeRequired, (await served.AskAsync("/api/v1/events", token)).Code);
        var (code, _, response) = await served.AskAsync("/api/v1/environments/live/sync", token, "{}");
        Assert.Equal(HttpStatusCode.Accepted, code);
        Assert.Equal(HttpStatusCode.OK, (await served.AskAsync(response.Headers.Location!.ToString(), token)).Code);
    }

    [Fact]
    public async Task Other_sites_and_other_names_are_turned_away()
    {
        await using var served = await ApiRig.StartAsync();
        Assert.Equal(HttpStatusCode.Forbidden, (await served.AskAsync("/api/v1/environments", with: request => request.Headers.Host = "evil.example.com")).Code);
        Assert.Equal(HttpStatusCode.Forbidden, (await served.AskAsync("/api/v1/environments/live/pause", post: "{}", with: request => request.Headers.Add("Origin", "https://evil.example.com"))).Code);
        Assert.Equal(HttpStatusCode.Accepted, (await served.AskAsync("/api/v1/environments/live/pause", post: "{}", with: request => request.Headers.Add("Origin", served.Address.GetLeftPart(UriPartial.Authority)))).Code);
    }

    [Theory]
    [InlineData("short,ada")]
    [InlineData("0123456789abcdef")]
    [InlineData("# nothing")]
    public void A_file_of_tokens_that_is_not_one_is_refused(string text) => Assert.Equal("RCN2408", StaticToken.Read("tokens", text).Problem?.Code.Id);

    private static async Task<string> TokenAsync(TestCluster cluster, string account)
    {
        var address = new Kube.ObjectAddress(new Kube.KubeResource("", "v1", "ServiceAccount", "serviceaccounts", true), "shop", account) { Subresource = "token" };
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, _, _, _) => true };
        using var http = new HttpClient(handler);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(cluster.Server, address.Path)) { Content = new StringContent("""{"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","spec":{}}""", Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new("Bearer", cluster.Token);
        var answer = await http.SendAsync(request);
        var body = (MapNode)NodeJson.Read(await answer.Content.ReadAsByteArrayAsync());
        return body.At("status", "token") ?? throw new InvalidOperationException(CanonicalJson.WriteOrdered(body, indented: false));
    }
}
