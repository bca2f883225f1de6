using Reconciler.Diffing;
using Reconciler.Engine.Inventory;
using Reconciler.Kube;
using Reconciler.Planning;

namespace Reconciler.Engine.Control;

/// <summary>Follows the standing orders of an environment, so that what somebody orders counts at once.</summary>
internal sealed class OrderWatch(ICluster cluster, Identity identity, string systemNamespace, Action<StandingOrders, StandingOrders> changed) : IAsyncDisposable
{
    private readonly CancellationTokenSource _ending = new();
    private Task _watching = Task.CompletedTask;
    private StandingOrders _last = new();

    public void Start() => _watching = Task.Run(FollowAsync);

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _watching;
        _ending.Dispose();
    }

    private async Task FollowAsync()
    {
        var request = new WatchRequest(KubeResource.Secrets) { Namespace = systemNamespace, FieldSelector = $"metadata.name={new OrderStore(cluster, identity, systemNamespace).Name}" };
        try
        {
            await foreach (var happened in cluster.WatchAsync(request, _ending.Token))
            {
                var body = happened switch
                {
                    WatchEvent.Listed { Items: [var only, ..] } => only,
                    WatchEvent.Changed change => change.Body,
                    _ => null,
                };
                if (body is null && happened is not (WatchEvent.Deleted or WatchEvent.Listed)) continue;
                var now = body is null ? new StandingOrders() : OrderStore.Read(body);
                var before = _last;
                _last = now;
                if (now.IsNewsAfter(before)) changed(before, now);
            }
        }
        catch (OperationCanceledException)
        {
            // nobody follows any more
        }
    }
}
