using System.Globalization;
using Reconciler.Objects;
using Reconciler.Sandbox.Api;
using Reconciler.Sandbox.Life.Pods;
using Reconciler.Sandbox.Routes;
using Reconciler.Sandbox.Server;
using Reconciler.Sandbox.Storage;

namespace Reconciler.Sandbox.Life.Content;

/// <summary>
/// Answers pods/exec and pods/attach over WebSockets: the one runs a command, the other shows what the container says from now on and lets it read. The older SPDY
/// protocol isn't spoken; kubectl uses WebSockets since 1.31.
/// </summary>
internal sealed class PodExec(Func<Cluster> cluster, Transcripts transcripts, bool isAttach)
{
    private static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(5);

    public async Task AnswerAsync(ResourceCall call)
    {
        if (cluster().State.Find(call.Resource.Place(call.Namespace, call.Name)) is not { } stored)
        {
            await Answers.StatusAsync(call.Context, Refusals.NotFound(call.Resource, call.Name));
            return;
        }
        // a WebSocket is opened by a GET, which alone must not be enough
        var asked = new AccessRequest(call.User, "create") { Version = "v1", Resource = "pods", Subresource = isAttach ? "attach" : "exec", Namespace = call.Namespace, Name = call.Name };
        if (cluster().Hooks.Authorize(asked) is { IsAllowed: false } denied)
        {
            await Answers.StatusAsync(call.Context, AccessRefusal.Of(asked, denied.Reason));
            return;
        }
        var (name, problem) = LogOptions.Choose(stored.Body, call.Context.Request.Query["container"].ToString());
        if ((problem ?? Problem(call, stored.Body, name)) is { } refusal)
        {
            await Answers.StatusAsync(call.Context, refusal);
            return;
        }
        using var socket = await ChannelSocket.AcceptAsync(call.Context);
        if (socket is null) await Answers.StatusAsync(call.Context, Refusals.BadRequest("unable to upgrade: the protocols v5.channel.k8s.io and v4.channel.k8s.io are spoken here"));
        else await RunAsync(call, stored.Body, name, socket);
    }

    private ApiStatus? Problem(ResourceCall call, MapNode pod, string name)
    {
        var query = call.Context.Request.Query;
        if (!isAttach && query["command"].Count == 0) return Refusals.BadRequest("you must specify at least 1 command for the container");
        if (!new[] { "stdin", "stdout", "stderr" }.Any(stream => query[stream].ToString() is "true" or "1")) return Refusals.BadRequest("you must specify at least 1 of stdin, stdout, stderr");
        if (pod.IsFinished()) return new ApiStatus(500, "InternalError", $"Internal error occurred: cannot {(isAttach ? "attach to" : "exec into")} a container in a completed pod; current phase is {pod.Phase()}");
        if (LogLines.Find(pod, name).Status.Map("state").Map("running") is null) return new ApiStatus(500, "InternalError", $"Internal error occurred: unable to upgrade connection: container not found (\"{name}\")");
        return ChannelSocket.IsWanted(call.Context) ? null : Refusals.BadRequest("unable to upgrade: the sandbox speaks exec over WebSockets only; use kubectl 1.31 or newer");
    }

    private async Task RunAsync(ResourceCall call, MapNode pod, string name, ChannelSocket socket)
    {
        var query = call.Context.Request.Query;
        var isTerminal = query["tty"].ToString() is "true" or "1";
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(call.Context.RequestAborted, cluster().Stopping);
        var receiving = socket.ReceiveAsync(cancel.Token);
        // an empty message tells that the connection stands
        await socket.SendAsync(ChannelSocket.Output, []);
        var hasInput = query["stdin"].ToString() is "true" or "1";
        bool IsWanted(string stream) => query[stream].ToString() is "true" or "1";
        MapNode? Found(string resource, string wanted) => cluster().State.Find(new ObjectPlace(resource, call.Namespace, wanted))?.Body;
        var container = LogLines.Find(pod, name).Spec!;
        var streams = new ShellStreams(
            hasInput ? socket.ReadAsync : _ => ValueTask.FromResult<byte[]?>(null),
            bytes => IsWanted("stdout") ? socket.SendAsync(ChannelSocket.Output, bytes) : Task.CompletedTask,
            bytes => isTerminal && IsWanted("stdout") ? socket.SendAsync(ChannelSocket.Output, bytes) : IsWanted("stderr") ? socket.SendAsync(ChannelSocket.Error, bytes) : Task.CompletedTask)
        {
            Size = () => socket.Size,
            File = path => ContainerFiles.Read(pod, container, path, Found),
        };
        try
        {
            var code = 0;
            if (!isAttach) code = await ContainerSession.RunAsync(ContainerEnvironment.Of(pod, container, Found), [.. query["command"].OfType<string>()], streams, isTerminal, cluster().Time, cancel.Token);
            else if (hasInput && new ContainerSession(cluster(), transcripts).TryStart(call, pod, name, streams, out var running)) await running;
            else await new PodLogs(cluster, transcripts).AttachAsync(call, name, streams, cancel.Token);
            await socket.SendAsync(ChannelSocket.Status, NodeJson.ToUtf8(Result(code)));
            await socket.CloseAsync();
            await receiving.WaitAsync(Goodbye, TimeProvider.System, CancellationToken.None);
        }
        catch (Exception problem) when (problem is OperationCanceledException or TimeoutException)
        {
            // the caller has gone
        }
        finally
        {
            await cancel.CancelAsync();
            await receiving;
        }
    }

    /// <summary>How a command ended, as the last channel says it.</summary>
    internal static MapNode Result(int code)
    {
        if (code == 0) return new MapBuilder { ["metadata"] = MapNode.Empty, ["status"] = "Success" }.ToMap();
        var text = code.ToString(CultureInfo.InvariantCulture);
        return new MapBuilder
        {
            ["metadata"] = MapNode.Empty,
            ["status"] = "Failure",
            ["message"] = $"command terminated with non-zero exit code: command terminated with exit code {text}",
            ["reason"] = "NonZeroExitCode",
            ["details"] = new MapBuilder { ["causes"] = ListNode.Of(new MapBuilder { ["reason"] = "ExitCode", ["message"] = text }!) },
        }.ToMap();
    }
}
