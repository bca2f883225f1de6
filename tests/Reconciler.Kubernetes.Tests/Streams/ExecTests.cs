using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Reconciler.Kube;
using Reconciler.Kubernetes.Streams;
using Reconciler.Kubernetes.Verbs;

namespace Reconciler.Kubernetes.Tests.Streams;

public sealed class ExecTests
{
    private static readonly ExecRequest Command = new(["sh", "-c", "echo a&b"]) { HasInput = true };

    [Theory]
    [InlineData("v5.channel.k8s.io", true)]
    [InlineData("v4.channel.k8s.io", false)]
    public async Task Input_and_output_go_over_their_channels_in_both_protocols(string protocol, bool closesInput)
    {
        var received = new List<string>();
        string? query = null;
        await using var server = await Server(protocol, async (context, socket) =>
        {
            query = context.Request.QueryString.Value;
            await Send(socket, 1, "");
            var count = closesInput ? 3 : 2;
            for (var i = 0; i < count; i++) received.Add(await Receive(socket));
            await Send(socket, 1, "out");
            await Send(socket, 2, "err");
            await Send(socket, 3, """{"metadata":{},"status":"Success"}""");
        });
        using var client = server.Client();
        Assert.True((await client.Pods.Exec("shop", "web-1", Command, default)).TryGet(out var session, out _));
        using (session)
        {
            await session.Write("hello"u8.ToArray(), default);
            await session.Resize(80, 24, default);
            Assert.Equal(closesInput, await session.CloseInput(default));
            Assert.Equal(["out: out", "err: err", "exit 0"], await Events(session));
        }
        Assert.Equal(["0:hello", """4:{"Width":80,"Height":24}"""], received.Take(2));
        if (closesInput) Assert.Equal("255:\0", received[2]);
        Assert.Contains("command=sh&command=-c&command=echo%20a%26b", query, StringComparison.Ordinal);
        Assert.Contains("stdin=true", query, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"status":"Failure","reason":"NonZeroExitCode","message":"command terminated with non-zero exit code","details":{"causes":[{"reason":"ExitCode","message":"42"}]}}""", "exit 42")]
    [InlineData("""{"status":"Failure","reason":"InternalError","message":"no such container","code":500}""", "failed ServerFailed no such container")]
    [InlineData("what?", "failed ConnectionFailed")]
    [InlineData(null, "failed ConnectionFailed")]
    public async Task How_the_command_ended_is_told(string? status, string told)
    {
        await using var server = await Server("v5.channel.k8s.io", (_, socket) => status is null ? Task.CompletedTask : Send(socket, 3, status));
        using var client = server.Client();
        Assert.True((await client.Pods.Exec("shop", "web-1", Command, default)).TryGet(out var session, out _));
        using (session) Assert.StartsWith(told, Assert.Single(await Events(session)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_large_output_arrives_whole()
    {
        var large = new string('x', 300_000);
        await using var server = await Server("v5.channel.k8s.io", async (_, socket) =>
        {
            await Send(socket, 1, large);
            await Send(socket, 3, """{"status":"Success"}""");
        });
        using var client = server.Client();
        Assert.True((await client.Pods.Exec("shop", "web-1", Command, default)).TryGet(out var session, out _));
        using (session) Assert.Equal([$"out: {large}", "exit 0"], await Events(session));
    }

    [Fact]
    public async Task A_refused_command_is_told_with_the_servers_own_words_and_not_tried_again()
    {
        var count = 0;
        await using var server = await RawServer.Start(context =>
        {
            count++;
            return context.Status(403, "Forbidden", "pods \\\"web-1\\\" is forbidden: User \\\"jane\\\" cannot create resource \\\"pods/exec\\\"");
        });
        using var client = server.Client();
        var error = Assert.IsType<KubeError.Forbidden>((await client.Pods.Exec("shop", "web-1", Command, default)).Error);
        Assert.Contains("pods/exec", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, count);
    }

    [Fact]
    public async Task A_server_that_does_not_switch_is_told()
    {
        await using var server = await RawServer.Start(context => context.Json(200, "{}"));
        using var client = server.Client();
        Assert.IsType<KubeError.Unexpected>((await client.Pods.Exec("shop", "web-1", Command, default)).Error);
    }

    [Fact]
    public async Task A_log_comes_line_by_line()
    {
        string? query = null;
        await using var server = await RawServer.Start(async context =>
        {
            query = context.Request.QueryString.Value;
            await context.Response.WriteAsync("first\r\nsecond é\n\nlast");
        });
        using var client = server.Client();
        var request = new LogRequest { Container = "web", Follow = true, TailLines = 10, Since = TimeSpan.FromMinutes(1), Previous = true };
        Assert.True((await client.Pods.Logs("shop", "web-1", request, default)).TryGet(out var log, out _));
        using (log)
        {
            var lines = new List<string>();
            await foreach (var line in log.Lines()) lines.Add(line);
            Assert.Equal(["first", "second é", "", "last"], lines);
        }
        Assert.Equal("?container=web&follow=true&tailLines=10&sinceSeconds=60&previous=true", query);
    }

    [Fact]
    public async Task A_pods_own_refusal_is_its_answer_and_the_servers_is_an_error()
    {
        await using var server = await RawServer.Start(context => context.Request.Path.Value!.EndsWith("/health", StringComparison.Ordinal)
            ? context.Text(503, "not yet")
            : context.Status(404, "NotFound", "pods \\\"web-1\\\" not found"));
        using var client = server.Client();
        Assert.True((await client.Pods.ProxyPod("shop", "web-1", 8080, "/health", default)).TryGet(out var answer, out _));
        Assert.Equal((503, "not yet"), (answer.Status, Encoding.UTF8.GetString(answer.Body.Span)));
        Assert.IsType<KubeError.NotFound>((await client.Pods.ProxyService("shop", "web", "http", "other", default)).Error);
    }

    private static async Task<List<string>> Events(ExecSession session)
    {
        var events = new List<string>();
        await foreach (var happened in session.Events())
        {
            events.Add(happened switch
            {
                ExecEvent.Output output => $"out: {Encoding.UTF8.GetString(output.Bytes.Span)}",
                ExecEvent.ErrorOutput output => $"err: {Encoding.UTF8.GetString(output.Bytes.Span)}",
                ExecEvent.Exited exited => $"exit {exited.Code}",
                ExecEvent.Failed failed => $"failed {failed.Error.GetType().Name} {failed.Error.Message}",
                _ => throw new System.Diagnostics.UnreachableException(),
            });
        }
        return events;
    }

    private static Task<RawServer> Server(string protocol, Func<HttpContext, WebSocket, Task> run) => RawServer.Start(async context =>
    {
        Assert.Equal(["v5.channel.k8s.io", "v4.channel.k8s.io"], context.WebSockets.WebSocketRequestedProtocols);
        using var socket = await context.WebSockets.AcceptWebSocketAsync(protocol);
        await run(context, socket);
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, default);
    });

    private static Task Send(WebSocket socket, byte channel, string text) =>
        socket.SendAsync(new byte[] { channel }.Concat(Encoding.UTF8.GetBytes(text)).ToArray(), WebSocketMessageType.Binary, true, default);

    private static async Task<string> Receive(WebSocket socket)
    {
        var buffer = new byte[1000];
        var result = await socket.ReceiveAsync(buffer, default);
        return $"{buffer[0]}:{Encoding.UTF8.GetString(buffer, 1, result.Count - 1)}";
    }
}
