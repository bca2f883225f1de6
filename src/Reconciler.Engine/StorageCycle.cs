using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Diffing;
using Reconciler.Engine.Inventory;
using Reconciler.Engine.Observing;
using Reconciler.Health;
using Reconciler.Kube;
using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Runs;

namespace Reconciler.Engine;

/// <summary>From a cluster to its volumes: claims and volumes of its environments, and who mounts them; and the wait for one of them.</summary>
public sealed class StorageCycle(ICluster cluster, TimeProvider time)
{
    private static readonly KubeResource Claims = new("", "v1", "PersistentVolumeClaim", "persistentvolumeclaims", true);
    private static readonly KubeResource Classes = new("storage.k8s.io", "v1", "StorageClass", "storageclasses", false);

    public async Task<Answer<StorageStatus>> RunAsync(ImmutableArray<KnownEnvironment> environments, CancellationToken cancellation)
    {
        var volumes = ImmutableArray.CreateBuilder<VolumeStatus>();
        var unknown = ImmutableArray.CreateBuilder<UnknownKind>();
        foreach (var known in environments)
        {
            if (!(await StatusCycle.SeeAsync(cluster, known, time, cancellation)).TryGet(out var seen, out var why)) return new Answer<StorageStatus>.Failed(why);
            volumes.AddRange(await VolumesAsync(seen, cancellation));
            unknown.AddRange(seen.Seen.Unknown.Where(kind => kind.GroupKind is "PersistentVolumeClaim" or "PersistentVolume"));
        }
        return new Answer<StorageStatus>.Ok(new StorageStatus(cluster.Name, volumes.ToImmutable(), [.. unknown.Distinct()]), 200);
    }

    /// <summary>
    /// Waits until a claim is bound, and tells each time that it waits for something else. Null when it is, else why the wait is over; a
    /// claim that only binds when a pod uses it is not waited for.
    /// </summary>
    public async Task<Diagnostic?> WaitAsync(ObjectKey key, TimeSpan patience, Action<string> tell, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(patience);
        var last = "";
        try
        {
            await foreach (var happened in cluster.WatchAsync(new WatchRequest(Claims) { Namespace = key.Namespace, FieldSelector = $"metadata.name={key.Name}" }, limit.Token))
            {
                if (happened is WatchEvent.Deleted or WatchEvent.Listed { Items.IsEmpty: true }) return RunCodes.VolumeUnknown.At(Origin.None, $"the claim {key.Namespace}/{key.Name} is not there");
                if (Body(happened) is not { } body) continue;
                var verdict = HealthRules.Of(body);
                if (body.Map("status").Text("phase")?.Value == "Bound") return null;
                if (verdict.State == HealthState.Failed) return RunCodes.Unhealthy.At(Origin.None, $"{key}: {verdict.Message}");
                if (await WaitsForPodAsync(body, limit.Token)) return RunCodes.WaitsForPod.At(Origin.None, $"the claim {key.Namespace}/{key.Name} is bound when the first pod uses it, and none does yet", "deploy what mounts it");
                if (verdict.Message != last) tell(last = verdict.Message);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return RunCodes.TooSlow.At(Origin.None, $"the claim {key.Namespace}/{key.Name} is not bound yet{(last.Length == 0 ? "" : $": {last}")}", "--timeout gives it more time");
        }
        return null;
    }

    private static MapNode? Body(WatchEvent happened) => happened switch
    {
        WatchEvent.Listed { Items: [var only, ..] } => only,
        WatchEvent.Changed changed => changed.Body,
        _ => null,
    };

    /// <summary>Whether its class binds only for a pod, no pod has been placed for it, and none is there that wants it.</summary>
    private async Task<bool> WaitsForPodAsync(MapNode claim, CancellationToken cancellation)
    {
        var annotations = claim.Map("metadata").Map("annotations");
        if (claim.Map("spec").Text("storageClassName")?.Value is not { Length: > 0 } name || annotations.Text("volume.kubernetes.io/selected-node") is not null) return false;
        var found = await cluster.GetAsync(new ObjectAddress(Classes, null, name), cancellation);
        if (!found.TryGet(out var storageClass, out _) || storageClass.Text("volumeBindingMode")?.Value != "WaitForFirstConsumer") return false;
        var key = ObjectKey.Of(claim);
        var uses = await ClaimUsers.FindAsync(cluster, [key], cancellation);
        return uses.Unknown.IsEmpty && !uses.Pods.ContainsKey(key);
    }

    private async Task<IEnumerable<VolumeStatus>> VolumesAsync(StatusInput input, CancellationToken cancellation)
    {
        var status = EnvironmentStatus.Of(input);
        var owned = input.Seen.Owned.Values;
        var claims = owned.Where(live => live.Key is { Group: "", Kind: "PersistentVolumeClaim" }).OrderBy(live => live.Key).ToList();
        var volumes = owned.Where(live => live.Key is { Group: "", Kind: "PersistentVolume" }).OrderBy(live => live.Key).ToList();
        var uses = await ClaimUsers.FindAsync(cluster, [.. claims.Select(claim => claim.Key)], cancellation);
        LiveObject? VolumeOf(LiveObject claim) => volumes.FirstOrDefault(volume => volume.Key.Name == claim.Body.Map("spec").Text("volumeName")?.Value);
        var bound = claims.Select(VolumeOf).OfType<LiveObject>().Select(volume => volume.Key).ToHashSet();
        return claims.Select(claim => VolumeStatus.OfClaim(status, claim, VolumeOf(claim), uses)).Concat(volumes.Where(volume => !bound.Contains(volume.Key)).Select(volume => VolumeStatus.OfVolume(status, volume)));
    }
}
