using Reconciler.Objects;
using Reconciler.Sandbox.Resources;

namespace Reconciler.Sandbox.Deletion;

/// <summary>When an object that is to go may go.</summary>
internal static class DeletionRules
{
    public const string Foreground = "foregroundDeletion";
    public const string Orphan = "orphan";

    /// <summary>Whether a dying object has nothing left to wait for.</summary>
    public static bool IsFinished(MapNode body, ServedResource resource)
    {
        if (!body.IsDying() || body.Finalizers().Any()) return false;
        if (resource.StorageName == Namespaces.Resource) return !Namespaces.SpecFinalizers(body).Any();
        return body.Meta().Int("deletionGracePeriodSeconds")?.Value is null or 0;
    }
}
