using Reconciler.Objects;
using Reconciler.Sandbox.Faults;
using Reconciler.Sandbox.Server;
using Reconciler.Sandbox.Tests.Life;
using Reconciler.Sandbox.Tests.Server;

namespace Reconciler.Sandbox.Tests.Faults;

public sealed class FaultTests(FullSandbox sandbox) : IClassFixture<FullSandbox>
{
    private const string Maps = "/api/v1/namespaces/default/configmaps";

    [Fact]
    public async Task A_refusal_comes_with_its_headers_and_without_effect()
    {
        sandbox.Faults.Use(FaultPlan.Of(new FaultRule(FaultAnswers.TooMany(7)) { Verbs = ["create"], Names = [""], Times = 1 }, new FaultRule(FaultAnswers.Unavailable) { Verbs = ["get"], Names = ["down"] }));
        using var response = await sandbox.Client.SendAsync(FullSandbox.Request(HttpMethod.Post, Maps, Config("a")));
        Assert.Equal((429, "7"), ((int)response.StatusCode, response.Headers.GetValues("Retry-After").Single()));
        Assert.Equal(404, (await sandbox.GetAsync($"{Maps}/a")).Code);
        using var text = await sandbox.Client.GetAsync($"{Maps}/down");
        Assert.Equal((503, "text/plain"), ((int)text.StatusCode, text.Content.Headers.ContentType?.MediaType));
        Assert.Equal(201, (await sandbox.PostAsync(Maps, Config("a"))).Code);
    }

    [Theory]
    [InlineData(false, 404)]
    [InlineData(true, 200)]
    public async Task A_cut_connection_leaves_open_whether_there_was_an_effect(bool afterEffect, int expected)
    {
        var name = afterEffect ? "after" : "before";
        sandbox.Faults.Use(FaultPlan.Of(new FaultRule(afterEffect ? new FaultAction.CutAfter() : new FaultAction.CutBefore()) { Verbs = ["create"] }));
        await Assert.ThrowsAsync<HttpRequestException>(() => sandbox.PostAsync(Maps, Config(name)));
        sandbox.Faults.Use(FaultPlan.None);
        Assert.Equal(expected, (await sandbox.GetAsync($"{Maps}/{name}")).Code);
        Assert.Contains(sandbox.Faults.Log, fault => fault.Request.Verb == "create");
    }

    [Fact]
    public async Task A_watch_can_be_dropped()
    {
        sandbox.Faults.Use(FaultPlan.Of(new FaultRule(new FaultAction.DropWatch(TimeSpan.FromMilliseconds(100))) { Verbs = ["watch"] }));
        using var response = await sandbox.Client.GetAsync($"{Maps}?watch=true", HttpCompletionOption.ResponseHeadersRead);
        await Assert.ThrowsAnyAsync<Exception>(() => response.Content.ReadAsStringAsync());
        sandbox.Faults.Use(FaultPlan.None);
    }

    [Fact]
    public async Task A_body_can_be_slow_and_can_break_off()
    {
        sandbox.Faults.Use(FaultPlan.Of(new FaultRule(new FaultAction.SlowBody(64, TimeSpan.FromMilliseconds(1))) { Verbs = ["list"], Times = 1 }, new FaultRule(new FaultAction.CutBody(20)) { Verbs = ["list"] }));
        Assert.Equal("ConfigMapList", (await sandbox.GetAsync(Maps)).Body.Text("kind")?.Value);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => sandbox.GetAsync(Maps));
        sandbox.Faults.Use(FaultPlan.None);
    }

    [Fact]
    public async Task Death_comes_before_or_after_the_effect()
    {
        var deaths = 0;
        using var folder = new TemporaryFolder();
        var injector = new FaultInjector(FaultPlan.Of(new FaultRule(new FaultAction.Die(AfterEffect: false)) { Names = [""], Verbs = ["create"], Times = 1 }, new FaultRule(new FaultAction.Die(AfterEffect: true)) { Verbs = ["create"] }));
        var options = new SandboxOptions(folder.File("sandbox.db"));
        options.Hooks.Requests.Add(new FaultMiddleware(injector, TimeProvider.System) { Die = () => deaths++ }.InvokeAsync);
        await using var server = await SandboxServer.StartAsync(options);
        using var client = TestServer.ClientOf(new SandboxAddress(server.Address, server.Token, server.AuthorityPem));
        foreach (var name in new[] { "before", "after" })
        {
            using var request = FullSandbox.Request(HttpMethod.Post, Maps, Config(name));
            using var answer = await client.SendAsync(request);
            Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
        }
        Assert.Equal(2, deaths);
        Assert.Equal([404, 200], new[] { "before", "after" }.Select(name => (int)client.GetAsync($"{Maps}/{name}").Result.StatusCode));
    }

    private static string Config(string name) => $"{{apiVersion: v1, kind: ConfigMap, metadata: {{name: {name}}}, data: {{a: b}}}}";
}
