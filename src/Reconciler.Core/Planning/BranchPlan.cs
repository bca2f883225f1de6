using System.Collections.Immutable;
using Reconciler.Diffing;
using Reconciler.Objects;

namespace Reconciler.Planning;

/// <summary>
/// Splits a plan by a base: what the branch changes stays its body, and what differs live anyway (drift, what the base has and is
/// not applied yet, what a newer version renders otherwise) is set apart, field by field where both meet in one object.
/// </summary>
public static class BranchPlan
{
    public static Plan Of(Plan plan, BaseFacts facts, ImmutableDictionary<ObjectKey, DesiredObject> before, OwnedFields owned)
    {
        var split = plan.Changes.Select(change => Split(change, before.GetValueOrDefault(change.Key), owned, plan.Identity)).ToList();
        return plan with
        {
            Base = facts,
            Changes = [.. split.Select(parts => parts.Body).OfType<Change>()],
            Apart = [.. split.Select(parts => parts.Apart).OfType<Change>()],
        };
    }

    private static (Change? Body, Change? Apart) Split(Change change, DesiredObject? before, OwnedFields owned, Identity identity)
    {
        if (change.Action == ChangeAction.Keep) return (change, null);
        if (change.Cause is Cause.Hold) return (null, change);
        if (change.Desired is not { } desired) return before is null ? (null, Merged(change)) : (change, null);
        if (before is null) return (change with { Cause = OfBranch(change.Cause) }, null);
        if (Node.DeepEquals(before.Body, desired.Body)) return (Unchanged(change), Merged(change));
        if (change.Action != ChangeAction.Update || change.Live is not { } live) return (change with { Cause = OfBranch(change.Cause) }, null);
        var ofBranch = FieldDiff.Between(before.Body, desired.Body);
        var (mine, others) = (change.Fields.Where(field => ofBranch.Any(field.Meets)).ToImmutableArray(), change.Fields.Where(field => !ofBranch.Any(field.Meets)).ToImmutableArray());
        if (others.IsEmpty) return (change with { Cause = OfBranch(change.Cause) }, null);
        var cause = AppliedMark.Of(live.Body)?.Desired == owned.DesiredHash(before) ? Drifts.Of(live, identity.Manager, others) : new Cause.Pending();
        var apart = change with { Fields = others, Cause = cause, Place = desired.Manifest.Place, Problems = [] };
        return mine.IsEmpty ? (Unchanged(change), apart) : (change with { Fields = mine, Cause = OfBranch(change.Cause) }, apart);
    }

    /// <summary>Who changed a live object is not the branch; all else of its own objects is.</summary>
    private static Cause? OfBranch(Cause? cause) => cause is Cause.Upgrade ? new Cause.Yours() : cause;

    private static Change Merged(Change change) => change with { Cause = change.Cause is Cause.Yours ? new Cause.Pending() : change.Cause };

    /// <summary>To the branch it is as good as kept.</summary>
    private static Change Unchanged(Change change) => change with { Action = ChangeAction.Keep, Wanted = ChangeAction.Keep, Mark = null, Cause = null, Fields = [], Problems = [] };
}
