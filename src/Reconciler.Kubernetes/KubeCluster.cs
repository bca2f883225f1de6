using System.Text;
using Reconciler.Engine;
using Reconciler.Kube;
using Reconciler.Objects;

namespace Reconciler.Kubernetes;

/// <summary>A cluster behind its API server, for the engine.</summary>
public sealed class KubeCluster(KubeClient client, string name) : ICluster
{
    public string Name { get; } = name;

    public Task<DiscoverySnapshot> KindsAsync(bool isAnew, CancellationToken cancellation) =>
        isAnew ? client.Kinds.Refresh(cancellation) : client.Kinds.Snapshot(cancellation);

    public Task<Answer<ObjectList>> ListAsync(ListRequest request, CancellationToken cancellation) => client.Objects.List(request, cancellation);

    public Task<Answer<MapNode>> GetAsync(ObjectAddress address, CancellationToken cancellation) => client.Objects.Get(address, cancellation);

    public Task<Answer<MapNode>> AskToApplyAsync(ObjectAddress address, MapNode body, WriteOptions options, CancellationToken cancellation) => client.Objects.Apply(address, body, options with { IsDryRun = true }, cancellation);

    public Task<Answer<MapNode>> AskToCreateAsync(KubeResource resource, MapNode body, WriteOptions options, CancellationToken cancellation) => client.Objects.Create(resource, body, options with { IsDryRun = true }, cancellation);

    public Task<Answer<MapNode>> AskToDeleteAsync(ObjectAddress address, DeleteOptions options, CancellationToken cancellation) => client.Objects.Delete(address, options with { IsDryRun = true }, cancellation);

    public Task<Answer<MapNode>> CreateAsync(KubeResource resource, MapNode body, WriteOptions options, CancellationToken cancellation) => client.Objects.Create(resource, body, options, cancellation);

    public Task<Answer<MapNode>> ReplaceAsync(ObjectAddress address, MapNode body, WriteOptions options, CancellationToken cancellation) => client.Objects.Replace(address, body, options, cancellation);

    public Task<Answer<MapNode>> ApplyAsync(ObjectAddress address, MapNode body, WriteOptions options, CancellationToken cancellation) => client.Objects.Apply(address, body, options, cancellation);

    public Task<Answer<MapNode>> PatchAsync(ObjectAddress address, ListNode operations, WriteOptions options, CancellationToken cancellation) => client.Objects.Patch(address, operations, options, isGuarded: true, cancellation);

    public Task<Answer<MapNode>> DeleteAsync(ObjectAddress address, DeleteOptions options, CancellationToken cancellation) => client.Objects.Delete(address, options, cancellation);

    public async Task<Answer<PodAnswer>> AskPodAsync(PodQuestion question, CancellationToken cancellation) =>
        (await client.Pods.ProxyPod(question.Pod.Namespace, question.Pod.Name, question.Port, question.Path, cancellation, question.Method).ConfigureAwait(false))
            .Select(answer => new PodAnswer(answer.Status, Encoding.UTF8.GetString(answer.Body.Span)));

    public Task<Answer<IAsyncEnumerable<string>>> LogAsync(ObjectKey pod, LogQuery query, CancellationToken cancellation) => new KubePodLogs(client).ReadAsync(pod, query, cancellation);

    public IAsyncEnumerable<WatchEvent> WatchAsync(WatchRequest request, CancellationToken cancellation) => client.Watches.Watch(request, cancellation);
}
