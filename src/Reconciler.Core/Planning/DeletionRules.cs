using Reconciler.Objects;

namespace Reconciler.Planning;

/// <summary>What is known of kinds when their objects leave.</summary>
public static class DeletionRules
{
    /// <summary>Whether data, or objects of others, go along with an object of the kind.</summary>
    public static bool HoldsMuch(ObjectKey key) => key switch
    {
        { Group: "", Kind: "PersistentVolumeClaim" or "PersistentVolume" or "Namespace" } => true,
        { Group: "apps", Kind: "StatefulSet" } => true,
        { Group: "apiextensions.k8s.io", Kind: "CustomResourceDefinition" } => true,
        _ => false,
    };

    /// <summary>Whether other objects hang on one of the kind, so that its deletion waits for them.</summary>
    public static bool HasDependents(ObjectKey key) => key switch
    {
        { Group: "apps" or "batch" } => true,
        { Group: "apiextensions.k8s.io" } => true,
        { Group: "", Kind: "Namespace" or "ReplicationController" } => true,
        { Group: "" or "rbac.authorization.k8s.io" or "networking.k8s.io" or "policy" or "autoscaling" or "coordination.k8s.io" } => false,
        _ => true,
    };
}
