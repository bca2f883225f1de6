using Reconciler.Diagnostics;
using Reconciler.Engine.Observing;
using Reconciler.Kube;
using Reconciler.Planning;
using Reconciler.Rendering;
using Reconciler.Runs;

namespace Reconciler.Engine.Running;

/// <summary>Waits, before a lane's first write, until an object outside the source is there and healthy.</summary>
internal sealed class NeedWait(ICluster cluster, RunOptions options, ServedKinds kinds, TimeProvider time, Action<RunEvent> emit)
{
    /// <summary>Why the lane can't go on, or null when it can. A stop ends it as an OperationCanceledException.</summary>
    public async Task<Diagnostic?> UntilAsync(Lane lane, ClusterNeed need, CancellationToken stop)
    {
        if (need.State is NeedState.InPlace) return null;
        if (need.State is NeedState.Unknown unknown) return RunCodes.NeedUnknown.At(need.Place, $"{lane.Title} depends on {need.Key}, which can't be read: {unknown.Why}");
        var message = (need.State as NeedState.NotYet)?.Message ?? "";
        if (!options.Waits) return Missing(lane, need, message);
        using var deadline = new CancellationTokenSource(options.PatienceOf(lane), time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop, deadline.Token);
        try
        {
            emit(new RunEvent.Waiting(lane, need.Key, message));
            var resource = await kinds.WaitForPreferredAsync(need.Key, Tell, limit.Token);
            var request = new WatchRequest(resource) { Namespace = resource.IsNamespaced ? need.Key.Namespace : null, FieldSelector = $"metadata.name={need.Key.Name}" };
            await foreach (var happened in cluster.WatchAsync(request, limit.Token))
            {
                if (happened is WatchEvent.Interrupted { Error: KubeError.Forbidden why }) return RunCodes.NeedUnknown.At(need.Place, $"{lane.Title} depends on {need.Key}, which can't be watched: {why}");
                if (StateOf(happened) is not { } state) continue;
                if (state is not NeedState.NotYet missing)
                {
                    emit(new RunEvent.Healthy(lane, need.Key));
                    return null;
                }
                Tell(missing.Message);
            }
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            // it took too long
        }
        return Missing(lane, need, $"{message}, after {(int)options.PatienceOf(lane).TotalSeconds}s");
        void Tell(string now)
        {
            if (now != message) emit(new RunEvent.Waiting(lane, need.Key, message = now));
        }
    }

    private static NeedState? StateOf(WatchEvent happened) => happened switch
    {
        WatchEvent.Listed listed => NeedReader.StateOf(listed.Items.FirstOrDefault()),
        WatchEvent.Changed changed => NeedReader.StateOf(changed.Body),
        WatchEvent.Deleted => NeedReader.StateOf(null),
        _ => null,
    };

    private static Diagnostic Missing(Lane lane, ClusterNeed need, string message) => RunCodes.NeedMissing.At(need.Place, $"{lane.Title} waits for {need.Key}: {message}");
}
