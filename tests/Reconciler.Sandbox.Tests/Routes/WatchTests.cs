using System.Text;
using Reconciler.Objects;
using Reconciler.Sandbox.Tests.Server;

namespace Reconciler.Sandbox.Tests.Routes;

public sealed class WatchTests(TestServer sandbox) : IClassFixture<TestServer>
{
    private const string Secrets = "/api/v1/namespaces/default/secrets";

    [Fact]
    public async Task A_watch_goes_on_from_a_version()
    {
        var start = await CreateAsync("seen");
        await sandbox.MergeAsync($"{Secrets}/seen", """{"stringData":{"a":"1"}}""");
        await sandbox.DeleteAsync($"{Secrets}/seen");
        var events = await ReadAsync($"{Secrets}?watch=1&resourceVersion={start.Version}&fieldSelector=metadata.name%3Dseen", 2);
        Assert.Equal(["MODIFIED", "DELETED"], events.Select(Type));
        Assert.All(events, item => Assert.Equal("Secret", item.Map("object").Text("kind")?.Value));
    }

    [Fact]
    public async Task A_watch_without_a_version_begins_with_what_is_there()
    {
        await CreateAsync("there");
        var events = await ReadAsync($"{Secrets}?watch=1&fieldSelector=metadata.name%3Dthere", 1);
        Assert.Equal("ADDED", Type(events[0]));
    }

    [Fact]
    public async Task An_object_that_leaves_the_filter_is_deleted_for_the_watch()
    {
        var start = await CreateAsync("leaving", """{"team":"a"}""");
        await sandbox.MergeAsync($"{Secrets}/leaving", """{"metadata":{"labels":{"team":"b"}}}""");
        await sandbox.MergeAsync($"{Secrets}/leaving", """{"metadata":{"labels":{"team":"a"}}}""");
        var events = await ReadAsync($"{Secrets}?watch=1&resourceVersion={start.Version}&labelSelector=team%3Da", 2);
        Assert.Equal(["DELETED", "ADDED"], events.Select(Type));
        Assert.Equal("a", events[0].Map("object").Map("metadata").Map("labels").Text("team")?.Value);
    }

    [Fact]
    public async Task A_watch_from_what_was_compacted_is_answered_200_and_an_error_410()
    {
        var events = await ReadAsync($"{Secrets}?watch=1&resourceVersion=1", 1);
        Assert.Equal("ERROR", Type(events[0]));
        Assert.Equal(410, events[0].Map("object").Int("code")?.Value);
        Assert.Equal("Expired", events[0].Map("object").Text("reason")?.Value);
    }

    [Fact]
    public async Task A_streaming_list_ends_its_first_part_with_a_bookmark()
    {
        await CreateAsync("streamed");
        var events = await ReadAsync($"{Secrets}?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&fieldSelector=metadata.name%3Dstreamed", 2);
        Assert.Equal(["ADDED", "BOOKMARK"], events.Select(Type));
        Assert.Equal("true", events[1].Map("object").Map("metadata").Map("annotations").Text("k8s.io/initial-events-end")?.Value);
    }

    [Fact]
    public async Task A_streaming_list_needs_its_match() => Assert.Equal(422, (await sandbox.GetAsync($"{Secrets}?watch=1&sendInitialEvents=true")).Code);

    [Fact]
    public async Task A_watch_from_the_future_stays_silent_until_its_time_is_over()
    {
        await CreateAsync("now");
        var events = await ReadAsync($"{Secrets}?watch=1&resourceVersion=99999999&timeoutSeconds=1", 1);
        Assert.Empty(events);
    }

    [Fact]
    public async Task A_watched_table_sends_its_columns_once()
    {
        var start = await CreateAsync("row");
        await sandbox.MergeAsync($"{Secrets}/row", """{"stringData":{"a":"1"}}""");
        await sandbox.MergeAsync($"{Secrets}/row", """{"stringData":{"a":"2"}}""");
        var events = await ReadAsync($"{Secrets}?watch=1&resourceVersion={start.Version}&fieldSelector=metadata.name%3Drow", 2, "application/json;as=Table;v=v1;g=meta.k8s.io");
        Assert.NotEmpty(events[0].Map("object").Maps("columnDefinitions"));
        Assert.Empty(events[1].Map("object").Maps("columnDefinitions"));
    }

    private static string Type(MapNode item) => item.Text("type")!.Value;

    private async Task<Answer> CreateAsync(string name, string labels = "{}")
    {
        var answer = await sandbox.PostAsync(Secrets, $$"""{"apiVersion":"v1","kind":"Secret","metadata":{"name":"{{name}}","labels":{{labels}} } }""");
        Assert.Equal(201, answer.Code);
        return answer;
    }

    /// <summary>The first events of a watch, fewer where it ends before.</summary>
    private async Task<List<MapNode>> ReadAsync(string path, int count, string accept = "application/json")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Version = new Version(2, 0) };
        request.Headers.TryAddWithoutValidation("Accept", accept);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var response = await sandbox.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
        Assert.Equal(200, (int)response.StatusCode);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(limit.Token));
        var events = new List<MapNode>();
        while (events.Count < count && await reader.ReadLineAsync(limit.Token) is { } line) events.Add((MapNode)NodeJson.Read(Encoding.UTF8.GetBytes(line)));
        return events;
    }
}
