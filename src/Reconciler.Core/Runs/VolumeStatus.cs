using System.Collections.Immutable;
using Reconciler.Diffing;
using Reconciler.Health;
using Reconciler.Objects;
using Reconciler.Planning;

namespace Reconciler.Runs;

/// <summary>A pod that mounts a claim, with the App and process that its labels name.</summary>
public sealed record VolumeUser(string Pod, string? App, string? Process);

/// <summary>A claim of an environment, or a volume that belongs to none of its claims.</summary>
public sealed record VolumeStatus(string Environment, ObjectKey Key)
{
    /// <summary>What it asks for.</summary>
    public string Size { get; init; } = "";

    /// <summary>What it has; null before it is bound.</summary>
    public string? Capacity { get; init; }

    public string? Class { get; init; }
    public string? AccessMode { get; init; }
    public string Phase { get; init; } = "";

    /// <summary>The phase in words, with what it waits for.</summary>
    public string Message { get; init; } = "";

    /// <summary>The volume that it is bound to.</summary>
    public string? Volume { get; init; }

    /// <summary>The folder of a node that holds the data.</summary>
    public string? HostPath { get; init; }

    /// <summary>Why it is an orphan, or null.</summary>
    public string? Orphan { get; init; }

    public ImmutableArray<VolumeUser> MountedBy { get; init; } = [];

    /// <summary>Why it can't be told who mounts it, or null.</summary>
    public string? MountsUnknown { get; init; }

    public static VolumeStatus OfClaim(EnvironmentStatus environment, LiveObject claim, LiveObject? volume, ClaimUses uses)
    {
        var (spec, status) = (claim.Body.Map("spec"), claim.Body.Map("status"));
        return new VolumeStatus(environment.Environment, claim.Key)
        {
            Size = spec.Map("resources").Map("requests").Text("storage")?.Value ?? "",
            Capacity = status.Map("capacity").Text("storage")?.Value,
            Class = spec.Text("storageClassName")?.Value,
            AccessMode = spec.Texts("accessModes").FirstOrDefault()?.Value,
            Phase = status.Text("phase")?.Value ?? "",
            Message = HealthRules.Of(claim.Body).Message,
            Volume = spec.Text("volumeName")?.Value,
            HostPath = HostPathOf(volume),
            Orphan = OrphanOf(environment, claim),
            MountedBy = [.. uses.Pods.GetValueOrDefault(claim.Key, []).Select(pod => new VolumeUser(pod.Key.Name, pod.Label("app.kubernetes.io/name"), pod.Label("app.kubernetes.io/component"))).OrderBy(user => user.Pod, StringComparer.Ordinal)],
            MountsUnknown = uses.Unknown.GetValueOrDefault(claim.Key.Namespace),
        };
    }

    public static VolumeStatus OfVolume(EnvironmentStatus environment, LiveObject volume)
    {
        var (spec, status) = (volume.Body.Map("spec"), volume.Body.Map("status"));
        return new VolumeStatus(environment.Environment, volume.Key)
        {
            Size = spec.Map("capacity").Text("storage")?.Value ?? "",
            Capacity = spec.Map("capacity").Text("storage")?.Value,
            Class = spec.Text("storageClassName")?.Value,
            AccessMode = spec.Texts("accessModes").FirstOrDefault()?.Value,
            Phase = status.Text("phase")?.Value ?? "",
            Message = HealthRules.Of(volume.Body).Message,
            HostPath = HostPathOf(volume),
            Orphan = OrphanOf(environment, volume),
        };
    }

    private static string? HostPathOf(LiveObject? volume) => volume?.Body.Map("spec").Map("hostPath").Text("path")?.Value;

    private static string? OrphanOf(EnvironmentStatus environment, LiveObject live) => environment.Orphans.FirstOrDefault(orphan => orphan.Key == live.Key)?.Why;
}

/// <summary>The volumes of a cluster's environments, and the kinds that could not be listed.</summary>
public sealed record StorageStatus(string Cluster, ImmutableArray<VolumeStatus> Volumes, ImmutableArray<UnknownKind> Unknown);
