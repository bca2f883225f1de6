using Reconciler.Objects;
using Reconciler.Runs;
using Reconciler.Specs;

namespace Reconciler.Engine;

/// <summary>Volumes as one JSON document; its shape is schemas/output/storage.schema.json.</summary>
public static class StorageJson
{
    public static string Write(StorageStatus status) => CanonicalJson.WriteOrdered(new MapBuilder
    {
        ["apiVersion"] = SpecDocument.ApiVersion,
        ["kind"] = "StorageReport",
        ["cluster"] = status.Cluster,
        ["volumes"] = ListNode.Of(status.Volumes.Select(volume => (Node)Volume(volume).ToMap())),
        ["unknown"] = ListNode.Of(status.Unknown.Select(unknown => (Node)new MapBuilder { ["kind"] = unknown.GroupKind, ["why"] = unknown.Why }.ToMap())),
    }.ToMap(), indented: true);

    /// <summary>One volume.</summary>
    public static MapBuilder Volume(VolumeStatus volume) => new MapBuilder { ["environment"] = volume.Environment }.AddAll(StatusJson.Key(volume.Key).ToMap()).AddAll(new MapBuilder
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
