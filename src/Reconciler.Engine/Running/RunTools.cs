using System.Globalization;
using Reconciler.Diffing;
using Reconciler.Health;
using Reconciler.Kube;
using Reconciler.Objects;
using Reconciler.Runs;

namespace Reconciler.Engine.Running;

/// <summary>What the lanes of a run share.</summary>
internal sealed record RunTools(RunOptions Options, ObjectWriter Writer, ObjectRemover Remover, LiveFeed Feed, ServedKinds Kinds, PodReader Pods, RequestLimit Requests, Action<RunEvent> Emit);

/// <summary>As many things at a time as one connection carries well.</summary>
internal sealed class RequestLimit(int count) : IDisposable
{
    private readonly SemaphoreSlim _free = new(count);

    public async Task<T> RunAsync<T>(Func<Task<T>> action, CancellationToken cancellation)
    {
        await _free.WaitAsync(cancellation);
        try
        {
            return await action();
        }
        finally
        {
            _free.Release();
        }
    }

    public void Dispose() => _free.Dispose();
}

/// <summary>Kinds as the cluster serves them during a run. A kind that a run has just brought is asked for anew for some seconds.</summary>
internal sealed class ServedKinds(ICluster cluster, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public Task<KubeResource?> FindAsync(DesiredObject desired, CancellationToken cancellation) => FindAsync(desired.ApiVersion, desired.Key.Kind, cancellation);

    public Task<KubeResource?> FindAsync(LiveObject live, CancellationToken cancellation) => FindAsync(live.ApiVersion, live.Key.Kind, cancellation);

    private async Task<KubeResource?> FindAsync(string apiVersion, string kind, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        var kinds = await cluster.KindsAsync(isAnew: false, cancellation);
        while (true)
        {
            if (kinds.Find(apiVersion, kind) is KindLookup.Served { Resource: var resource }) return resource;
            if (time.GetElapsedTime(began) > Patience) return null;
            await Task.Delay(Pause, time, cancellation);
            kinds = await cluster.KindsAsync(isAnew: true, cancellation);
        }
    }
}

/// <summary>Looks at the pods of a workload to say why they are not ready.</summary>
internal sealed class PodReader(ICluster cluster)
{
    public Task<string?> WhyAsync(DesiredObject workload, CancellationToken cancellation) => WhyAsync(workload.Body, workload.Key.Namespace, cancellation);

    public async Task<string?> WhyAsync(MapNode workload, string inNamespace, CancellationToken cancellation)
    {
        var labels = workload.Path("spec", "selector", "matchLabels") as MapNode ?? workload.Path("spec", "template", "metadata", "labels") as MapNode;
        if (labels is null) return null;
        var selector = string.Join(',', labels.Entries.Select(label => string.Create(CultureInfo.InvariantCulture, $"{label.Key}={(label.Value as ScalarNode)?.Value}")));
        var answer = await cluster.ListAsync(new ListRequest(KubeResource.Pods) { Namespace = inNamespace, LabelSelector = selector }, cancellation);
        return answer.TryGet(out var pods, out _) ? PodProblems.Of(pods.Items, null) : null;
    }
}
