using Reconciler.Kube;
using Reconciler.Objects;

namespace Reconciler.Engine.Running;

/// <summary>A cluster as whoever holds a lease has it: read as ever, and written only as long as the lease lasts.</summary>
internal sealed class LeasedCluster(ICluster cluster, Func<RunLease?> lease) : ICluster
{
    public string Name => cluster.Name;

    public Task<DiscoverySnapshot> KindsAsync(bool isAnew, CancellationToken cancellation) => cluster.KindsAsync(isAnew, cancellation);

    public Task<Answer<ObjectList>> ListAsync(ListRequest request, CancellationToken cancellation) => cluster.ListAsync(request, cancellation);

    public Task<Answer<MapNode>> GetAsync(ObjectAddress address, CancellationToken cancellation) => cluster.GetAsync(address, cancellation);

    public Task<Answer<MapNode>> AskToApplyAsync(ObjectAddress address, MapNode body, WriteOptions options, CancellationToken cancellation) => cluster.AskToApplyAsync(address, body, options, cancellation);

    public Task<Answer<MapNode>> AskToCreateAsync(KubeResource resource, MapNode body, WriteOptions options, CancellationToken cancellation) => cluster.AskToCreateAsync(resource, body, options, cancellation);

    public Task<Answer<MapNode>> AskToDeleteAsync(ObjectAddress address, DeleteOptions options, CancellationToken cancellation) => cluster.AskToDeleteAsync(address, options, cancellation);

    public Task<Answer<MapNode>> CreateAsync(KubeResource resource, MapNode body, WriteOptions options, CancellationToken cancellation) =>
        WriteAsync(ObjectAddress.Of(resource, body).ToString(), limit => cluster.CreateAsync(resource, body, options, limit), cancellation);

    public Task<Answer<MapNode>> ReplaceAsync(ObjectAddress address, MapNode body, WriteOptions options, CancellationToken cancellation) =>
        WriteAsync(address.ToString(), limit => cluster.ReplaceAsync(address, body, options, limit), cancellation);

    public Task<Answer<MapNode>> ApplyAsync(ObjectAddress address, MapNode body, WriteOptions options, CancellationToken cancellation) =>
        WriteAsync(address.ToString(), limit => cluster.ApplyAsync(address, body, options, limit), cancellation);

    public Task<Answer<MapNode>> PatchAsync(ObjectAddress address, ListNode operations, WriteOptions options, CancellationToken cancellation) =>
        WriteAsync(address.ToString(), limit => cluster.PatchAsync(address, operations, options, limit), cancellation);

    public Task<Answer<MapNode>> DeleteAsync(ObjectAddress address, DeleteOptions options, CancellationToken cancellation) =>
        WriteAsync(address.ToString(), limit => cluster.DeleteAsync(address, options, limit), cancellation);

    public Task<Answer<PodAnswer>> AskPodAsync(PodQuestion question, CancellationToken cancellation) => cluster.AskPodAsync(question, cancellation);

    public Task<Answer<IAsyncEnumerable<string>>> LogAsync(ObjectKey pod, LogQuery query, CancellationToken cancellation) => cluster.LogAsync(pod, query, cancellation);

    public IAsyncEnumerable<WatchEvent> WatchAsync(WatchRequest request, CancellationToken cancellation) => cluster.WatchAsync(request, cancellation);

    private Task<Answer<MapNode>> WriteAsync(string subject, Func<CancellationToken, Task<Answer<MapNode>>> write, CancellationToken cancellation) => lease() is { } held
        ? held.WriteAsync(subject, write, cancellation)
        : Task.FromResult<Answer<MapNode>>(new Answer<MapNode>.Failed(new KubeError.Stale { Subject = subject, Message = "another process has the lease, so nothing is written" }));
}
