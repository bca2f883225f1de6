using System.Runtime.CompilerServices;
using Reconciler.Engine;
using Reconciler.Kube;
using Reconciler.Kubernetes.Streams;
using Reconciler.Kubernetes.Verbs;
using Reconciler.Objects;

namespace Reconciler.Kubernetes;

/// <summary>What containers write, from the API server.</summary>
public sealed class KubePodLogs(KubeClient client) : IPodLogs
{
    public async Task<Answer<IAsyncEnumerable<string>>> ReadAsync(ObjectKey pod, LogQuery query, CancellationToken cancellation)
    {
        var request = new LogRequest { Container = query.Container, Follow = query.Follows, TailLines = query.Tail, Since = query.Since, From = query.From, Previous = query.IsPrevious, Timestamps = query.HasTimes };
        return (await client.Pods.Logs(pod.Namespace, pod.Name, request, cancellation).ConfigureAwait(false)).Select(LinesOf);
    }

    private static async IAsyncEnumerable<string> LinesOf(PodLog log, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using (log)
        {
            await foreach (var line in log.Lines(cancellation).ConfigureAwait(false)) yield return line;
        }
    }

    private static IAsyncEnumerable<string> LinesOf(PodLog log) => LinesOf(log, CancellationToken.None);
}
