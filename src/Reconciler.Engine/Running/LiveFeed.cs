using System.Collections.Concurrent;
using Reconciler.Diffing;
using Reconciler.Engine.Observing;
using Reconciler.Kube;
using Reconciler.Objects;

namespace Reconciler.Engine.Running;

/// <summary>
/// What happens to objects of ours while a run waits for them: one watch for each kind, of each namespace where only those may be watched,
/// shared by all lanes and opened when first somebody waits.
/// </summary>
internal sealed class LiveFeed(ICluster cluster, Identity identity, bool isByNamespace) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<Place, Lazy<Task>> _watches = new();
    private readonly ConcurrentDictionary<ObjectKey, LiveObject> _objects = new();
    private readonly ConcurrentDictionary<Place, bool> _listed = new();
    private readonly CancellationTokenSource _ending = new();
    private TaskCompletionSource _next = New();

    /// <summary>Waits until an object is as wanted; null stands for an object that is not there. It is asked anew with every event.</summary>
    public async Task UntilAsync(KubeResource resource, ObjectKey key, Func<LiveObject?, bool> isReached, CancellationToken cancellation)
    {
        var place = Place.Of(resource, isByNamespace && resource.IsNamespaced ? key.Namespace : null);
        _watches.GetOrAdd(place, where => new Lazy<Task>(() => Task.Run(() => FollowAsync(resource, where)))).Value.GetAwaiter();
        while (true)
        {
            var next = Volatile.Read(ref _next).Task;
            if (_listed.ContainsKey(place) && isReached(_objects.GetValueOrDefault(key))) return;
            await next.WaitAsync(cancellation);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        foreach (var watch in _watches.Values)
            if (watch.IsValueCreated) await watch.Value;
        _ending.Dispose();
    }

    private async Task FollowAsync(KubeResource resource, Place place)
    {
        var request = new WatchRequest(resource) { Namespace = place.Namespace, LabelSelector = identity.Selector };
        try
        {
            await foreach (var happened in cluster.WatchAsync(request, _ending.Token)) Take(place, happened);
        }
        catch (OperationCanceledException)
        {
            // nobody waits any more
        }
    }

    private void Take(Place place, WatchEvent happened)
    {
        switch (happened)
        {
            case WatchEvent.Listed listed:
                var there = listed.Items.Select(item => new LiveObject(item)).ToDictionary(live => live.Key);
                foreach (var key in _objects.Keys.Where(key => place.Has(key) && !there.ContainsKey(key))) _objects.TryRemove(key, out _);
                foreach (var live in there.Values) _objects[live.Key] = live;
                _listed[place] = true;
                break;
            case WatchEvent.Changed changed:
                var now = new LiveObject(changed.Body);
                _objects[now.Key] = now;
                break;
            case WatchEvent.Deleted deleted:
                _objects.TryRemove(ObjectKey.Of(deleted.Body), out _);
                break;
            default:
                return;
        }
        Interlocked.Exchange(ref _next, New()).TrySetResult();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
