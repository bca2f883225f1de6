using Reconciler.Engine;
using Reconciler.Kube;
using Reconciler.Objects;

namespace Reconciler.Apply.Tests;

/// <summary>A real cluster, whose answer to the apply of one object does not come.</summary>
public sealed class SlowCluster(ICluster cluster, string word) : ICluster
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Done when the request has been carried out.</summary>
    public Task Reached => _reached.Task;

    public bool IsSlow { get; set; } = true;

    public string Name => cluster.Name;

    public Task<DiscoverySnapshot> KindsAsync(bool isAnew, CancellationToken cancellation) => cluster.KindsAsync(isAnew, cancellation);

    public Task<Answer<ObjectList>> ListAsync(ListRequest request, CancellationToken cancellation) => cluster.ListAsync(request, cancellation);

    public Task<Answer<MapNode>> GetAsync(ObjectAddress address, CancellationToken cancellation) => cluster.GetAsync(address, cancellation);

    public Task<Answer<MapNode>> AskToApplyAsync(ObjectAddress address, MapNode body, WriteOptions options, CancellationToken cancellation) => cluster.AskToApplyAsync(address, body, options, cancellation);

    public Task<Answer<MapNode>> AskToCreateAsync(KubeResource resource, MapNode body, WriteOptions options, CancellationToken cancellation) => cluster.AskToCreateAsync(resource, body, options, cancellation);

    public Task<Answer<MapNode>> AskToDeleteAsync(ObjectAddress address, DeleteOptions options, CancellationToken cancellation) => cluster.AskToDeleteAsync(address, options, cancellation);

    public Task<Answer<MapNode>> CreateAsync(KubeResource resource, MapNode body, WriteOptions options, CancellationToken cancellation) => cluster.CreateAsync(resource, body, options, cancellation);

    public Task<Answer<MapNode>> ReplaceAsync(ObjectAddress address, MapNode body, WriteOptions options, CancellationToken cancellation) => cluster.ReplaceAsync(address, body, options, cancellation);

    public async Task<Answer<MapNode>> ApplyAsync(ObjectAddress address, MapNode body, WriteOptions options, CancellationToken cancellation)
    {
        var answer = await cluster.ApplyAsync(address, body, options, cancellation);
        if (!IsSlow || address.Name != word) return answer;
        _reached.TrySetResult();
        await Task.Delay(Timeout.Infinite, cancellation);
        return answer;
    }

    public Task<Answer<MapNode>> PatchAsync(ObjectAddress address, ListNode operations, WriteOptions options, CancellationToken cancellation) => cluster.PatchAsync(address, operations, options, cancellation);

    public Task<Answer<MapNode>> DeleteAsync(ObjectAddress address, DeleteOptions options, CancellationToken cancellation) => cluster.DeleteAsync(address, options, cancellation);

    public IAsyncEnumerable<WatchEvent> WatchAsync(WatchRequest request, CancellationToken cancellation) => cluster.WatchAsync(request, cancellation);
}
