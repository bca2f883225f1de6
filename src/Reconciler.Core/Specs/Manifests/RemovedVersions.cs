using System.Collections.Immutable;

namespace Reconciler.Specs.Manifests;

/// <summary>
/// A version of a kind that Kubernetes once served, the release that no longer did, and what took its place: an apiVersion, or where
/// the kind itself is gone, what to use instead.
/// </summary>
public sealed record RemovedVersion(string ApiVersion, string Kind, string? Successor, string Release)
{
    public string? Instead { get; init; }
}

/// <summary>The API versions that Kubernetes has removed since 1.16.</summary>
public static class RemovedVersions
{
    private const string PodSecurity = "the kind has no successor; label the Namespace for pod security admission instead";

    public static ImmutableArray<RemovedVersion> All { get; } =
    [
        .. Of("admissionregistration.k8s.io/v1beta1", "MutatingWebhookConfiguration ValidatingWebhookConfiguration", "admissionregistration.k8s.io/v1", "1.22"),
        .. Of("apiextensions.k8s.io/v1beta1", "CustomResourceDefinition", "apiextensions.k8s.io/v1", "1.22"),
        .. Of("apiregistration.k8s.io/v1beta1", "APIService", "apiregistration.k8s.io/v1", "1.22"),
        .. Of("apps/v1beta1", "ControllerRevision Deployment ReplicaSet StatefulSet", "apps/v1", "1.16"),
        .. Of("apps/v1beta2", "ControllerRevision DaemonSet Deployment ReplicaSet StatefulSet", "apps/v1", "1.16"),
        .. Of("authentication.k8s.io/v1beta1", "TokenReview", "authentication.k8s.io/v1", "1.22"),
        .. Of("authorization.k8s.io/v1beta1", "LocalSubjectAccessReview SelfSubjectAccessReview SelfSubjectRulesReview SubjectAccessReview", "authorization.k8s.io/v1", "1.22"),
        .. Of("autoscaling/v2beta1", "HorizontalPodAutoscaler", "autoscaling/v2", "1.25"),
        .. Of("autoscaling/v2beta2", "HorizontalPodAutoscaler", "autoscaling/v2", "1.26"),
        .. Of("batch/v1beta1", "CronJob", "batch/v1", "1.25"),
        .. Of("batch/v2alpha1", "CronJob", "batch/v1", "1.21"),
        .. Of("certificates.k8s.io/v1beta1", "CertificateSigningRequest", "certificates.k8s.io/v1", "1.22"),
        .. Of("coordination.k8s.io/v1beta1", "Lease", "coordination.k8s.io/v1", "1.22"),
        .. Of("discovery.k8s.io/v1beta1", "EndpointSlice", "discovery.k8s.io/v1", "1.25"),
        .. Of("events.k8s.io/v1beta1", "Event", "events.k8s.io/v1", "1.25"),
        .. Of("extensions/v1beta1", "DaemonSet Deployment ReplicaSet", "apps/v1", "1.16"),
        .. Of("extensions/v1beta1", "NetworkPolicy", "networking.k8s.io/v1", "1.16"),
        .. Of("extensions/v1beta1", "Ingress", "networking.k8s.io/v1", "1.22"),
        new("extensions/v1beta1", "PodSecurityPolicy", null, "1.16") { Instead = PodSecurity },
        .. Of("flowcontrol.apiserver.k8s.io/v1beta1", "FlowSchema PriorityLevelConfiguration", "flowcontrol.apiserver.k8s.io/v1", "1.26"),
        .. Of("flowcontrol.apiserver.k8s.io/v1beta2", "FlowSchema PriorityLevelConfiguration", "flowcontrol.apiserver.k8s.io/v1", "1.29"),
        .. Of("flowcontrol.apiserver.k8s.io/v1beta3", "FlowSchema PriorityLevelConfiguration", "flowcontrol.apiserver.k8s.io/v1", "1.32"),
        .. Of("networking.k8s.io/v1beta1", "Ingress IngressClass", "networking.k8s.io/v1", "1.22"),
        .. Of("node.k8s.io/v1beta1", "RuntimeClass", "node.k8s.io/v1", "1.25"),
        .. Of("policy/v1beta1", "PodDisruptionBudget", "policy/v1", "1.25"),
        new("policy/v1beta1", "PodSecurityPolicy", null, "1.25") { Instead = PodSecurity },
        .. Of("rbac.authorization.k8s.io/v1alpha1", "ClusterRole ClusterRoleBinding Role RoleBinding", "rbac.authorization.k8s.io/v1", "1.23"),
        .. Of("rbac.authorization.k8s.io/v1beta1", "ClusterRole ClusterRoleBinding Role RoleBinding", "rbac.authorization.k8s.io/v1", "1.22"),
        .. Of("scheduling.k8s.io/v1alpha1", "PriorityClass", "scheduling.k8s.io/v1", "1.23"),
        .. Of("scheduling.k8s.io/v1beta1", "PriorityClass", "scheduling.k8s.io/v1", "1.22"),
        .. Of("storage.k8s.io/v1beta1", "CSIDriver CSINode StorageClass VolumeAttachment", "storage.k8s.io/v1", "1.22"),
        .. Of("storage.k8s.io/v1beta1", "CSIStorageCapacity", "storage.k8s.io/v1", "1.27"),
    ];

    private static readonly Dictionary<(string ApiVersion, string Kind), RemovedVersion> ByKind = All.ToDictionary(removed => (removed.ApiVersion, removed.Kind));

    public static RemovedVersion? Find(string apiVersion, string kind) => ByKind.GetValueOrDefault((apiVersion, kind));

    private static IEnumerable<RemovedVersion> Of(string apiVersion, string kinds, string successor, string release) =>
        kinds.Split(' ').Select(kind => new RemovedVersion(apiVersion, kind, successor, release));
}
