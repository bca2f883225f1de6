using System.Formats.Tar;
using System.Net;
using System.Text;
using Reconciler.Objects;

namespace Reconciler.Server.Tests.Api;

/// <summary>What the API says and takes.</summary>
public sealed class ApiTests
{
    private static IEnumerable<MapNode> Maps(Node list) => Assert.IsType<ListNode>(list).Items.Cast<MapNode>();

    [Fact]
    public async Task What_is_there_is_told_without_secret_values()
    {
        await using var served = await ApiRig.StartAsync();
        var environment = Assert.Single(Maps(await served.GetAsync("/api/v1/environments")));
        Assert.Equal(("live", "synced", "true"), (environment.At("name"), environment.At("phase"), environment.At("isLeader")));
        Assert.Equal(environment.At("id"), ((MapNode)await served.GetAsync("/api/v1/environments/live")).At("id"));
        var app = Assert.Single(Maps(await served.GetAsync("/api/v1/environments/live/apps")));
        Assert.Equal(("App/web", "healthy"), (app.At("title"), app.At("health")));
        Assert.Equal(3, Maps(await served.GetAsync("/api/v1/environments/live/parts")).Count());
        Assert.Equal("web", Maps(((MapNode)await served.GetAsync("/api/v1/environments/live/apps/shop/web")).List("processes")!).Single().At("name"));
        Assert.Equal("deployed", Maps(await served.GetAsync("/api/v1/environments/live/apps/shop/web/revisions")).Single().At("outcome"));
        Assert.Equal("Plan", ((MapNode)await served.GetAsync("/api/v1/environments/live/plan")).At("kind"));
        Assert.NotEmpty(Maps(await served.GetAsync("/api/v1/nodes")));
        Assert.Empty(Maps(await served.GetAsync("/api/v1/environments/live/storage")));
        Assert.Empty(Maps(await served.GetAsync("/api/v1/environments/live/undo")));
        var run = Assert.Single(Maps(await served.GetAsync("/api/v1/runs")), run => run.At("state") == "done");
        Assert.Equal("done", ((MapNode)await served.GetAsync($"/api/v1/runs/{run.At("id")}")).At("state"));
        foreach (var path in (string[])["/api/v1/environments", "/api/v1/environments/live/plan", "/api/v1/environments/live/apps", "/api/v1/environments/live/apps/shop/web/revisions", "/api/v1/runs"])
            Assert.DoesNotContain("hunter2", CanonicalJson.WriteOrdered(await served.GetAsync(path), indented: false), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_there_is_404_and_what_is_malformed_400_or_415_or_422()
    {
        await using var served = await ApiRig.StartAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await served.AskAsync("/api/v1/environments/none")).Code);
        Assert.Equal(HttpStatusCode.NotFound, (await served.AskAsync("/api/v1/environments/live/apps/shop/none")).Code);
        Assert.Equal(HttpStatusCode.NotFound, (await served.AskAsync("/api/v1/runs/none")).Code);
        Assert.Equal(HttpStatusCode.NotFound, (await served.AskAsync("/api/v2")).Code);
        Assert.Equal(HttpStatusCode.BadRequest, (await served.AskAsync("/api/v1/environments/live/sync", post: "{")).Code);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await served.AskAsync("/api/v1/environments/live/sync", post: "a=b", type: "application/x-www-form-urlencoded")).Code);
        var (code, body, response) = await served.AskAsync("/api/v1/environments/live/pause", post: """{"app": "none"}""");
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "application/problem+json"), (code, response.Content.Headers.ContentType?.MediaType));
        Assert.Equal("RCN2405", Maps(((MapNode)body).List("diagnostics")!).Single().At("code"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await served.AskAsync("/api/v1/environments/live/approve", post: """{"codes": ["RCN3003"]}""")).Code);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await served.AskAsync("/api/v1/environments/live/undo", post: "{}")).Code);
    }

    [Fact]
    public async Task A_sync_is_followed_to_its_end_by_its_address()
    {
        await using var served = await ApiRig.StartAsync();
        var (code, _, response) = await served.AskAsync("/api/v1/environments/live/runs", post: "{}");
        Assert.Equal(HttpStatusCode.Accepted, code);
        var location = response.Headers.Location!.ToString();
        await served.Rig.EventuallyAsync(async () => ((MapNode)(await served.AskAsync(location)).Body).At("state") == "nothing to do");
    }

    [Fact]
    public async Task An_app_is_paused_and_resumed()
    {
        await using var served = await ApiRig.StartAsync();
        Assert.Equal(HttpStatusCode.Accepted, (await served.AskAsync("/api/v1/environments/live/pause", post: """{"app": "web", "namespace": "shop"}""")).Code);
        await served.Rig.UntilAsync(state => state.Pauses.Length == 1);
        Assert.Equal("true", Maps(await served.GetAsync("/api/v1/environments/live/apps")).Single().At("paused"));
        served.Rig.Repo.Write("web.yaml", ControlRig.App("web", "example.com/web:v2"));
        served.Rig.Repo.Write("one.yaml", ControlRig.Map("one", "{a: '2'}"));
        served.Rig.Push();
        await served.Rig.EventuallyAsync(async () => (await served.Rig.Cluster.LiveAsync("one")).At("data", "a") == "2");
        Assert.Equal("v1", (await served.Rig.Cluster.LiveAsync("web-web", apiVersion: "apps/v1", kind: "Deployment")).Map("spec").Map("template").Map("spec").Maps("containers").First().At("image")!.Split(':')[1]);
        Assert.Equal(HttpStatusCode.Accepted, (await served.AskAsync("/api/v1/environments/live/resume", post: "{}")).Code);
        await served.Rig.SyncedAsync();
    }

    [Fact]
    public async Task A_plan_is_made_of_a_ref_and_of_an_uploaded_tree()
    {
        await using var served = await ApiRig.StartAsync();
        served.Rig.Repo.Run("checkout", "-q", "-b", "next");
        served.Rig.Repo.Write("one.yaml", ControlRig.Map("one", "{a: '7'}"));
        served.Rig.Repo.Push();
        var (code, plan, _) = await served.AskAsync("/api/v1/environments/live/plans", post: """{"ref": "next"}""");
        Assert.Equal((HttpStatusCode.OK, "1"), (code, ((MapNode)plan).At("counts", "update")));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await served.AskAsync("/api/v1/environments/live/plans", post: """{"ref": "none"}""")).Code);
        var tree = Tar(("environment.yaml", ControlRig.Environment()), ("space.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n"), ("one.yaml", ControlRig.Map("one", "{a: '8'}")), ("../escape.yaml", "a: b"), ("web.yaml", ControlRig.App("web", "example.com/web:v1", "  env: {TOKEN: hunter2-hunter2}\n")));
        var (uploaded, shown, _) = await served.AskAsync("/api/v1/environments/live/plans", post: "", with: request => request.Content = new ByteArrayContent(tree) { Headers = { { "Content-Type", "application/x-tar" } } });
        Assert.Equal((HttpStatusCode.OK, "1"), (uploaded, ((MapNode)shown).At("counts", "update")));
        var (wrong, problems, _) = await served.AskAsync("/api/v1/environments/live/plans", post: "", with: request => request.Content = new ByteArrayContent(Tar(("bad.yaml", "apiVersion: reconciler.dev/v1\nkind: App\nmetadata: {name: x}\nspec: {imag: y}\n"))) { Headers = { { "Content-Type", "application/x-tar" } } });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong);
        Assert.Contains(Maps(((MapNode)problems).List("diagnostics")!), problem => problem.At("place", "file") == "bad.yaml");
    }

    [Theory]
    [InlineData("resources: [http://127.0.0.1:1/internal.yaml]")]
    [InlineData("resources: [own.yaml]\npatches: [{path: 'https://example.com/patch.yaml'}]")]
    [InlineData("configMapGenerator: [{name: x, files: ['a=http://127.0.0.1:1/a']}]")]
    [InlineData("bases: ['git@example.com:x/y.git']")]
    [InlineData("components: [github.com/acme/base]")]
    public async Task Nothing_is_fetched_for_an_uploaded_tree(string kustomization)
    {
        await using var served = await ApiRig.StartAsync();
        var tree = Tar(("environment.yaml", ControlRig.Environment()), ("k/kustomization.yaml", kustomization), ("k/own.yaml", ControlRig.Map("own")));
        var (code, body, _) = await served.AskAsync("/api/v1/environments/live/plans", post: "", with: request => request.Content = new ByteArrayContent(tree) { Headers = { { "Content-Type", "application/x-tar" } } });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, code);
        Assert.Contains("nothing is fetched for a tree that was sent", Maps(((MapNode)body).List("diagnostics")!).Single().At("message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_too_large_is_413_or_400_and_no_error_of_ours()
    {
        var rig = await ControlRig.StartAsync(ControlRig.Two);
        await using var owned = rig;
        await using var served = await ServedRig.StartAsync(rig);
        await rig.SyncedAsync();
        using var order = new StringContent($"{{\"app\": \"{new string('a', 2 << 20)}\"}}", Encoding.UTF8, "application/json");
        using var endless = new StreamContent(new MemoryStream(Bomb())) { Headers = { { "Content-Type", "application/gzip" } } };
        var tooLong = await served.Client.PostAsync("/api/v1/environments/live/sync", order);
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "application/problem+json"), (tooLong.StatusCode, tooLong.Content.Headers.ContentType?.MediaType));
        var unpacked = await served.Client.PostAsync("/api/v1/environments/live/plans", endless);
        Assert.Equal(HttpStatusCode.BadRequest, unpacked.StatusCode);
        Assert.Contains("unpacks to more", await unpacked.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("", served.Logged);
    }

    /// <summary>Some kilobytes that unpack to an archive with very long names of files that are skipped.</summary>
    private static byte[] Bomb()
    {
        using var bytes = new MemoryStream();
        using (var packed = new System.IO.Compression.GZipStream(bytes, System.IO.Compression.CompressionLevel.Fastest))
        using (var tar = new TarWriter(packed))
            for (var i = 0; i < 3; i++) tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, "/out") { DataStream = new MemoryStream(new byte[60 << 20]) });
        return bytes.ToArray();
    }

    [Fact]
    public async Task Events_come_by_number_live_and_for_one_run()
    {
        await using var served = await ApiRig.StartAsync();
        using var all = await served.FollowAsync("/api/v1/events?after=0");
        Assert.Equal("1", (await ApiRig.NextAsync(all)).At("number"));
        served.Rig.Repo.Write("one.yaml", ControlRig.Map("one", "{a: '2'}"));
        served.Rig.Push();
        MapNode? happened;
        do happened = await ApiRig.NextAsync(all);
        while (happened is not null && (happened.At("event", "type"), happened.At("event", "object", "name"), happened.At("event", "action")) is not ("written", "one", "update"));
        using var one = await served.FollowAsync($"/api/v1/runs/{happened.At("run")}/events");
        var last = await ApiRig.NextAsync(one);
        while (await ApiRig.NextAsync(one) is { } next) last = next;
        Assert.Equal("ended", last.At("event", "type"));
        // what the log no longer has of a run that is over is not waited for
        using var over = await served.FollowAsync($"/api/v1/runs/{happened.At("run")}/events?after=999999");
        Assert.Equal("resync", (await ApiRig.NextAsync(over)).At("type"));
        Assert.Null(await ApiRig.NextAsync(over));
        var unknown = await Assert.ThrowsAsync<System.Net.WebSockets.WebSocketException>(() => served.FollowAsync("/api/v1/runs/nobodys/events"));
        Assert.Contains("404", unknown.Message, StringComparison.Ordinal);
        using var late = await served.FollowAsync("/api/v1/events?after=999999");
        Assert.Equal("resync", (await ApiRig.NextAsync(late)).At("type"));
        await late.CloseAsync(System.Net.WebSockets.WebSocketCloseStatus.NormalClosure, null, default);
        Assert.Equal(System.Net.WebSockets.WebSocketState.Closed, late.State);
    }

    [Fact]
    public void Every_route_is_described_and_every_description_is_a_route()
    {
        var document = (MapNode)NodeJson.Read(Encoding.UTF8.GetBytes(Reconciler.Server.Api.OpenApiDocument.Text));
        var described = document.Map("paths")!.Entries.SelectMany(path => ((MapNode)path.Value).Entries.Select(verb => $"{verb.Key.ToUpperInvariant()} {path.Key}")).Order(StringComparer.Ordinal);
        Assert.Equal(Routes().Order(StringComparer.Ordinal), described);
    }

    /// <summary>The routes as the source maps them.</summary>
    private static IEnumerable<string> Routes([System.Runtime.CompilerServices.CallerFilePath] string here = "") =>
        from file in Directory.EnumerateFiles(Path.Combine(Path.GetDirectoryName(here)!, "../../../src/Reconciler.Server/Api"), "*.cs")
        from System.Text.RegularExpressions.Match match in System.Text.RegularExpressions.Regex.Matches(File.ReadAllText(file), "api\\.Map(Get|Post)\\(\"([^\"]+)\"")
        select $"{match.Groups[1].Value.ToUpperInvariant()} {match.Groups[2].Value}";

    private static byte[] Tar(params (string Name, string Text)[] files)
    {
        using var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes))
        {
            foreach (var (name, text) in files) tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) });
        }
        return bytes.ToArray();
    }
}
