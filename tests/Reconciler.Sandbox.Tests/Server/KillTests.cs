using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Reconciler.Objects;
using Reconciler.Sandbox.Server;
using Reconciler.Sandbox.Storage;

namespace Reconciler.Sandbox.Tests.Server;

public sealed class KillTests
{
    [Fact]
    public async Task A_sandbox_that_is_killed_during_applies_keeps_every_answered_one()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("sandbox.db");
        var answered = new ConcurrentDictionary<string, long>();
        var count = 0;
        var (process, address) = await ServeProcess.StartAsync(path);
        using (process)
        using (var client = TestServer.ClientOf(address))
        {
            var applies = Parallel.ForEachAsync(Enumerable.Range(0, 1000), new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (i, _) =>
            {
                if (await ApplyAsync(client, $"kept-{i}") is not { } version) return;
                answered[$"kept-{i}"] = version;
                if (Interlocked.Increment(ref count) == 400) process.Kill();
            });
            await applies;
        }
        Assert.InRange(answered.Count, 400, 999);

        await using var store = ObjectStore.Open(path);
        var state = store.State;
        foreach (var (name, version) in answered)
            Assert.Equal(version, state.Find(new ObjectPlace("configmaps", "default", name))?.Revision);
        Assert.True(state.Revision >= answered.Values.Max());
        var next = await store.WriteAsync(transaction => transaction.Put(new ObjectPlace("configmaps", "default", "after"), new MapBuilder { ["metadata"] = new MapBuilder { ["name"] = "after" } }.ToMap()));
        Assert.True(next.Revision > answered.Values.Max());
    }

    [Fact]
    public async Task A_second_process_takes_over_file_and_address_of_one_that_is_killed()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("sandbox.db");
        var (process, address) = await ServeProcess.StartAsync(path);
        using (process)
        {
            await using var second = await SandboxLauncher.StartAsync(new SandboxOptions(path));
            Assert.Null(second.Server);
            Assert.Equal(address.Server, second.Address.Server);
            using var client = TestServer.ClientOf(second.Address);
            Assert.NotNull(await ApplyAsync(client, "before"));

            process.Kill();
            await TestServer.Eventually(() => Task.FromResult(second.Server is not null));
            Assert.Equal(address.Server, second.Address.Server);
            await TestServer.Eventually(async () => await ApplyAsync(client, "after") is not null);
            using var read = await client.GetAsync(new Uri("/api/v1/namespaces/default/configmaps/before", UriKind.Relative));
            Assert.Equal(200, (int)read.StatusCode);
        }
    }

    /// <summary>The resourceVersion that the server answered, or null where it didn't answer.</summary>
    private static async Task<long?> ApplyAsync(HttpClient client, string name)
    {
        var body = $$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{name}}"},"data":{"a":"1"} }""";
        using var request = new HttpRequestMessage(HttpMethod.Patch, $"/api/v1/namespaces/default/configmaps/{name}?fieldManager=tests")
        {
            Version = new Version(2, 0),
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue("application/apply-patch+yaml") } },
        };
        try
        {
            using var response = await client.SendAsync(request);
            if (!response.IsSuccessStatusCode) return null;
            var answer = (MapNode)NodeJson.Read(await response.Content.ReadAsByteArrayAsync());
            return long.Parse(answer.Map("metadata").Text("resourceVersion")!.Value, CultureInfo.InvariantCulture);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
