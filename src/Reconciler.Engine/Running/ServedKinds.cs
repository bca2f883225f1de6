using Reconciler.Diffing;
using Reconciler.Kube;
using Reconciler.Objects;

namespace Reconciler.Engine.Running;

/// <summary>
/// Kinds as the cluster serves them during a run. What the plan knew is there at once; a kind that the run brings, or that somebody
/// else is to bring, is asked for again and again until the caller's time is over.
/// </summary>
internal sealed class ServedKinds(ICluster cluster, TimeProvider time)
{
    private const int TriesInSilence = 2;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <summary>A kind that was there when it was planned, read anew where that is in doubt.</summary>
    public async Task<KindLookup> FindAsync(string apiVersion, ObjectKey key, CancellationToken cancellation)
    {
        var known = (await cluster.KindsAsync(isAnew: false, cancellation)).Find(apiVersion, key.Kind);
        return known is KindLookup.Served ? known : (await cluster.KindsAsync(isAnew: true, cancellation)).Find(apiVersion, key.Kind);
    }

    /// <summary>The kind of an object that is wanted; it is waited for until the cancellation, and what keeps it is told whenever that changes.</summary>
    public Task<KubeResource> WaitForAsync(DesiredObject desired, Action<string> tell, CancellationToken cancellation) =>
        WaitAsync(kinds => kinds.Find(desired.ApiVersion, desired.Key.Kind), desired.Key, tell, cancellation);

    /// <summary>A kind at its preferred version, waited for in the same way.</summary>
    public Task<KubeResource> WaitForPreferredAsync(ObjectKey key, Action<string> tell, CancellationToken cancellation) =>
        WaitAsync(kinds => kinds.FindPreferred(key.Group, key.Kind), key, tell, cancellation);

    private async Task<KubeResource> WaitAsync(Func<DiscoverySnapshot, KindLookup> find, ObjectKey key, Action<string> tell, CancellationToken cancellation)
    {
        var told = "";
        for (var tries = 0; ; tries++)
        {
            var found = find(await cluster.KindsAsync(isAnew: tries > 0, cancellation));
            if (found is KindLookup.Served { Resource: var resource }) return resource;
            var message = found is KindLookup.Unknown { Why: var why } ? $"it is not known whether the kind {key.GroupKind} is served: {why}" : $"the kind {key.GroupKind} is not served";
            // a definition of this run is served in a moment, which is nothing to tell
            if (tries >= TriesInSilence && message != told) tell(told = message);
            var pause = FirstPause * Math.Pow(2, Math.Min(tries, 10));
            await Task.Delay(pause < LongestPause ? pause : LongestPause, time, cancellation);
        }
    }
}
