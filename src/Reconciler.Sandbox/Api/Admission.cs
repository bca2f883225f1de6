using System.Collections.Immutable;
using Reconciler.Objects;
using Reconciler.Sandbox.Storage;

namespace Reconciler.Sandbox.Api;

public enum AdmissionOperation
{
    Create,
    Update,
    Delete,
}

/// <summary>
/// A write that has passed validation and is about to be stored. What admission itself writes, such as a quota's use, goes into the same
/// transaction, which a dry run throws away.
/// </summary>
public sealed record AdmissionRequest(AdmissionOperation Operation, ServedKind Kind, ApiUser User, StoreTransaction Transaction)
{
    public string Subresource { get; init; } = "";
    public required string Namespace { get; init; }
    public required string Name { get; init; }

    /// <summary>The object as it will be stored; null for a deletion.</summary>
    public MapNode? Object { get; init; }

    /// <summary>The object as it is stored; null for a creation.</summary>
    public MapNode? OldObject { get; init; }
    public bool IsDryRun { get; init; }
}

/// <summary>What admission says: a refusal, or the object as it may be stored, with warnings.</summary>
public sealed record AdmissionAnswer
{
    public static AdmissionAnswer Allowed { get; } = new();

    public ApiStatus? Refusal { get; init; }

    /// <summary>The object where admission changed it; null leaves it as it was.</summary>
    public MapNode? Object { get; init; }
    public ImmutableArray<string> Warnings { get; init; } = [];
}
