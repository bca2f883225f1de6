using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Reconciler.Kube;
using Reconciler.Objects;
using Xunit.Abstractions;

namespace Reconciler.Kubernetes.Tests.Verbs;

public sealed class ListTests(ITestOutputHelper output)
{
    private static readonly KubeResource Deployments = new("apps", "v1", "Deployment", "deployments", true);

    private readonly ConcurrentQueue<string> _requests = new();

    [Fact]
    public async Task Chunks_are_put_together_and_items_know_what_they_are()
    {
        await using var server = await Server(query => query.Contains("continue=x%2Fy", StringComparison.Ordinal)
            ? (200, """{"kind":"DeploymentList","metadata":{"resourceVersion":"7"},"items":[{"metadata":{"name":"b"}}]}""")
            : (200, """{"items":[{"metadata":{"name":"a"}}],"metadata":{"resourceVersion":"7","continue":"x/y"}}"""));
        var list = await List(server, new ListRequest(Deployments) { Namespace = "shop", LabelSelector = "a=b,c", FieldSelector = "metadata.name!=x", ChunkSize = 1 });
        Assert.Equal(("7", 2), (list.ResourceVersion, list.Items.Length));
        Assert.All(list.Items, item => Assert.Equal(("apps/v1", "Deployment"), (item.Text("apiVersion")!.Value, item.Text("kind")!.Value)));
        Assert.Equal(["?labelSelector=a%3Db%2Cc&fieldSelector=metadata.name%21%3Dx&limit=1", "?labelSelector=a%3Db%2Cc&fieldSelector=metadata.name%21%3Dx&limit=1&continue=x%2Fy"], _requests);
    }

    [Fact]
    public async Task A_list_whose_moment_has_gone_is_begun_again_in_one_piece()
    {
        await using var server = await Server(query => query switch
        {
            _ when query.Contains("continue", StringComparison.Ordinal) => (410, """{"kind":"Status","apiVersion":"v1","reason":"Expired","message":"too old","code":410}"""),
            _ when query.Contains("limit", StringComparison.Ordinal) => (200, """{"items":[{"metadata":{"name":"a"}}],"metadata":{"resourceVersion":"7","continue":"x"}}"""),
            _ => (200, """{"items":[{"metadata":{"name":"a"}},{"metadata":{"name":"b"}}],"metadata":{"resourceVersion":"9"}}"""),
        });
        var list = await List(server, new ListRequest(Deployments));
        Assert.Equal(("9", 2), (list.ResourceVersion, list.Items.Length));
        Assert.Equal(3, _requests.Count);
    }

    [Fact]
    public async Task A_list_that_fails_is_never_an_empty_list()
    {
        await using var server = await Server(query => query.Contains("continue", StringComparison.Ordinal)
            ? (403, """{"kind":"Status","apiVersion":"v1","reason":"Forbidden","message":"pods is forbidden: User \"a\" cannot list","code":403}""")
            : (200, """{"items":[{"metadata":{"name":"a"}}],"metadata":{"continue":"x"}}"""));
        using var client = server.Client();
        Assert.IsType<KubeError.Forbidden>((await client.Objects.List(new ListRequest(Deployments), default)).Error);
    }

    [Fact]
    public async Task Five_thousand_deployments_are_read_fast_and_in_little_memory()
    {
        var body = Encoding.UTF8.GetBytes($$"""{"kind":"DeploymentList","apiVersion":"apps/v1","metadata":{"resourceVersion":"1"},"items":[{{string.Join(',', Enumerable.Range(0, 5000).Select(LargeObjects.Deployment))}}]}""");
        await using var server = await RawServer.Start(async context => await context.Response.Body.WriteAsync(body));
        await List(server, new ListRequest(Deployments));
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var watch = Stopwatch.StartNew();
        var list = await List(server, new ListRequest(Deployments));
        watch.Stop();
        var held = GC.GetTotalMemory(forceFullCollection: true) - before;
        output.WriteLine($"{body.Length / 1e6:0.0} MB in {watch.ElapsedMilliseconds} ms, {held / 1e6:0} MB held");
        Assert.Equal(5000, list.Items.Length);
        Assert.InRange(body.Length / 1e6, 40, 60);
        // The machine of a test may be busy: the bound is looser than the measured number.
        Assert.InRange(watch.ElapsedMilliseconds, 0, 15_000);
        Assert.InRange(held / 1e6, 0, 200);
        GC.KeepAlive(list);
    }

    private static async Task<ObjectList> List(RawServer server, ListRequest request)
    {
        using var client = server.Client();
        Assert.True((await client.Objects.List(request, default)).TryGet(out var list, out var error), error?.ToString());
        return list!;
    }

    private Task<RawServer> Server(Func<string, (int Status, string Json)> answer) => RawServer.Start(context =>
    {
        var query = context.Request.QueryString.Value ?? "";
        _requests.Enqueue(query);
        var (status, json) = answer(query);
        return context.Json(status, json);
    });
}
