using Reconciler.Objects;

namespace Reconciler.Health;

/// <summary>
/// Claims and volumes. Whether a pending claim waits for a pod is not said by its phase, but by what has begun: once a
/// volume is named, a node is chosen or a provisioner is at work, binding is what we wait for.
/// </summary>
internal static class StorageHealth
{
    private static readonly string[] Provisioners = ["volume.kubernetes.io/storage-provisioner", "volume.beta.kubernetes.io/storage-provisioner"];

    public static HealthVerdict OfClaim(MapNode body) => body.Status().TextAt("phase") switch
    {
        "Bound" => Resize(body) ?? HealthVerdict.Healthy(body.Map("spec").TextAt("volumeName") is { } volume ? $"bound to {volume}" : "bound"),
        "Lost" => HealthVerdict.Failed(body.Map("spec").TextAt("volumeName") is { } volume ? $"its volume {volume} is gone" : "its volume is gone"),
        _ => Pending(body),
    };

    public static HealthVerdict OfVolume(MapNode body)
    {
        var claim = body.Map("spec").Map("claimRef");
        var holder = $"{claim.TextAt("namespace")}/{claim.TextAt("name")}";
        return body.Status().TextAt("phase") switch
        {
            "Bound" => HealthVerdict.Healthy(claim is null ? "bound" : $"bound to {holder}"),
            "Available" => HealthVerdict.Healthy("available"),
            "Released" => HealthVerdict.Healthy(claim is null ? "released" : $"released, its claim {holder} is gone"),
            "Failed" => HealthVerdict.Failed(Wording.Quote(body.Status().TextAt("message")) is { } said ? $"failed: {said}" : "failed"),
            _ => HealthVerdict.Progressing("waiting to be available"),
        };
    }

    private static HealthVerdict Pending(MapNode body)
    {
        if (body.Map("spec").TextAt("volumeName") is { Length: > 0 } volume) return HealthVerdict.Progressing($"waiting to be bound to {volume}");
        if (Provisioners.Select(body.Annotation).FirstOrDefault(each => each is not null) is { } provisioner)
            return HealthVerdict.Progressing($"waiting for {provisioner} to make its volume");
        return body.Annotation("volume.kubernetes.io/selected-node") is { } node
            ? HealthVerdict.Progressing($"waiting for a volume on {node}")
            : HealthVerdict.Healthy("waiting for its first pod");
    }

    private static HealthVerdict? Resize(MapNode body)
    {
        var status = body.Status();
        if (status.Condition("ControllerResizeError") is { } error && error.IsTrue()) return HealthVerdict.Progressing(error.Because("can't be resized"));
        if (status.Condition("NodeResizeError") is { } refused && refused.IsTrue()) return HealthVerdict.Progressing(refused.Because("can't be resized on its node"));
        if (status.Condition("Resizing").IsTrue()) return HealthVerdict.Progressing("being resized");
        // a file system grows when the next pod mounts it, which is nothing to wait for
        return status.Condition("FileSystemResizePending").IsTrue() ? HealthVerdict.Healthy("bound, its file system grows when a pod mounts it") : null;
    }
}
