using System.Collections.Immutable;

namespace Reconciler.Objects;

/// <summary>
/// A kind that Kubernetes serves by itself. <see cref="Root"/> is the type of its objects, or null where only the kind is
/// known and not its fields.
/// </summary>
public sealed record KubeKind(string ApiVersion, string Kind, string Resource, string Singular, bool IsNamespaced)
{
    public required ImmutableArray<string> ShortNames { get; init; }
    public required ImmutableArray<string> Verbs { get; init; }
    public required ImmutableArray<KubeSubresource> Subresources { get; init; }
    public required KubeType? Root { get; init; }

    public string Group => ObjectKey.GroupOf(ApiVersion);

    public string Version => ApiVersion[(ApiVersion.IndexOf('/', StringComparison.Ordinal) + 1)..];

    /// <summary>Whether an object of this kind stays in the cluster until it is deleted, as a TokenReview does not.</summary>
    public bool IsKept => Verbs.Contains("get") && Verbs.Contains("create") && Verbs.Contains("patch");

    public override string ToString() => $"{ApiVersion} {Kind}";
}

/// <summary>A part of a kind with a path of its own, such as status and scale, and the kind of what is sent to it.</summary>
public sealed record KubeSubresource(string Name, string ApiVersion, string Kind, ImmutableArray<string> Verbs, KubeType? Root);
