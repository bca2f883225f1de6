using Reconciler.Objects;
using Reconciler.Runs;

namespace Reconciler.Cli.Output;

/// <summary>Volumes for people, and as one JSON document whose shape is schemas/output/storage.schema.json.</summary>
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

    public static string Json(StorageStatus status) => CanonicalJson.WriteOrdered(new MapBuilder
    {
        ["apiVersion"] = ValidationJson.ApiVersion,
        ["kind"] = "StorageReport",
        ["cluster"] = status.Cluster,
        ["volumes"] = ListNode.Of(status.Volumes.Select(volume => (Node)Volume(volume).ToMap())),
        ["unknown"] = ListNode.Of(status.Unknown.Select(unknown => (Node)new MapBuilder { ["kind"] = unknown.GroupKind, ["why"] = unknown.Why }.ToMap())),
    }.ToMap(), indented: true);

    private static string Size(VolumeStatus volume) => volume.Capacity is { } has && has != volume.Size ? $"{has}, wants {volume.Size}" : volume.Size;

    private static MapBuilder Volume(VolumeStatus volume) => new MapBuilder { ["environment"] = volume.Environment }.AddAll(StatusJson.Key(volume.Key).ToMap()).AddAll(new MapBuilder
    {
        ["size"] = volume.Size,
        ["capacity"] = volume.Capacity,
        ["class"] = volume.Class,
        ["accessMode"] = volume.AccessMode,
        ["phase"] = volume.Phase,
        ["message"] = volume.Message,
        ["volume"] = volume.Volume,
        ["hostPath"] = volume.HostPath,
        ["orphan"] = volume.Orphan,
        ["mountedBy"] = ListNode.Of(volume.MountedBy.Select(user => (Node)new MapBuilder { ["pod"] = user.Pod, ["app"] = user.App, ["process"] = user.Process }.ToMap())),
        ["mountsUnknown"] = volume.MountsUnknown,
    }.ToMap());
}
