using System.Collections.Immutable;

namespace Reconciler.Kube;

/// <summary>A part of a kind with a path of its own, and the verbs that it has.</summary>
public sealed record ServedSubresource(string Name, string Kind, ImmutableArray<string> Verbs);

/// <summary>A kind as a server serves it at one version: what is needed to ask for its objects.</summary>
public sealed record KubeResource(string Group, string Version, string Kind, string Name, bool IsNamespaced)
{
    /// <summary>Kinds that every server has, for what needs no discovery.</summary>
    public static readonly KubeResource Pods = new("", "v1", "Pod", "pods", true);
    public static readonly KubeResource Secrets = new("", "v1", "Secret", "secrets", true);
    public static readonly KubeResource Deployments = new("apps", "v1", "Deployment", "deployments", true);
    public static readonly KubeResource ReplicaSets = new("apps", "v1", "ReplicaSet", "replicasets", true);
    public static readonly KubeResource Jobs = new("batch", "v1", "Job", "jobs", true);
    public static readonly KubeResource CronJobs = new("batch", "v1", "CronJob", "cronjobs", true);
    public static readonly KubeResource Services = new("", "v1", "Service", "services", true);
    public static readonly KubeResource EndpointSlices = new("discovery.k8s.io", "v1", "EndpointSlice", "endpointslices", true);
    public static readonly KubeResource Namespaces = new("", "v1", "Namespace", "namespaces", false);
    public static readonly KubeResource Leases = new("coordination.k8s.io", "v1", "Lease", "leases", true);
    public static readonly KubeResource TokenReviews = new("authentication.k8s.io", "v1", "TokenReview", "tokenreviews", false);
    public static readonly KubeResource SubjectAccessReviews = new("authorization.k8s.io", "v1", "SubjectAccessReview", "subjectaccessreviews", false);
    public static readonly KubeResource SelfSubjectAccessReviews = new("authorization.k8s.io", "v1", "SelfSubjectAccessReview", "selfsubjectaccessreviews", false);

    public ImmutableArray<string> Verbs { get; init; } = [];
    public ImmutableArray<string> ShortNames { get; init; } = [];
    public ImmutableArray<ServedSubresource> Subresources { get; init; } = [];

    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>"deployments.apps", or "pods" for the core group.</summary>
    public string QualifiedName => Group.Length == 0 ? Name : $"{Name}.{Group}";

    public bool Has(string subresource) => Subresources.Any(part => part.Name == subresource);

    /// <summary>The path of the objects of one namespace, or of all where it is null.</summary>
    public string Path(string? inNamespace)
    {
        var root = Group.Length == 0 ? $"/api/{Version}" : $"/apis/{Group}/{Version}";
        return IsNamespaced && inNamespace is not null ? $"{root}/namespaces/{Uri.EscapeDataString(inNamespace)}/{Name}" : $"{root}/{Name}";
    }

    public override string ToString() => $"{ApiVersion} {Kind}";
}
