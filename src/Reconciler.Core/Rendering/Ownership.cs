using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Reconciler.Objects;
using Reconciler.Specs;

namespace Reconciler.Rendering;

/// <summary>
/// What marks an object as ours: the ApplySet label that finds it, and the annotation by which it names itself. Both go
/// on the object only, never into the template of a pod, job or claim.
/// </summary>
public static class Ownership
{
    public const string Prefix = "reconciler.dev/";
    public const string ManagedBy = "reconciler";
    public const string VersionLabel = "reconciler.dev/version";
    public const string OwnerAnnotation = "reconciler.dev/owner";
    public const string PartOfLabel = "applyset.kubernetes.io/part-of";

    /// <summary>The name of the inventory's ConfigMap in the system namespace.</summary>
    public static string InventoryName(EnvironmentSpec environment) => $"reconciler-{environment.Name}";

    /// <summary>The ApplySet id of an Environment's inventory, by KEP-3659.</summary>
    public static string ApplySetId(EnvironmentSpec environment)
    {
        var identity = $"{InventoryName(environment)}.{environment.SystemNamespace?.Value}.ConfigMap.";
        return $"applyset-{Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(identity)))}-v1";
    }

    /// <summary>The manifest with our label and self-name, and with the general labels where we made the object.</summary>
    public static Manifest Stamp(Manifest manifest, EnvironmentSpec environment, string applySetId)
    {
        var metadata = manifest.Body.Map("metadata") ?? MapNode.Empty;
        var key = manifest.Key;
        var labels = new MapBuilder().AddAll(metadata.Map("labels"));
        labels[PartOfLabel] = applySetId;
        var annotations = new MapBuilder().AddAll(metadata.Map("annotations"));
        annotations[OwnerAnnotation] = $"{environment.Name}/{key.GroupKind}/{key.Namespace}/{key.Name}";
        var stamped = metadata.With("labels", labels.ToMap()).With("annotations", annotations.ToMap());
        return manifest with { Body = manifest.Body.With("metadata", stamped) };
    }
}
