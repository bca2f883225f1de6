using Reconciler.Sandbox.Resources;
using Reconciler.Sandbox.Server;
using Reconciler.Sandbox.Storage;

namespace Reconciler.Sandbox.Deletion;

/// <summary>Ends the pods that are dying: as no container runs, all of them stop soon after they are asked to.</summary>
internal static class PodReaper
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    public static async Task RunAsync(Cluster cluster, CancellationToken cancel)
    {
        var pods = ResourceRegistry.BuiltIn.Find("", "v1", "pods")!;
        await foreach (var batch in cluster.FollowAsync(cancel))
        {
            var dying = batch.IsFresh ? batch.State.List("pods").Where(stored => stored.Body.IsDying())
                : batch.Changes.Where(change => change.Place.Resource == "pods" && change.Kind == ChangeKind.Modified && change.Object.Body.IsDying() && !change.Previous!.Body.IsDying()).Select(change => change.Object);
            foreach (var pod in dying.ToList()) _ = EndAsync(cluster, pods, pod, cancel);
        }
    }

    private static async Task EndAsync(Cluster cluster, ServedResource pods, StoredObject pod, CancellationToken cancel)
    {
        try
        {
            await Task.Delay(Soon, cluster.Time, cancel);
            await cluster.Deleter.DeleteAsync(new DeleteCall(pods, pod.Place.Namespace, pod.Place.Name) { PreconditionUid = pod.Uid, GraceSeconds = 0 }, cancel);
        }
        catch (Exception problem) when (problem is OperationCanceledException or ObjectDisposedException)
        {
            // the server stops; the next start finds the pod dying
        }
    }
}
