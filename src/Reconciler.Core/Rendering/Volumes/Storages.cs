using Reconciler.Objects;
using Reconciler.Rendering.Shared;
using Reconciler.Specs;

namespace Reconciler.Rendering.Volumes;

/// <summary>A claim for each Storage, and with a host path the volume that the claim is bound to.</summary>
public static class Storages
{
    private const string PruneAnnotation = "reconciler.dev/prune";

    public static IEnumerable<Manifest> Render(SpecSet specs)
    {
        foreach (var storage in specs.Storages)
        {
            if (storage.HostPath is not null) yield return Volume(specs, storage);
            yield return Claim(specs, storage);
        }
    }

    private static string VolumeName(StorageSpec storage) => $"{storage.Namespace.Value}-{storage.Name}";

    private static Manifest Claim(SpecSet specs, StorageSpec storage) => ToManifest(storage, new MapBuilder(storage.Document.Place)
    {
        ["apiVersion"] = "v1",
        ["kind"] = "PersistentVolumeClaim",
        ["metadata"] = SpecObjects.Metadata(specs.Environment, storage.Document, "persistentvolumeclaim", Name(storage), storage.Namespace, Kept(storage)),
        ["spec"] = new MapBuilder
        {
            ["accessModes"] = Modes(storage),
            ["resources"] = new MapBuilder { ["requests"] = new MapBuilder { ["storage"] = storage.Size } },
            ["storageClassName"] = Class(storage),
            ["volumeName"] = storage.HostPath is { } path ? ScalarNode.Of(VolumeName(storage), path.Origin) : null,
        },
    });

    private static Manifest Volume(SpecSet specs, StorageSpec storage) => ToManifest(storage, new MapBuilder(storage.HostPath!.Origin)
    {
        ["apiVersion"] = "v1",
        ["kind"] = "PersistentVolume",
        ["metadata"] = SpecObjects.Metadata(specs.Environment, storage.Document, "persistentvolume", ScalarNode.Of(VolumeName(storage), storage.Document.Place), null, Kept(storage)),
        ["spec"] = new MapBuilder
        {
            ["capacity"] = new MapBuilder { ["storage"] = storage.Size },
            ["accessModes"] = Modes(storage),
            ["persistentVolumeReclaimPolicy"] = storage.ReclaimPolicy,
            ["storageClassName"] = Class(storage),
            ["hostPath"] = new MapBuilder { ["path"] = storage.HostPath },
            // Without it the volume could be bound to any claim that fits.
            ["claimRef"] = new MapBuilder
            {
                ["apiVersion"] = "v1",
                ["kind"] = "PersistentVolumeClaim",
                ["namespace"] = storage.Namespace,
                ["name"] = Name(storage),
            },
            ["nodeAffinity"] = storage.Node is { } node ? OnNode(specs, node) : null,
        },
    });

    /// <summary>Pods that use the volume have to run where its data is. The label has the machine's name, which a Node of the source may write.</summary>
    private static MapBuilder OnNode(SpecSet specs, Sourced<string> node)
    {
        var machine = specs.Nodes.FirstOrDefault(known => known.Name == node.Value)?.NodeName?.Value ?? node.Value;
        var isThere = new MapBuilder { ["key"] = "kubernetes.io/hostname", ["operator"] = "In", ["values"] = ListNode.Of(ScalarNode.Of(machine, node.Origin)) }.ToMap();
        var term = new MapBuilder { ["matchExpressions"] = ListNode.Of(isThere) }.ToMap();
        return new MapBuilder { ["required"] = new MapBuilder { ["nodeSelectorTerms"] = ListNode.Of(term) } };
    }

    /// <summary>An empty class keeps the cluster's default from making another volume for the claim.</summary>
    private static Node? Class(StorageSpec storage) => storage.HostPath is { } path ? ScalarNode.Of("", path.Origin) : storage.StorageClass;

    private static ScalarNode Name(StorageSpec storage) => ScalarNode.Of(storage.Name, storage.Document.Place);

    private static ListNode? Modes(StorageSpec storage) => storage.AccessMode is { } mode ? ListNode.Of(mode.ToNode()) : null;

    private static MapNode? Kept(StorageSpec storage) =>
        storage.OnRemove is { Value: "keep" } keep ? new MapBuilder { [PruneAnnotation] = ScalarNode.Of("never", keep.Origin) }.ToMap() : null;

    private static Manifest ToManifest(StorageSpec storage, MapBuilder body) =>
        new(body.ToMap(), Lane.Of(storage.Document, storage.Namespace.Value), storage.Document.Place);
}
