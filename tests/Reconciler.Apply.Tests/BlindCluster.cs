using Reconciler.Engine;
using Reconciler.Kube;
using Reconciler.Objects;

namespace Reconciler.Apply.Tests;

/// <summary>A real cluster, reached by somebody who may not list one of its kinds.</summary>
public sealed class BlindCluster(ICluster cluster, KubeResource hidden) : ICluster
{
    public string Name => cluster.Name;

    public Task<DiscoverySnapshot> KindsAsync(bool isAnew, CancellationToken cancellation) => cluster.KindsAsync(isAnew, cancellation);

    public Task<Answer<ObjectList>> ListAsync(ListRequest request, CancellationToken cancellation) => request.Resource.QualifiedName == hidden.QualifiedName
        ? Task.FromResult<Answer<ObjectList>>(new Answer<ObjectList>.Failed(new KubeError.Forbidden { Subject = hidden.QualifiedName, Message = $"{hidden.QualifiedName} is forbidden" }))
        : cluster.ListAsync(request, cancellation);

    public Task<Answer<MapNode>> GetAsync(ObjectAddress address, CancellationToken cancellation) => cluster.GetAsync(address, cancellation);

    public Task<Answer<MapNode>> AskToApplyAsync(ObjectAddress address, MapNode body, WriteOptions options, CancellationToken cancellation) => cluster.AskToApplyAsync(address, body, options, cancellation);

    public Task<Answer<MapNode>> AskToCreateAsync(KubeResource resource, MapNode body, WriteOptions options, CancellationToken cancellation) => cluster.AskToCreateAsync(resource, body, options, cancellation);

    public Task<Answer<MapNode>> AskToDeleteAsync(ObjectAddress address, DeleteOptions options, CancellationToken cancellation) => cluster.AskToDeleteAsync(address, options, cancellation);

    public Task<Answer<MapNode>> CreateAsync(KubeResource resource, MapNode body, WriteOptions options, CancellationToken cancellation) => cluster.CreateAsync(resource, body, options, cancellation);

    public Task<Answer<MapNode>> ReplaceAsync(ObjectAddress address, MapNode body, WriteOptions options, CancellationToken cancellation) => cluster.ReplaceAsync(address, body, options, cancellation);

    public Task<Answer<MapNode>> ApplyAsync(ObjectAddress address, MapNode body, WriteOptions options, CancellationToken cancellation) => cluster.ApplyAsync(address, body, options, cancellation);

    public Task<Answer<MapNode>> PatchAsync(ObjectAddress address, ListNode operations, WriteOptions options, CancellationToken cancellation) => cluster.PatchAsync(address, operations, options, cancellation);

    public Task<Answer<MapNode>> DeleteAsync(ObjectAddress address, DeleteOptions options, CancellationToken cancellation) => cluster.DeleteAsync(address, options, cancellation);

    public IAsyncEnumerable<WatchEvent> WatchAsync(WatchRequest request, CancellationToken cancellation) => cluster.WatchAsync(request, cancellation);
}
