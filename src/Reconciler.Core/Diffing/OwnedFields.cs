using System.Collections.Immutable;
using Reconciler.Objects;
using Reconciler.Rendering;

namespace Reconciler.Diffing;

/// <summary>How a live object stands to what the source wants.</summary>
public abstract record Comparison
{
    private Comparison() { }

    /// <summary>Nothing moved on either side, so nothing has to be asked.</summary>
    public sealed record Unchanged : Comparison;

    /// <summary>The object is being deleted; what is wanted can only be made when it is gone.</summary>
    public sealed record Terminating(ImmutableArray<string> Finalizers) : Comparison;

    /// <summary>The object is somebody else's.</summary>
    public sealed record Foreign(string Owner) : Comparison;

    /// <summary>A Job that ran to its end as it is wanted, and is no longer there: it is not run again.</summary>
    public sealed record Finished : Comparison;

    /// <summary>Something moved, or may have: the server has to be asked what an apply would do.</summary>
    public sealed record Moved(MoveReason Reason) : Comparison;
}

/// <summary>Why an object counts as moved.</summary>
public enum MoveReason
{
    /// <summary>Our entry is gone although the object names itself as ours.</summary>
    OwnershipLost,

    /// <summary>Our entry speaks of another API version.</summary>
    Version,

    /// <summary>There is no mark, or the source wants something else than what was applied.</summary>
    Desired,

    /// <summary>The fields that are ours hold something else than what the server had made of them.</summary>
    Live,

    /// <summary>Fields that we no longer send are still ours and have to be handed over.</summary>
    HandOver,
}

/// <summary>Who we are to the cluster: the set that our objects belong to, the manager that applies them, the environment that they name.</summary>
public sealed record Identity(string Environment, string ApplySetId)
{
    public string Manager => $"reconciler-{Environment}";

    /// <summary>The manager of what is only given once, and then left to others.</summary>
    public string InitialManager => $"{Manager}-initial";

    /// <summary>What selects everything that carries our label.</summary>
    public string Selector => $"{Ownership.PartOfLabel}={ApplySetId}";

    /// <summary>What an object of ours calls itself.</summary>
    public string SelfName(ObjectKey key) => $"{Environment}/{key.GroupKind}/{key.Namespace}/{key.Name}";

    /// <summary>Whether an object says by label and name that it is ours.</summary>
    public bool IsOurs(LiveObject live) => live.PartOf == ApplySetId && live.SelfName == SelfName(live.Key);
}

/// <summary>
/// Compares what is wanted with what is there by two hashes over the fields that are ours: exact without any knowledge of
/// schemas, quantities or defaults, and without a request.
/// </summary>
public sealed class OwnedFields(Identity identity, ObjectHasher hasher)
{
    public Comparison Compare(DesiredObject desired, LiveObject live)
    {
        if (live.IsDying) return new Comparison.Terminating(live.Finalizers);
        if (live.IsOfOtherSet(identity.ApplySetId)) return new Comparison.Foreign($"the ApplySet {live.PartOf}");
        if (live.Controller is { } controller) return new Comparison.Foreign(controller);
        if (live.Applied(identity.Manager) is not { } entry)
            return identity.IsOurs(live) ? new Comparison.Moved(MoveReason.OwnershipLost) : new Comparison.Foreign(OwnerOf(live));
        if (entry.ApiVersion != desired.ApiVersion) return new Comparison.Moved(MoveReason.Version);
        if (HandOver.Owned(desired, entry).Any()) return new Comparison.Moved(MoveReason.HandOver);
        if (AppliedMark.Of(live.Body) is not { } mark || mark.Desired != DesiredHash(desired)) return new Comparison.Moved(MoveReason.Desired);
        if (mark.Answer != AnswerHash(desired, live)) return new Comparison.Moved(MoveReason.Live);
        return identity.IsOurs(live) ? new Comparison.Unchanged() : new Comparison.Moved(MoveReason.Live);
    }

    /// <summary>Whether an object is ours and stays.</summary>
    public bool IsOurs(LiveObject live) => identity.IsOurs(live) && !live.IsDying && live.Controller is null;

    /// <summary>The hash of what is sent, or null where it can't be told.</summary>
    public string? DesiredHash(DesiredObject desired) => hasher.Of(CanonicalJson.Utf8(desired.Body), desired.IsSecret);

    /// <summary>
    /// What a wanted object is recognised by in a reviewed plan. Without the key that of a Secret is made of what a reviewer could see
    /// of it, which is its keys and how long the values are.
    /// </summary>
    public string WantedHash(DesiredObject desired) =>
        DesiredHash(desired) ?? Masked(desired);

    /// <summary>Whether a hash is that of the wanted object, made with the key or before there was one.</summary>
    public bool IsWanted(DesiredObject desired, string? hash) => hash is not null && (hash == DesiredHash(desired) || (desired.IsSecret && hash == Masked(desired)));

    private string Masked(DesiredObject desired) => $"masked-{hasher.Of(CanonicalJson.Utf8(SecretMask.Apply(desired.Body)), isSecret: false)}";

    /// <summary>The hash of what the server made of our fields, or null where none of them is ours.</summary>
    public string? AnswerHash(DesiredObject desired, LiveObject answer) =>
        answer.Applied(identity.Manager) is { } entry ? hasher.Of(FieldProjection.Of(entry, answer.Body, desired.Body).Span, desired.IsSecret) : null;

    /// <summary>What of an object we have applied; null where that is nothing.</summary>
    public MapNode? AppliedPart(LiveObject live) => live.Applied(identity.Manager) is { } entry ? OwnedPart.Of(live, entry) : null;

    /// <summary>The hash of our fields as they are, for an object that the source no longer wants.</summary>
    public string? OwnedHash(LiveObject live) =>
        live.Applied(identity.Manager) is { } entry ? hasher.Of(FieldProjection.Of(entry, live.Body, MapNode.Empty).Span, ObjectHasher.IsSecret(live.Body)) : null;

    private static string OwnerOf(LiveObject live) =>
        live.PartOf is { } set ? $"{set}" : live.Managers.Where(entry => entry.Subresource is null).Select(entry => entry.Name).FirstOrDefault() is { } manager ? $"the manager {manager}" : "somebody else";
}
