using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Reconciler.Kube;
using Reconciler.Objects;

namespace Reconciler.Kubernetes.Tests.Streams;

public sealed class WatchTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    private readonly ConcurrentQueue<string> _requests = new();

    [Fact]
    public async Task A_streaming_list_is_told_as_a_whole_and_then_event_by_event()
    {
        await using var server = await Server(async (context, _) =>
        {
            await Send(context, Event("ADDED", "a", 1), Event("ADDED", "b", 2), ListEnd(3), Event("MODIFIED", "a", 4), Event("DELETED", "b", 5), Event("ADDED", "c", 6), Bookmark(7));
            await Hold(context);
        });
        var events = await Take(server, 5);
        Assert.Equal(["listed a,b @3", "changed a", "deleted b", "new c", "bookmark 7"], events);
        Assert.Contains("sendInitialEvents=true&resourceVersionMatch=NotOlderThan", Assert.Single(_requests), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_ends_is_taken_up_where_it_was()
    {
        await using var server = await Server(async (context, number) =>
        {
            if (number == 1)
            {
                await Send(context, ListEnd(3), Event("ADDED", "a", 4));
                await context.Response.WriteAsync("{\"type\":\"ADDED\",\"obj");
                // what was sent just before a connection is cut may never arrive
                await Task.Delay(500);
                context.Abort();
                return;
            }
            await Send(context, Event("ADDED", "b", 5));
            await Hold(context);
        });
        Assert.Equal(["listed  @3", "new a", "new b"], await Take(server, 3));
        Assert.Contains("resourceVersion=4&", _requests.Last(), StringComparison.Ordinal);
        Assert.DoesNotContain("sendInitialEvents", _requests.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_version_that_is_too_old_is_listed_anew_whether_told_inside_a_200_or_not()
    {
        await using var server = await Server(async (context, number) =>
        {
            switch (number)
            {
                case 1:
                    await Send(context, ListEnd(3), """{"type":"ERROR","object":{"kind":"Status","apiVersion":"v1","status":"Failure","message":"too old resource version: 3 (9)","reason":"Expired","code":410}}""");
                    break;
                case 2:
                    await Send(context, Event("ADDED", "a", 8), ListEnd(9));
                    break;
                case 3:
                    await context.Status(410, "Expired", "too old");
                    break;
                default:
                    await Send(context, ListEnd(20));
                    await Hold(context);
                    break;
            }
        });
        Assert.Equal(["listed  @3", "listed a @9", "listed  @20"], await Take(server, 3));
    }

    [Fact]
    public async Task Silence_is_not_trusted()
    {
        await using var server = await Server(async (context, number) =>
        {
            await Send(context, ListEnd(number));
            await Hold(context);
        });
        Assert.Equal(["listed  @1", "listed  @2"], await Take(server, 2, TimeSpan.FromMilliseconds(300)));
    }

    [Fact]
    public async Task A_watch_is_listed_anew_when_it_is_old()
    {
        await using var server = await Server(async (context, number) =>
        {
            await Send(context, ListEnd(number * 100));
            for (var i = 1; i < 100 && !context.RequestAborted.IsCancellationRequested; i++)
            {
                await Send(context, Bookmark((number * 100) + i));
                await Task.Delay(20);
            }
        });
        var events = await Take(server, 20, age: TimeSpan.FromMilliseconds(100));
        Assert.Contains("listed  @200", events);
    }

    [Fact]
    public async Task A_server_without_streaming_lists_is_listed_and_watched()
    {
        await using var server = await Server(async (context, _) =>
        {
            if (context.Request.Query.ContainsKey("sendInitialEvents"))
            {
                await context.Status(422, "Invalid", "sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled");
            }
            else if (context.Request.Query.ContainsKey("watch"))
            {
                await Send(context, Event("MODIFIED", "a", 13));
                await Hold(context);
            }
            else
            {
                await context.Json(200, """{"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"12"},"items":[{"metadata":{"name":"a"}}]}""");
            }
        });
        Assert.Equal(["listed a @12", "changed a"], await Take(server, 2));
        Assert.Contains("resourceVersion=12&", _requests.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_does_not_know_streaming_lists_at_all_is_found_out()
    {
        await using var server = await Server(async (context, _) =>
        {
            if (!context.Request.Query.ContainsKey("watch"))
            {
                await context.Json(200, """{"metadata":{"resourceVersion":"12"},"items":[]}""");
                return;
            }
            await Send(context, Event("ADDED", "a", 5), Bookmark(13));
            await Hold(context);
        });
        Assert.Equal("listed  @12", (await Take(server, 1))[0]);
    }

    [Fact]
    public async Task What_is_forbidden_is_told_and_tried_again()
    {
        await using var server = await Server(async (context, number) =>
        {
            if (number < 3)
            {
                await context.Status(403, "Forbidden", "pods is forbidden: User \\\"jane\\\" cannot watch resource \\\"pods\\\"");
                return;
            }
            await Send(context, ListEnd(1));
            await Hold(context);
        });
        Assert.Equal(["interrupted Forbidden", "interrupted Forbidden", "listed  @1"], await Take(server, 3));
    }

    [Fact]
    public async Task Cancelling_ends_it()
    {
        await using var server = await Server(async (context, _) =>
        {
            await Send(context, ListEnd(1));
            await Hold(context);
        });
        using var client = server.Client();
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in client.Watches.Watch(new WatchRequest(KubeResource.Pods), stop.Token)) await stop.CancelAsync();
        });
    }

    private static async Task<List<string>> Take(RawServer server, int count, TimeSpan? silence = null, TimeSpan? age = null)
    {
        using var client = server.Client();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var request = new WatchRequest(KubeResource.Pods) { Namespace = "shop", Silence = silence ?? Long, Age = age ?? Long };
        var told = new List<string>();
        await foreach (var happened in client.Watches.Watch(request, limit.Token))
        {
            told.Add(Tell(happened));
            if (told.Count == count) break;
        }
        return told;
    }

    private static string Tell(WatchEvent happened) => happened switch
    {
        WatchEvent.Listed listed => $"listed {string.Join(',', listed.Items.Select(Name))} @{listed.ResourceVersion}",
        WatchEvent.Changed { IsNew: true } added => $"new {Name(added.Body)}",
        WatchEvent.Changed changed => $"changed {Name(changed.Body)}",
        WatchEvent.Deleted deleted => $"deleted {Name(deleted.Body)}",
        WatchEvent.Bookmark bookmark => $"bookmark {bookmark.ResourceVersion}",
        WatchEvent.Interrupted interrupted => $"interrupted {interrupted.Error.GetType().Name}",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static string? Name(MapNode body) => body.Map("metadata").Text("name")?.Value;

    private Task<RawServer> Server(Func<HttpContext, int, Task> answer) => RawServer.Start(context =>
    {
        _requests.Enqueue(context.Request.QueryString.Value!);
        context.Response.ContentType = "application/json";
        return answer(context, _requests.Count);
    });

    private static async Task Send(HttpContext context, params string[] lines)
    {
        foreach (var line in lines) await context.Response.WriteAsync(line + "\n");
        await context.Response.Body.FlushAsync();
    }

    private static Task Hold(HttpContext context) => Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);

    private static string Event(string type, string name, int version) =>
        string.Create(CultureInfo.InvariantCulture, $$$"""{"type":"{{{type}}}","object":{"kind":"Pod","apiVersion":"v1","metadata":{"name":"{{{name}}}","resourceVersion":"{{{version}}}"} } }""");

    private static string Bookmark(int version) =>
        string.Create(CultureInfo.InvariantCulture, $$$"""{"type":"BOOKMARK","object":{"kind":"Pod","apiVersion":"v1","metadata":{"resourceVersion":"{{{version}}}"} } }""");

    private static string ListEnd(int version) =>
        string.Create(CultureInfo.InvariantCulture, $$$"""{"type":"BOOKMARK","object":{"kind":"Pod","apiVersion":"v1","metadata":{"resourceVersion":"{{{version}}}","annotations":{"k8s.io/initial-events-end":"true"} } } }""");
}
