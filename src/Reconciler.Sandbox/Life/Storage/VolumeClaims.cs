using Reconciler.Objects;
using Reconciler.Sandbox.Resources;

namespace Reconciler.Sandbox.Life.Storage;

/// <summary>What is asked of claims for storage.</summary>
internal static class VolumeClaims
{
    public const string Resource = "persistentvolumeclaims";
    public const string Volumes = "persistentvolumes";
    public const string Classes = "storageclasses.storage.k8s.io";

    /// <summary>The names of the claims that a pod uses.</summary>
    public static IEnumerable<string> Of(MapNode pod) => pod.Map("spec").Maps("volumes")
        .Select(volume => volume.Map("persistentVolumeClaim").Text("claimName")?.Value ?? (volume.Has("ephemeral") ? $"{pod.NameOf()}-{volume.Text("name")?.Value}" : null))
        .OfType<string>();

    public static bool IsBound(MapNode claim) => claim.Map("status").Text("phase")?.Value == "Bound";

    public static string? ClassName(MapNode claimOrVolume) => claimOrVolume.Map("spec").Text("storageClassName")?.Value;

    public static MapNode? ClassOf(LifeView view, MapNode claim) => ClassName(claim) is { Length: > 0 } name ? view.Find(Classes, "", name) : null;

    /// <summary>Whether an unbound claim gets its volume only once a pod that uses it has a node.</summary>
    public static bool WaitsForConsumer(LifeView view, MapNode claim) =>
        ClassOf(view, claim).Text("volumeBindingMode")?.Value == "WaitForFirstConsumer" && string.IsNullOrEmpty(claim.Map("spec").Text("volumeName")?.Value);
}
