using System.Threading.Channels;
using Reconciler.Diagnostics;
using Reconciler.Health;
using Reconciler.Kube;
using Reconciler.Live;
using Reconciler.Objects;
using Reconciler.Planning;

namespace Reconciler.Engine.Live;

/// <summary>A line of one of several logs.</summary>
public sealed record MarkedLine(LogSource Source, LogLine Line);

/// <summary>Reads the logs of several containers as one: in the order of time, or as they come, with containers that come and go.</summary>
public sealed class LogView(ICluster cluster, IPodLogs logs, TimeProvider time)
{
    /// <summary>What there is up to now, by time. Null, or why there is nothing.</summary>
    public async Task<Diagnostic?> ReadAsync(LogScope scope, LogQuery query, Action<Diagnostic> tell, Func<MarkedLine, Task> write, CancellationToken cancellation)
    {
        if (!(await cluster.ListAsync(scope.Pods, cancellation)).TryGet(out var pods, out var why)) return Answers.Unread("the pods can't be listed", why);
        var sources = scope.Choose(pods.Items);
        if (sources.IsEmpty) return LiveCodes.NoLog.At(Origin.None, $"nothing was written{(PodProblems.Of(pods.Items) is { } problem ? $": {problem}" : pods.Items.IsEmpty ? ": there is no pod" : "")}", "status shows how it is");
        var open = new List<IAsyncEnumerator<MarkedLine>>();
        try
        {
            foreach (var source in sources)
            {
                var lines = LinesOf(source, query, tell, cancellation).GetAsyncEnumerator(cancellation);
                if (await lines.MoveNextAsync()) open.Add(lines);
                else await lines.DisposeAsync();
            }
            while (open.Count > 0)
            {
                var next = open.MinBy(lines => lines.Current.Line.Time)!;
                await write(next.Current);
                if (await next.MoveNextAsync()) continue;
                open.Remove(next);
                await next.DisposeAsync();
            }
        }
        finally
        {
            foreach (var lines in open) await lines.DisposeAsync();
        }
        return null;
    }

    /// <summary>What there is and what comes, until it is cancelled. Containers that start later are read from their first line on.</summary>
    public async Task FollowAsync(LogScope scope, LogQuery query, Action<Diagnostic> tell, Func<MarkedLine, Task> write, CancellationToken cancellation)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var lines = Channel.CreateBounded<MarkedLine>(new BoundedChannelOptions(1000) { SingleReader = true });
        var watching = WatchAsync(scope, query, tell, lines.Writer, ending.Token);
        try
        {
            await foreach (var line in lines.Reader.ReadAllAsync(cancellation)) await write(line);
        }
        finally
        {
            await ending.CancelAsync();
            await watching;
        }
    }

    private async Task WatchAsync(LogScope scope, LogQuery query, Action<Diagnostic> tell, ChannelWriter<MarkedLine> writer, CancellationToken cancellation)
    {
        var pods = new Dictionary<string, MapNode>(StringComparer.Ordinal);
        var followed = new Dictionary<(ObjectKey, string, string), Task>();
        var isFirst = true;
        var request = new WatchRequest(scope.Pods.Resource) { Namespace = scope.Pods.Namespace, LabelSelector = scope.Pods.LabelSelector };
        try
        {
            await foreach (var happened in cluster.WatchAsync(request, cancellation))
            {
                Keep(pods, happened, tell);
                foreach (var source in scope.Choose([.. pods.Values]).Where(source => !followed.ContainsKey((source.Pod, source.Container, source.RunId))))
                {
                    var start = isFirst ? query : query with { Tail = null, Since = null };
                    followed[(source.Pod, source.Container, source.RunId)] = PumpAsync(source, start with { Follows = true }, tell, writer, cancellation);
                }
                isFirst &= happened is not WatchEvent.Listed;
            }
        }
        catch (OperationCanceledException)
        {
            // nobody looks on any more
        }
        finally
        {
            await Task.WhenAll(followed.Values);
            writer.TryComplete();
        }
    }

    private static void Keep(Dictionary<string, MapNode> pods, WatchEvent happened, Action<Diagnostic> tell)
    {
        switch (happened)
        {
            case WatchEvent.Listed listed:
                pods.Clear();
                foreach (var pod in listed.Items) pods[RunFollower.Uid(pod)] = pod;
                break;
            case WatchEvent.Changed changed:
                pods[RunFollower.Uid(changed.Body)] = changed.Body;
                break;
            case WatchEvent.Deleted deleted:
                pods.Remove(RunFollower.Uid(deleted.Body));
                break;
            case WatchEvent.Interrupted interrupted:
                tell(LiveCodes.LogBroken.At(Origin.None, $"pods that come and go are not seen for a while: {interrupted.Error.Message}"));
                break;
        }
    }

    private async Task PumpAsync(LogSource source, LogQuery query, Action<Diagnostic> tell, ChannelWriter<MarkedLine> writer, CancellationToken cancellation)
    {
        try
        {
            await foreach (var line in LinesOf(source, query, tell, cancellation)) await writer.WriteAsync(line, cancellation);
        }
        catch (OperationCanceledException)
        {
            // nobody looks on any more
        }
    }

    private IAsyncEnumerable<MarkedLine> LinesOf(LogSource source, LogQuery query, Action<Diagnostic> tell, CancellationToken cancellation) =>
        new LogReader(cluster, logs, time).ReadAsync(source.Pod, query with { Container = source.Container, IsPrevious = source.IsPrevious }, tell, cancellation).Select(line => new MarkedLine(source, line));
}
