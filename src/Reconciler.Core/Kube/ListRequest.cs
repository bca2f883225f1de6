using System.Collections.Immutable;
using Reconciler.Objects;

namespace Reconciler.Kube;

/// <summary>
/// Which objects to list. Without a resourceVersion the answer is the newest state, as anything must be that a deletion
/// may rest on; "0" is whatever the server has at hand, and may be old.
/// </summary>
public sealed record ListRequest(KubeResource Resource)
{
    /// <summary>Null: all namespaces.</summary>
    public string? Namespace { get; init; }

    public string? LabelSelector { get; init; }
    public string? FieldSelector { get; init; }

    /// <summary>How many objects one answer may have; 0: all in one.</summary>
    public int ChunkSize { get; init; } = 500;

    /// <summary>Whether metadata is enough: kind and apiVersion are then PartialObjectMetadata's.</summary>
    public bool IsMetadataOnly { get; init; }

    public string? ResourceVersion { get; init; }

    public string Path => Resource.Path(Namespace);

    public string Subject => $"{Resource.QualifiedName}{(Namespace is null ? "" : $" in {Namespace}")}";
}

/// <summary>What a list had at one moment. Every item has its apiVersion and kind, also where the server leaves them out.</summary>
public sealed record ObjectList(ImmutableArray<MapNode> Items, string ResourceVersion);
