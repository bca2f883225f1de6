using System.Collections.Immutable;

namespace Reconciler.Objects;

/// <summary>What a field of a built-in Kubernetes type may hold: a scalar, another type, a list, a map, or anything.</summary>
public abstract record KubeValue
{
    private protected KubeValue()
    {
    }
}

/// <summary>A single value. <see cref="Allowed"/> lists the only texts that are taken; empty means any.</summary>
public sealed record KubeScalar(KubeScalarKind Kind, ImmutableArray<string> Allowed) : KubeValue
{
    /// <summary>Whether an empty text is the same as none, which Kubernetes then fills in.</summary>
    public bool IsPlain { get; init; }
}

/// <summary>A map with the fields of a type. An atomic one is owned and replaced as a whole by server-side apply.</summary>
public sealed record KubeObject(KubeType Type, bool IsAtomic) : KubeValue;

/// <summary>
/// A list. Server-side apply tells the items of a map list apart by <see cref="Keys"/>, those of a set by their value, and
/// replaces an atomic list. A strategic merge matches items by <see cref="PatchKey"/>, unites lists that merge without
/// a key, and replaces every other one.
/// </summary>
public sealed record KubeList(KubeValue Item, KubeListKind Kind, ImmutableArray<string> Keys, string? PatchKey, bool IsPatchMerged) : KubeValue;

/// <summary>A map with free keys.</summary>
public sealed record KubeMap(KubeValue Value, bool IsAtomic) : KubeValue;

/// <summary>JSON that Kubernetes doesn't look into: a map, or any value at all.</summary>
public sealed record KubeFree(bool IsMap) : KubeValue;

/// <summary>How server-side apply merges a list.</summary>
public enum KubeListKind
{
    Atomic,
    Set,
    Map,
}

/// <summary>What a scalar has to look like.</summary>
public enum KubeScalarKind
{
    Text,
    Boolean,
    Int32,
    Int64,
    Number,
    Quantity,
    IntOrString,
    Time,
    MicroTime,
    Bytes,
}
