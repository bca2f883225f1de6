using System.Net;
using System.Net.WebSockets;
using System.Text;
using Reconciler.Engine.Control;
using Reconciler.Objects;

namespace Reconciler.Server.Tests.Api;

/// <summary>Two processes behind one name: whoever asks can't choose which one answers.</summary>
public sealed class StandbyTests
{
    private const string Live = "/api/v1/environments/live";

    [Fact]
    public async Task A_standby_hands_questions_orders_and_news_to_the_leader()
    {
        await using var rig = await ControlRig.StartAsync(ControlRig.Two);
        await using var leader = await ServedRig.StartAsync(rig);
        await rig.SyncedAsync();
        await using var second = rig.Second("two");
        await using var standby = await ServedRig.StartAsync(second, settings => settings with { Peers = (name, _) => Task.FromResult(name == "one" ? leader.Server.Address : null) });
        await second.UntilAsync(state => state.Phase == ControlPhase.Standby);
        foreach (var path in (string[])["/api/v1/environments", Live, $"{Live}/plan", $"{Live}/runs", "/api/v1/runs"])
            Assert.Equal(await leader.Client.GetStringAsync(path), await standby.Client.GetStringAsync(path));
        Assert.Equal(HttpStatusCode.NotFound, (await standby.Client.GetAsync("/api/v1/runs/none")).StatusCode);

        using var news = new ClientWebSocket();
        await news.ConnectAsync(new UriBuilder(standby.Server.Address) { Scheme = "ws", Path = "/api/v1/events", Query = "after=0" }.Uri, default);
        Assert.Equal("true", (await ApiRig.NextAsync(news)).At("state", "isLeader"));

        using var order = new StringContent($$"""{"part": "{{PartOf(rig)}}"}""", Encoding.UTF8, "application/json");
        var paused = await standby.Client.PostAsync($"{Live}/pause", order);
        Assert.True(paused.StatusCode == HttpStatusCode.Accepted, await paused.Content.ReadAsStringAsync());
        await rig.UntilAsync(state => state.Pauses.Length == 1);

        using var none = new StringContent("{}", Encoding.UTF8, "application/json");
        var synced = await standby.Client.PostAsync($"{Live}/sync", none);
        await rig.EventuallyAsync(async () => ((MapNode)NodeJson.Read(await standby.Client.GetByteArrayAsync(synced.Headers.Location))).At("state") == "nothing to do");
        await news.CloseAsync(WebSocketCloseStatus.NormalClosure, null, default);
    }

    private static string PartOf(ControlRig rig) => rig.State.Plan!.Changes.First(change => change.Key.Name == "one").Lane.Id;

    [Fact]
    public async Task A_standby_that_can_not_reach_the_leader_says_that_it_does_not_know()
    {
        await using var rig = await ControlRig.StartAsync(ControlRig.Two);
        await rig.SyncedAsync();
        await using var second = rig.Second("two");
        await using var alone = await ServedRig.StartAsync(second);
        await using var misled = await ServedRig.StartAsync(second, settings => settings with { Peers = (_, _) => Task.FromResult<Uri?>(new Uri("http://127.0.0.1:1")) });
        await second.UntilAsync(state => state.Phase == ControlPhase.Standby);
        foreach (var served in (ServedRig[])[alone, misled])
        {
            foreach (var path in (string[])[$"{Live}/plan", $"{Live}/runs", "/api/v1/runs/some"]) await UnknownAsync(await served.Client.GetAsync(path));
            using var order = new StringContent($$"""{"part": "{{PartOf(rig)}}"}""", Encoding.UTF8, "application/json");
            await UnknownAsync(await served.Client.PostAsync($"{Live}/pause", order));
        }
        Assert.Equal(HttpStatusCode.OK, (await alone.Client.GetAsync($"{Live}/parts")).StatusCode);
        Assert.Equal("", alone.Logged);

        static async Task UnknownAsync(HttpResponseMessage answer)
        {
            var text = await answer.Content.ReadAsStringAsync();
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
            Assert.Contains("one leads", text, StringComparison.Ordinal);
        }
    }
}
