using Reconciler.Objects;
using Reconciler.Sandbox.Api;
using Reconciler.Sandbox.Resources;
using Reconciler.Sandbox.Server;
using Reconciler.Sandbox.Storage;

namespace Reconciler.Sandbox.Life.Content;

/// <summary>
/// Runs a container's own command for whoever is connected to it, where it reads from them, and writes down how it ended: the container then
/// has that exit code, and its log what the command wrote.
/// </summary>
internal sealed class ContainerSession(Cluster cluster, Transcripts transcripts)
{
    /// <summary>The code by which a command ends that Ctrl+C has ended.</summary>
    public const int Interrupted = 130;

    /// <summary>Whether the container is one that talks, and nobody talks with it yet. It is run to its end, also when the caller goes, as its input ends then.</summary>
    public bool TryStart(ResourceCall call, MapNode pod, string name, ShellStreams streams, out Task running)
    {
        running = Task.CompletedTask;
        var (spec, status) = LogLines.Find(pod, name);
        MapNode? Found(string resource, string wanted) => cluster.State.Find(new ObjectPlace(resource, call.Namespace, wanted))?.Body;
        if (spec is null || status.Text("containerID")?.Value is not { } container || ContainerScript.Of(pod, spec, Found) is not ContainerScript.Interactive) return false;
        if (transcripts.Begin(container) is not { } transcript) return false;
        running = RunAsync(call, pod, name, Recorded(streams, transcript) with { File = path => ContainerFiles.Read(pod, spec, path, Found) }, ContainerEnvironment.Of(pod, spec, Found), transcript);
        return true;
    }

    /// <summary>A command at a terminal or without one, to its exit code.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<KeyValuePair<string, string>> environment, IReadOnlyList<string> words, ShellStreams streams, bool isTerminal, TimeProvider time, CancellationToken cancel)
    {
        Task Pause(TimeSpan span, CancellationToken stop) => Task.Delay(span, time, stop);
        if (!isTerminal) return await new LittleShell(environment, streams, Pause).RunAsync(words, cancel);
        using var terminal = new PseudoTerminal(streams);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel, terminal.Interrupted);
        var keys = terminal.PumpAsync(ended.Token);
        try
        {
            return await new LittleShell(environment, terminal.Inside, Pause).RunAsync(words, stop.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return Interrupted;
        }
        finally
        {
            await ended.CancelAsync();
            await keys;
        }
    }

    private ShellStreams Recorded(ShellStreams streams, Transcript transcript)
    {
        Func<byte[], Task> Into(Func<byte[], Task> write) => async bytes =>
        {
            transcript.Add(cluster.Now, bytes);
            await write(bytes);
        };
        return streams with { OutAsync = Into(streams.OutAsync), ErrorAsync = Into(streams.ErrorAsync) };
    }

    private async Task RunAsync(ResourceCall call, MapNode pod, string name, ShellStreams streams, IReadOnlyList<KeyValuePair<string, string>> environment, Transcript transcript)
    {
        var spec = LogLines.Find(pod, name).Spec!;
        var code = await RunAsync(environment, ContainerScript.Words(spec, environment), streams, spec.Flag("tty")?.Value == true, cluster.Time, cluster.Stopping);
        transcript.End(cluster.Now);
        await cluster.Store.WriteAsync(transaction =>
        {
            var place = call.Resource.Place(call.Namespace, call.Name);
            if (transaction.Find(place)?.Body is not { } live || live.UidOf() != pod.UidOf()) return false;
            transaction.Put(place, WithEnd(live, name, code));
            return true;
        }, CancellationToken.None);
    }

    private MapNode WithEnd(MapNode pod, string name, int code)
    {
        var status = pod.Map("status")!;
        var containers = status.Maps("containerStatuses").Select(each => each.Text("name")?.Value == name && each.Map("state").Map("running") is { } running ? Ended(each, running, code) : each);
        return pod.With("status", status.With("containerStatuses", ListNode.Of(containers)));
    }

    private MapNode Ended(MapNode status, MapNode running, int code) => status.With("ready", false).With("started", false).With("state", new MapBuilder
    {
        ["terminated"] = new MapBuilder
        {
            ["exitCode"] = code,
            ["reason"] = code == 0 ? "Completed" : "Error",
            ["startedAt"] = running.Text("startedAt")?.Value,
            ["finishedAt"] = Metadata.Time(cluster.Now),
            ["containerID"] = status.Text("containerID")?.Value,
        },
    }!);
}
