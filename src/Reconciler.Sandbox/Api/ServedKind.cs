using Reconciler.Objects;

namespace Reconciler.Sandbox.Api;

/// <summary>
/// A kind that the server serves at one version: a built-in one, or one of a CustomResourceDefinition, whose schema is
/// turned into the same type system so that ownership, defaulting and checks are written once.
/// </summary>
public sealed record ServedKind(KubeKind Kind, bool IsCustom)
{
    public string ApiVersion => Kind.ApiVersion;
    public string Group => Kind.Group;

    /// <summary>Whether status is a subresource, so that writes to the object leave it alone and the other way round.</summary>
    public bool HasStatus { get; init; }

    /// <summary>The CustomResourceDefinition's schema for this version, as it was written; null for built-in kinds.</summary>
    public MapNode? Schema { get; init; }

    /// <summary>"deployments.apps", or "pods" for the core group: how messages name the resource.</summary>
    public string QualifiedResource => Group.Length == 0 ? Kind.Resource : $"{Kind.Resource}.{Group}";
}
