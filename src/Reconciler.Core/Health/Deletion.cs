using Reconciler.Objects;

namespace Reconciler.Health;

/// <summary>What an object that is being deleted still waits for.</summary>
internal static class Deletion
{
    public static HealthVerdict Of(MapNode body)
    {
        var finalizers = body.Map("metadata").Texts("finalizers").Select(each => each.Value).ToArray();
        if (finalizers is ["foregroundDeletion"]) return HealthVerdict.Progressing("being deleted, waiting for what it owns to go");
        if (finalizers.Length > 0)
        {
            var held = HealthVerdict.Progressing($"being deleted, waiting for finalizer{(finalizers.Length == 1 ? "" : "s")} {Wording.List(finalizers)}");
            return held.With(finalizers.Contains("kubernetes.io/pvc-protection") ? "a pod still uses it" : finalizers.Contains("kubernetes.io/pv-protection") ? "a claim is still bound to it" : null);
        }
        return HealthVerdict.Progressing("being deleted").With(OfNamespace(body));
    }

    /// <summary>What is left in a namespace: its controller empties it and says what resists.</summary>
    private static string? OfNamespace(MapNode body)
    {
        string[] types = ["NamespaceDeletionDiscoveryFailure", "NamespaceDeletionGroupVersionParsingFailure", "NamespaceDeletionContentFailure", "NamespaceFinalizersRemaining", "NamespaceContentRemaining"];
        return types.Select(body.Status().Condition).FirstOrDefault(each => each.IsTrue()).Says();
    }
}
