using Reconciler.Runs;

namespace Reconciler.Cli.Output;

/// <summary>Volumes for people.</summary>
internal static class StorageReport
{
    public static IEnumerable<string> Lines(StorageStatus status)
    {
        foreach (var unknown in status.Unknown) yield return $"? {unknown.GroupKind} can't be listed, so nothing is known of it: {unknown.Why}";
        if (status.Volumes.IsEmpty && status.Unknown.IsEmpty) yield return "There are no volumes.";
        foreach (var volume in status.Volumes)
        {
            var name = volume.Key.Namespace.Length == 0 ? $"{volume.Key.Kind} {volume.Key.Name}" : $"{volume.Key.Namespace}/{volume.Key.Name}";
            string[] facts = [Size(volume), volume.Class is { Length: > 0 } ? volume.Class : "no class", volume.AccessMode ?? "", volume.Message];
            yield return $"{name}   {string.Join(" · ", facts.Where(fact => fact.Length > 0))}";
            if (volume.HostPath is { } path) yield return $"  in {path} of its node";
            if (volume.Orphan is { } why) yield return $"  orphan: {why}";
            if (volume.MountsUnknown is { } unknown) yield return $"  ? who mounts it can't be told: {unknown}";
            foreach (var user in volume.MountedBy) yield return $"  mounted by Pod {user.Pod}{(user.App is null ? "" : $" of {user.App}{(user.Process is null ? "" : $", {user.Process}")}")}";
        }
    }

    private static string Size(VolumeStatus volume) => volume.Capacity is { } has && has != volume.Size ? $"{has}, wants {volume.Size}" : volume.Size;
}
