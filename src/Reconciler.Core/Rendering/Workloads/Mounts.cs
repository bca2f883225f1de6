using System.Collections.Immutable;
using Reconciler.Objects;

namespace Reconciler.Rendering.Workloads;

/// <summary>The volumes of a pod and where its container sees them: one volume for each Storage however often it is mounted, and /dev/shm.</summary>
public sealed record Mounts(ImmutableArray<Node> Volumes, ImmutableArray<Node> VolumeMounts)
{
    private const string SharedMemory = "reconciler-shm";

    public static Mounts Of(RenderContext context, PodRole role)
    {
        var volumes = ImmutableArray.CreateBuilder<Node>();
        var mounts = ImmutableArray.CreateBuilder<Node>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var mount in context.App.Mounts.Where(mount => mount.IsFor(role.Consumer)))
        {
            if (mount.Storage is not { } storage || mount.Path is null) continue;
            if (seen.Add(storage.Value))
                volumes.Add(new MapBuilder { ["name"] = storage, ["persistentVolumeClaim"] = new MapBuilder { ["claimName"] = storage } }!);
            mounts.Add(new MapBuilder { ["name"] = storage, ["mountPath"] = mount.Path, ["subPath"] = mount.SubPath, ["readOnly"] = mount.ReadOnly }!);
        }
        if (role.Process.ShmSize is { } size)
        {
            volumes.Add(new MapBuilder { ["name"] = SharedMemory, ["emptyDir"] = new MapBuilder { ["medium"] = "Memory", ["sizeLimit"] = size } }!);
            mounts.Add(new MapBuilder { ["name"] = SharedMemory, ["mountPath"] = "/dev/shm" }!);
        }
        return new Mounts(volumes.ToImmutable(), mounts.ToImmutable());
    }
}
