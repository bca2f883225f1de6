using Reconciler.Sandbox.Api;

namespace Reconciler.Sandbox.Writes.Kinds;

/// <summary>What differs between kinds in how a write is taken, apart from their fields.</summary>
internal static class KindFacts
{
    private static readonly HashSet<string> WithGeneration = new(StringComparer.Ordinal)
    {
        "apps/DaemonSet", "apps/Deployment", "apps/ReplicaSet", "apps/StatefulSet", "/ReplicationController", "/Pod", "/PodTemplate", "batch/CronJob", "batch/Job",
        "networking.k8s.io/Ingress", "networking.k8s.io/IngressClass", "networking.k8s.io/NetworkPolicy", "policy/PodDisruptionBudget", "apiextensions.k8s.io/CustomResourceDefinition",
        "admissionregistration.k8s.io/MutatingWebhookConfiguration", "admissionregistration.k8s.io/ValidatingWebhookConfiguration",
        "admissionregistration.k8s.io/ValidatingAdmissionPolicy", "admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding",
        "admissionregistration.k8s.io/MutatingAdmissionPolicy", "admissionregistration.k8s.io/MutatingAdmissionPolicyBinding",
        "flowcontrol.apiserver.k8s.io/FlowSchema", "flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration", "discovery.k8s.io/EndpointSlice", "scheduling.k8s.io/PriorityClass",
    };

    private static readonly HashSet<string> NeedsVersion = new(StringComparer.Ordinal)
    {
        "policy/PodDisruptionBudget", "coordination.k8s.io/Lease", "apiextensions.k8s.io/CustomResourceDefinition", "apiregistration.k8s.io/APIService",
        "node.k8s.io/RuntimeClass", "storage.k8s.io/CSIDriver", "storage.k8s.io/CSINode", "storage.k8s.io/VolumeAttachment", "storage.k8s.io/CSIStorageCapacity",
        "admissionregistration.k8s.io/MutatingWebhookConfiguration", "admissionregistration.k8s.io/ValidatingWebhookConfiguration",
        "admissionregistration.k8s.io/ValidatingAdmissionPolicy", "admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding",
        "admissionregistration.k8s.io/MutatingAdmissionPolicy", "admissionregistration.k8s.io/MutatingAdmissionPolicyBinding",
    };

    private static readonly HashSet<string> CreatedByUpdate = new(StringComparer.Ordinal)
    {
        "coordination.k8s.io/Lease", "/Endpoints", "/Event", "events.k8s.io/Event", "/LimitRange",
        "rbac.authorization.k8s.io/Role", "rbac.authorization.k8s.io/RoleBinding", "rbac.authorization.k8s.io/ClusterRole", "rbac.authorization.k8s.io/ClusterRoleBinding",
    };

    private static readonly HashSet<string> WithoutFrozenLabels = new(StringComparer.Ordinal) { "apps/Deployment", "apps/DaemonSet", "apps/StatefulSet", "apps/ReplicaSet" };

    /// <summary>Whether the server counts the changes of the object's wishes in metadata.generation.</summary>
    public static bool CountsGeneration(ServedKind kind) => kind.IsCustom || WithGeneration.Contains(Key(kind));

    /// <summary>Whether an update has to say which resourceVersion it was made from.</summary>
    public static bool NeedsResourceVersion(ServedKind kind) => kind.IsCustom || NeedsVersion.Contains(Key(kind));

    /// <summary>Whether a PUT creates an object that isn't there.</summary>
    public static bool IsCreatedByUpdate(ServedKind kind) => !kind.IsCustom && CreatedByUpdate.Contains(Key(kind));

    /// <summary>Whether a status write leaves the labels alone, too.</summary>
    public static bool StatusKeepsLabels(ServedKind kind) => WithoutFrozenLabels.Contains(Key(kind));

    /// <summary>Nodes may come with a status.</summary>
    public static bool StatusMayBeCreated(ServedKind kind) => Key(kind) == "/Node";

    /// <summary>"apps/Deployment"; "/Pod" for the core group.</summary>
    public static string Key(ServedKind kind) => $"{kind.Group}/{kind.Kind.Kind}";
}
