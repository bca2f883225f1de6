using System.Net;
using Reconciler.Objects;

namespace Reconciler.Server.Tests.Api;

/// <summary>Stopping, restarting and rolling back over the API, which the controller carries out.</summary>
public sealed class HoldApiTests
{
    private const string Live = "/api/v1/environments/live";
    private const string Web = """{"app": "web", "namespace": "shop"}""";

    [Fact]
    public async Task An_app_is_stopped_shown_so_and_resumed()
    {
        await using var served = await ApiRig.StartAsync();
        var (code, body, response) = await served.AskAsync($"{Live}/stop", post: Web);
        Assert.Equal((HttpStatusCode.Accepted, "stop"), (code, Hold((MapNode)body)));
        await served.Rig.EventuallyAsync(async () => await Replicas(served) == "0");
        await served.Rig.SyncedAsync();
        Assert.Equal("stop", Hold((MapNode)await served.GetAsync(response.Headers.Location!.ToString())));
        Assert.Equal(HttpStatusCode.Accepted, (await served.AskAsync($"{Live}/resume", post: Web)).Code);
        await served.Rig.EventuallyAsync(async () => await Replicas(served) == "1");
    }

    [Fact]
    public async Task An_app_is_rolled_back_and_the_revision_says_so()
    {
        await using var served = await ApiRig.StartAsync();
        served.Rig.Repo.Write("web.yaml", ControlRig.App("web", "example.com/web:v2"));
        await served.Rig.SyncedAsync(served.Rig.Push());
        Assert.Equal(HttpStatusCode.Accepted, (await served.AskAsync($"{Live}/rollback", post: """{"part": "shop/App/web", "to": 1, "for": "2h"}""")).Code);
        await served.Rig.EventuallyAsync(async () => await Image(served) == "example.com/web:v1");
        await served.Rig.EventuallyAsync(async () => ((ListNode)await served.GetAsync($"{Live}/apps/shop/web/revisions")).Items is [MapNode newest, ..] && newest.At("rolledBackTo") == "1");
        await served.Rig.SyncedAsync();
        Assert.NotNull(((MapNode)await served.GetAsync($"{Live}/apps/shop/web")).Maps("holds").Single().At("until"));
    }

    [Theory]
    [InlineData("rollback", """{"app": "web", "namespace": "shop"}""", "RCN2554")]
    [InlineData("rollback", """{"app": "web", "namespace": "shop", "to": 9}""", "RCN2553")]
    [InlineData("rollback", """{"app": "web", "namespace": "shop", "for": "soon"}""", "RCN2556")]
    [InlineData("rollback", """{"app": "web", "namespace": "shop", "for": "0s"}""", "RCN2556")]
    [InlineData("restart", """{"app": "web", "namespace": "shop", "process": "none"}""", "RCN2552")]
    [InlineData("stop", """{"part": "/one.yaml"}""", "RCN2551")]
    [InlineData("stop", "{}", "RCN2551")]
    [InlineData("start", """{"app": "none"}""", "RCN2405")]
    public async Task What_can_not_be_done_is_refused_before_anything_is_written(string order, string body, string code)
    {
        await using var served = await ApiRig.StartAsync();
        var (status, problem, _) = await served.AskAsync($"{Live}/{order}", post: body);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Equal(code, ((MapNode)problem).Maps("diagnostics").Single().At("code"));
        Assert.Null(((MapNode)await served.GetAsync($"{Live}/apps/shop/web")).List("holds"));
    }

    [Fact]
    public async Task Only_who_may_change_an_app_may_hold_it()
    {
        await using var served = await ApiRig.StartAsync("0123456789abcdef,ada,admin\nfedcba9876543210,bob\n");
        foreach (var order in (string[])["stop", "start", "restart", "rollback"])
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await served.AskAsync($"{Live}/{order}", post: Web)).Code);
            Assert.Equal(HttpStatusCode.Forbidden, (await served.AskAsync($"{Live}/{order}", "fedcba9876543210", Web)).Code);
        }
        var (code, body, _) = await served.AskAsync($"{Live}/restart", "0123456789abcdef", Web);
        Assert.Equal((HttpStatusCode.Accepted, "ada"), (code, ((MapNode)body).Maps("holds").Single().At("by")));
    }

    private static string? Hold(MapNode body) => body.Maps("holds").Single().At("hold");

    private static async Task<string?> Replicas(ApiRig served) => (await served.Rig.Cluster.LiveAsync("web-web", apiVersion: "apps/v1", kind: "Deployment")).At("spec", "replicas");

    private static async Task<string?> Image(ApiRig served) => (await served.Rig.Cluster.LiveAsync("web-web", apiVersion: "apps/v1", kind: "Deployment")).Map("spec").Map("template").Map("spec").Maps("containers").Single().At("image");
}
