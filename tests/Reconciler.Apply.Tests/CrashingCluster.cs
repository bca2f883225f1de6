using System.Runtime.CompilerServices;
using Reconciler.Engine;
using Reconciler.Kube;
using Reconciler.Objects;

namespace Reconciler.Apply.Tests;

/// <summary>The process ends: thrown by the request that it ends at, and by every one after it.</summary>
public sealed class CrashException : Exception
{
    public CrashException() : base("the process ended here") { }

    public CrashException(string message) : base(message) { }

    public CrashException(string message, Exception inner) : base(message, inner) { }
}

/// <summary>
/// A real cluster, reached by a process that ends at one of its writes: before the server sees it, or when it has been done and the
/// answer is lost.
/// </summary>
public sealed class CrashingCluster(ICluster cluster, int point, bool isDone) : ICluster
{
    private int _writes;
    private volatile bool _hasEnded;

    /// <summary>Whether the point was reached.</summary>
    public bool HasEnded => _hasEnded;

    public string Name => cluster.Name;

    public Task<DiscoverySnapshot> KindsAsync(bool isAnew, CancellationToken cancellation) => Read(() => cluster.KindsAsync(isAnew, cancellation));

    public Task<Answer<ObjectList>> ListAsync(ListRequest request, CancellationToken cancellation) => Read(() => cluster.ListAsync(request, cancellation));

    public Task<Answer<MapNode>> GetAsync(ObjectAddress address, CancellationToken cancellation) => Read(() => cluster.GetAsync(address, cancellation));

    public Task<Answer<MapNode>> AskToApplyAsync(ObjectAddress address, MapNode body, WriteOptions options, CancellationToken cancellation) => Read(() => cluster.AskToApplyAsync(address, body, options, cancellation));

    public Task<Answer<MapNode>> AskToCreateAsync(KubeResource resource, MapNode body, WriteOptions options, CancellationToken cancellation) => Read(() => cluster.AskToCreateAsync(resource, body, options, cancellation));

    public Task<Answer<MapNode>> AskToDeleteAsync(ObjectAddress address, DeleteOptions options, CancellationToken cancellation) => Read(() => cluster.AskToDeleteAsync(address, options, cancellation));

    public Task<Answer<MapNode>> CreateAsync(KubeResource resource, MapNode body, WriteOptions options, CancellationToken cancellation) => Write(() => cluster.CreateAsync(resource, body, options, cancellation));

    public Task<Answer<MapNode>> ReplaceAsync(ObjectAddress address, MapNode body, WriteOptions options, CancellationToken cancellation) => Write(() => cluster.ReplaceAsync(address, body, options, cancellation));

    public Task<Answer<MapNode>> ApplyAsync(ObjectAddress address, MapNode body, WriteOptions options, CancellationToken cancellation) => Write(() => cluster.ApplyAsync(address, body, options, cancellation));

    public Task<Answer<MapNode>> PatchAsync(ObjectAddress address, ListNode operations, WriteOptions options, CancellationToken cancellation) => Write(() => cluster.PatchAsync(address, operations, options, cancellation));

    public Task<Answer<MapNode>> DeleteAsync(ObjectAddress address, DeleteOptions options, CancellationToken cancellation) => Write(() => cluster.DeleteAsync(address, options, cancellation));

    public async IAsyncEnumerable<WatchEvent> WatchAsync(WatchRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var happened in cluster.WatchAsync(request, cancellation)) yield return happened;
    }

    private Task<T> Read<T>(Func<Task<T>> request) => _hasEnded ? throw new CrashException() : request();

    private async Task<T> Write<T>(Func<Task<T>> request)
    {
        if (_hasEnded) throw new CrashException();
        if (Interlocked.Increment(ref _writes) != point) return await request();
        if (isDone) await request();
        _hasEnded = true;
        throw new CrashException();
    }
}
