using System.Runtime.CompilerServices;
using Reconciler.Diagnostics;
using Reconciler.Kube;
using Reconciler.Live;
using Reconciler.Objects;

namespace Reconciler.Engine.Live;

/// <summary>
/// Reads the log of one run of a container. Where it is followed a connection that ends before the container does is opened anew, and
/// goes on after the last line that was read.
/// </summary>
internal sealed class LogReader(ICluster cluster, IPodLogs logs, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>The lines; <paramref name="broken"/> is told why they end too early.</summary>
    public async IAsyncEnumerable<LogLine> ReadAsync(ObjectKey pod, LogQuery query, Action<Diagnostic> broken, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var container = query.Container ?? "";
        var run = query.Follows ? await RunOfAsync(pod, container, cancellation) : null;
        LogLine? last = null;
        while (true)
        {
            var answer = await logs.ReadAsync(pod, query with { HasTimes = true, Tail = last is null ? query.Tail : null, Since = last is null ? query.Since : null, From = last?.Time }, cancellation);
            if (!answer.TryGet(out var lines, out var why))
            {
                broken(LiveCodes.LogBroken.At(Origin.None, $"the log of {container} in {pod.Name} can't be read: {why.Message}"));
                yield break;
            }
            // times are asked for by the second only, so the first lines may be known
            var known = last?.Stamp;
            await foreach (var line in Whole(lines, cancellation))
            {
                if (known is not null && string.CompareOrdinal(line.Stamp, known) <= 0) continue;
                yield return last = line;
            }
            if (!query.Follows || run is null || await RunOfAsync(pod, container, cancellation) != run) yield break;
            await Task.Delay(Pause, time, cancellation);
        }
    }

    private static async IAsyncEnumerable<LogLine> Whole(IAsyncEnumerable<string> lines, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var each = lines.GetAsyncEnumerator(cancellation);
        while (true)
        {
            try
            {
                if (!await each.MoveNextAsync()) yield break;
            }
            catch (IOException)
            {
                yield break;
            }
            yield return LogLine.Read(each.Current);
        }
    }

    /// <summary>Which run of the container goes on at the moment; null where none does.</summary>
    private async Task<string?> RunOfAsync(ObjectKey pod, string container, CancellationToken cancellation)
    {
        var answer = await cluster.GetAsync(new ObjectAddress(KubeResource.Pods, pod.Namespace, pod.Name), cancellation);
        return answer.TryGet(out var body, out _) ? PodContainers.RunningId(body, container) : null;
    }
}
