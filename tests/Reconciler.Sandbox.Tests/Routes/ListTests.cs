using System.Globalization;
using Reconciler.Objects;
using Reconciler.Sandbox.Tests.Server;

namespace Reconciler.Sandbox.Tests.Routes;

public sealed class ListTests(TestServer sandbox) : IClassFixture<TestServer>
{
    private const string Secrets = "/api/v1/namespaces/default/secrets";

    [Fact]
    public async Task A_list_in_parts_is_of_one_moment()
    {
        await ThreeAsync("part");
        var first = await sandbox.GetAsync($"{Secrets}?limit=2");
        Assert.Equal(2, first.Names.Length);
        Assert.True(first.Meta.Int("remainingItemCount")?.Value >= 1);
        Assert.Equal(200, (await sandbox.DeleteAsync($"{Secrets}/part-3")).Code);
        var second = await sandbox.GetAsync($"{Secrets}?limit=500&continue={Token(first)}");
        Assert.Contains("part-3", first.Names.Concat(second.Names));
        Assert.Equal(first.Version, second.Version);
        Assert.Null(second.Meta["continue"]);
    }

    [Fact]
    public async Task A_part_of_what_was_compacted_is_expired_and_offers_a_fresh_start()
    {
        await ThreeAsync("old");
        var first = await sandbox.GetAsync($"{Secrets}?limit=1");
        await ThreeAsync("new");
        sandbox.Server.Cluster.Store.Log.Compact(sandbox.Server.Cluster.State.Revision);
        var expired = await sandbox.GetAsync($"{Secrets}?limit=1&continue={Token(first)}");
        Assert.Equal((410, "Expired"), (expired.Code, expired.Reason));
        var rest = await sandbox.GetAsync($"{Secrets}?continue={Token(expired)}");
        Assert.Equal(200, rest.Code);
        Assert.DoesNotContain(first.Names[0], rest.Names);
    }

    [Fact]
    public async Task A_list_of_an_exact_version_is_as_it_was_then()
    {
        await ThreeAsync("exact");
        var then = await sandbox.GetAsync(Secrets);
        await sandbox.DeleteAsync($"{Secrets}/exact-1");
        var exact = await sandbox.GetAsync($"{Secrets}?resourceVersion={then.Version}&resourceVersionMatch=Exact");
        Assert.Contains("exact-1", exact.Names);
        Assert.Equal(then.Version, exact.Version);
        Assert.DoesNotContain("exact-1", (await sandbox.GetAsync($"{Secrets}?resourceVersion={then.Version}&resourceVersionMatch=NotOlderThan")).Names);
    }

    [Fact]
    public async Task A_version_that_the_server_has_not_reached_is_too_large()
    {
        var version = long.Parse((await sandbox.GetAsync(Secrets)).Version, CultureInfo.InvariantCulture) + 1_000_000;
        var answer = await sandbox.GetAsync($"{Secrets}?resourceVersion={version}");
        Assert.Equal((504, "Timeout"), (answer.Code, answer.Reason));
        Assert.Equal("ResourceVersionTooLarge", answer.Body.Map("details").Maps("causes").Single().Text("reason")?.Value);
    }

    [Fact]
    public async Task A_list_from_the_cache_ignores_the_limit()
    {
        await ThreeAsync("cache");
        Assert.True((await sandbox.GetAsync($"{Secrets}?resourceVersion=0&limit=1")).Names.Length >= 3);
    }

    [Theory]
    [InlineData("resourceVersionMatch=Exact", 422)]
    [InlineData("resourceVersion=5&resourceVersionMatch=Newest", 422)]
    [InlineData("resourceVersion=0&resourceVersionMatch=Exact", 422)]
    [InlineData("continue=nonsense", 400)]
    [InlineData("resourceVersion=0&resourceVersionMatch=NotOlderThan", 200)]
    public async Task Options_that_contradict_each_other_are_refused(string query, int code) => Assert.Equal(code, (await sandbox.GetAsync($"{Secrets}?{query}")).Code);

    private static string Token(Answer answer) => answer.Meta.Text("continue")!.Value;

    private async Task ThreeAsync(string name)
    {
        for (var i = 1; i <= 3; i++)
            Assert.Equal(201, (await sandbox.PostAsync(Secrets, $$"""{"apiVersion":"v1","kind":"Secret","metadata":{"name":"{{name}}-{{i}}"} }""")).Code);
    }
}
