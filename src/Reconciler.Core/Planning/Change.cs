using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Diffing;
using Reconciler.Objects;
using Reconciler.Rendering;

namespace Reconciler.Planning;

/// <summary>What happens to one object.</summary>
public enum ChangeAction
{
    /// <summary>It is new.</summary>
    Create,

    /// <summary>It is new, and so is what it lies in: the server can't be asked about it yet.</summary>
    Deferred,

    /// <summary>Somebody else made it, and the source asks to take it over.</summary>
    Adopt,

    /// <summary>It is ours and has lost a mark of that.</summary>
    Reclaim,

    Update,

    /// <summary>Our ownership is written in the terms of another API version.</summary>
    Migrate,

    /// <summary>It is deleted and made again, because a field can't be changed.</summary>
    Replace,

    Keep,
    Prune,

    /// <summary>We give it up, and it stays.</summary>
    Orphan,

    /// <summary>It goes over from another part of the source.</summary>
    Transfer,

    /// <summary>It is deleted because its successor is in the same plan.</summary>
    Retire,

    /// <summary>It is being deleted; it is made again when it is gone.</summary>
    Terminating,

    /// <summary>Nothing happens to it, although something should.</summary>
    Refuse,
}

/// <summary>Why an object differs.</summary>
public abstract record Cause
{
    private Cause() { }

    /// <summary>The source says something else than before.</summary>
    public sealed record Yours : Cause;

    /// <summary>Somebody changed the live object; null where the cluster doesn't record who or when.</summary>
    public sealed record Drift(string? Manager, DateTimeOffset? Time) : Cause;

    /// <summary>The same commit renders to something else than when it was applied.</summary>
    public sealed record Upgrade : Cause;

    /// <summary>The base of a comparison has the change already, and it is not applied yet.</summary>
    public sealed record Pending : Cause;

    /// <summary>Admission would change fields that are not ours.</summary>
    public sealed record Admission : Cause;

    /// <summary>A person holds the App in another state than its spec says, or has done so until now.</summary>
    public sealed record Hold(string Why) : Cause;

    public string Word => this switch
    {
        Yours => "yours",
        Drift => "drift",
        Upgrade => "upgrade",
        Pending => "pending",
        Admission => "admission",
        Hold => "hold",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}

/// <summary>
/// What a plan says of one object: the action, why, and what an apply would change. A refused object names what was wanted
/// in <see cref="Wanted"/> and why not in <see cref="Problems"/>.
/// </summary>
public sealed record Change(ObjectKey Key, ChangeAction Action, Lane Lane)
{
    /// <summary>What would happen if it were not refused.</summary>
    public ChangeAction Wanted { get; init; } = Action;

    public Cause? Cause { get; init; }

    /// <summary>The line that the change comes from.</summary>
    public Origin Place { get; init; }

    /// <summary>The object as it is wanted; null where the source no longer wants it.</summary>
    public DesiredObject? Desired { get; init; }

    /// <summary>The object as it was seen; null where it isn't there.</summary>
    public LiveObject? Live { get; init; }

    /// <summary>Every field that an apply changes, with secret values masked.</summary>
    public ImmutableArray<FieldChange> Fields { get; init; } = [];

    /// <summary>Why it is refused, and what is worth knowing besides.</summary>
    public ImmutableArray<Diagnostic> Problems { get; init; } = [];

    /// <summary>What the object is marked with when it is written; null where the server was not asked.</summary>
    public AppliedMark? Mark { get; init; }

    /// <summary>The hash of the object as it is wanted, by which a reviewed plan is recognised; null where nothing is wanted or nothing happens.</summary>
    public string? DesiredHash { get; init; }

    /// <summary>The object as it was applied last, of an object whose ownership was taken and has to be restored before it is changed.</summary>
    public MapNode? Former { get; init; }

    /// <summary>What a deletion takes along, as it was counted; null where it takes nothing.</summary>
    public BlastRadius? Takes { get; init; }

    /// <summary>The hash of our fields as they were seen, by which a later look can tell whether they moved.</summary>
    public string? OwnedHash { get; init; }

    /// <summary>Whether fields are taken from other managers, guarded by the resourceVersion that was seen.</summary>
    public bool IsForced { get; init; }

    /// <summary>Whether the difference was computed without asking the server.</summary>
    public bool IsUnverified { get; init; }

    /// <summary>Whether fields are handed over to the manager of initial values.</summary>
    public bool HandsOver { get; init; }

    /// <summary>Whether it only tidies up after changes that were planned and applied before: it is done with the next apply, and is no change.</summary>
    public bool IsBookkeeping { get; init; }

    /// <summary>Whether a retired version stays, without pods, so that a reverted commit finds it.</summary>
    public bool Rests { get; init; }

    /// <summary>Whether a person has seen exactly this, so that a write must find the object as it was when it was compared.</summary>
    public bool IsReviewed { get; init; }

    /// <summary>
    /// Whether the reviewed plan has something else for it, or nothing: it is left as it is. A refused one is stale; its lane goes on
    /// without it.
    /// </summary>
    public bool IsHeldBack { get; init; }

    /// <summary>Whether it has moved since it was reviewed.</summary>
    public bool IsStale => IsHeldBack && Action == ChangeAction.Refuse;

    /// <summary>Whether the object is deleted.</summary>
    public bool IsDeletion => !Rests && Action is ChangeAction.Prune or ChangeAction.Retire;

    /// <summary>Whether it is written or deleted when the plan is applied.</summary>
    public bool IsWrite => !IsBookkeeping && Action is not (ChangeAction.Keep or ChangeAction.Refuse);

    /// <summary>Whether nothing changes but the mark that it carries, which speaks of what was sent before.</summary>
    public bool IsRefresh => Action == ChangeAction.Keep && Mark is { } mark && Live is { } live && mark != AppliedMark.Of(live.Body);

    /// <summary>The same change, held back for a reason.</summary>
    public Change Refused(params ReadOnlySpan<Diagnostic> reasons) => this with { Action = ChangeAction.Refuse, Problems = Problems.AddRange(reasons) };
}
