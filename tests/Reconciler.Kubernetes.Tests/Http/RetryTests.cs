using Microsoft.AspNetCore.Http;
using Reconciler.Kube;
using Reconciler.Kubernetes.Http;
using Reconciler.Objects;

namespace Reconciler.Kubernetes.Tests.Http;

public sealed class RetryTests
{
    private static readonly KubeResource ConfigMaps = new("", "v1", "ConfigMap", "configmaps", true);
    private static readonly ObjectAddress Address = new(ConfigMaps, "shop", "web");
    private static readonly WriteOptions Options = new("test");

    [Theory]
    [InlineData(429, "TooManyRequests", 4)]
    [InlineData(503, "ServiceUnavailable", 4)]
    [InlineData(504, "Timeout", 4)]
    [InlineData(500, "InternalError", 4)]
    [InlineData(500, null, 1)]
    [InlineData(404, "NotFound", 1)]
    [InlineData(409, "Conflict", 1)]
    [InlineData(403, "Forbidden", 1)]
    public async Task A_read_is_tried_again_where_that_can_help(int status, string? reason, int requests)
    {
        var count = 0;
        await using var server = await RawServer.Start(context =>
        {
            count++;
            return context.Status(status, reason, "no");
        });
        using var client = server.Client();
        Assert.NotNull((await client.Objects.Get(Address, default)).Error);
        Assert.Equal(requests, count);
    }

    [Theory]
    [InlineData(429, "TooManyRequests", 4)]
    [InlineData(503, "ServiceUnavailable", 1)]
    [InlineData(504, "Timeout", 1)]
    [InlineData(500, "InternalError", 1)]
    public async Task A_create_is_only_tried_again_where_it_surely_was_not_done(int status, string? reason, int requests)
    {
        var count = 0;
        await using var server = await RawServer.Start(context =>
        {
            count++;
            return context.Status(status, reason, "no");
        });
        using var client = server.Client();
        Assert.NotNull((await client.Objects.Create(ConfigMaps, Body(null), Options, default)).Error);
        Assert.Equal(requests, count);
    }

    [Fact]
    public async Task Who_gives_up_while_the_connection_breaks_hears_that_it_gave_up()
    {
        await using var server = await RawServer.Start(context => context.Status(200, null, "yes"));
        using var http = new KubeHttp(server.Access(), RawServer.Impatient, TimeProvider.System, new Jitter(new Random(1)));
        using var end = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => http.Send<int>(new KubeRequest(HttpMethod.Get, "/api") { Subject = "it" }, (_, _) =>
        {
            end.Cancel();
            throw new IOException("cut");
        }, end.Token));
    }

    [Theory]
    [InlineData(null, 1)]
    [InlineData("1234", 4)]
    public async Task An_apply_whose_answer_is_lost_is_only_tried_again_with_a_UID(string? uid, int requests)
    {
        var count = 0;
        await using var server = await RawServer.Start(context =>
        {
            count++;
            context.Abort();
            return Task.CompletedTask;
        });
        using var client = server.Client();
        var answer = await client.Objects.Apply(Address, Body(uid), Options, default);
        Assert.True(Assert.IsType<KubeError.ConnectionFailed>(answer.Error).IsSent);
        Assert.Equal(requests, count);
    }

    [Fact]
    public async Task A_dry_run_and_a_deletion_with_a_UID_are_tried_again()
    {
        var count = 0;
        await using var server = await RawServer.Start(context =>
        {
            count++;
            return context.Status(503, "ServiceUnavailable", "no");
        });
        using var client = server.Client();
        await client.Objects.Apply(Address, Body(null), Options with { IsDryRun = true }, default);
        Assert.Equal(4, count);
        await client.Objects.Delete(Address, new DeleteOptions(Propagation.Background) { Uid = "1" }, default);
        Assert.Equal(8, count);
        await client.Objects.Delete(Address, new DeleteOptions(Propagation.Background), default);
        Assert.Equal(9, count);
    }

    [Fact]
    public async Task Trouble_that_passes_is_not_seen()
    {
        var count = 0;
        await using var server = await RawServer.Start(context => ++count < 3 ? context.Status(503, "ServiceUnavailable", "no") : context.Json(200, "{\"kind\":\"ConfigMap\"}"));
        using var client = server.Client();
        Assert.True((await client.Objects.Get(Address, default)).TryGet(out _, out _));
    }

    [Fact]
    public async Task The_server_says_how_long_to_wait()
    {
        var times = new List<long>();
        await using var server = await RawServer.Start(context =>
        {
            times.Add(TimeProvider.System.GetTimestamp());
            context.Response.Headers.RetryAfter = "1";
            return times.Count == 1 ? context.Status(429, "TooManyRequests", "no") : context.Json(200, "{}");
        });
        using var client = server.Client();
        Assert.Null((await client.Objects.Get(Address, default)).Error);
        Assert.InRange(TimeProvider.System.GetElapsedTime(times[0], times[1]).TotalSeconds, 0.95, 30);
    }

    [Fact]
    public async Task An_eviction_that_a_budget_forbids_is_not_tried_again()
    {
        var count = 0;
        await using var server = await RawServer.Start(context =>
        {
            count++;
            return context.Status(429, "TooManyRequests", "no", """{"causes":[{"reason":"DisruptionBudget","message":"no"}]}""");
        });
        using var client = server.Client();
        Assert.IsType<KubeError.BudgetBlocked>((await client.Pods.Evict("shop", "web", new DeleteOptions(Propagation.Background), default)).Error);
        Assert.Equal(1, count);
    }

    [Fact]
    public async Task An_answer_that_breaks_off_is_asked_for_again()
    {
        var count = 0;
        await using var server = await RawServer.Start(async context =>
        {
            if (++count > 1)
            {
                await context.Json(200, "{\"kind\":\"ConfigMap\"}");
                return;
            }
            context.Response.ContentLength = 1000;
            await context.Response.WriteAsync("{\"kind\"");
            context.Abort();
        });
        using var client = server.Client();
        Assert.Null((await client.Objects.Get(Address, default)).Error);
        Assert.Equal(2, count);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_told_and_nothing_was_sent()
    {
        var server = await RawServer.Start(context => context.Json(200, "{}"));
        using var client = server.Client();
        await server.DisposeAsync();
        var error = Assert.IsType<KubeError.ConnectionFailed>((await client.Objects.Create(ConfigMaps, Body(null), Options, default)).Error);
        Assert.False(error.IsSent);
        Assert.Contains("refused", error.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_callers_limit_ends_the_waiting()
    {
        await using var server = await RawServer.Start(context => Task.Delay(TimeSpan.FromMinutes(1), TimeProvider.System, context.RequestAborted));
        using var client = server.Client();
        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.Objects.Get(Address, limit.Token));
    }

    [Fact]
    public async Task Warnings_are_collected()
    {
        await using var server = await RawServer.Start(context =>
        {
            context.Response.Headers.Append("Warning", "299 - \"would violate PodSecurity \\\"restricted:latest\\\": x, y\"");
            context.Response.Headers.Append("Warning", "299 - \"first\", 299 - \"second\" \"Tue, 15 Nov 1994 08:12:31 GMT\"");
            context.Response.Headers.Append("Warning", "199 - \"not for us\"");
            return context.Json(200, "{}");
        });
        using var client = server.Client();
        Assert.Equal(["would violate PodSecurity \"restricted:latest\": x, y", "first", "second"], (await client.Objects.Get(Address, default)).Warnings.AsEnumerable());
    }

    [Fact]
    public async Task An_answer_that_is_no_JSON_is_told()
    {
        await using var server = await RawServer.Start(context => context.Text(200, "hello"));
        using var client = server.Client();
        Assert.IsType<KubeError.Unexpected>((await client.Objects.Get(Address, default)).Error);
    }

    private static MapNode Body(string? uid) =>
        new MapBuilder { ["apiVersion"] = "v1", ["kind"] = "ConfigMap", ["metadata"] = new MapBuilder { ["name"] = "web", ["namespace"] = "shop", ["uid"] = uid } }.ToMap();
}
