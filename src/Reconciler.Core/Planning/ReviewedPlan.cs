using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Diffing;
using Reconciler.Objects;
using Reconciler.Rendering;
using Reconciler.Specs.Rules;

namespace Reconciler.Planning;

/// <summary>What a reviewer saw of one object: what was to happen to it, to what, from what.</summary>
public sealed record ReviewedChange(ObjectKey Key, ChangeAction Action, Lane Lane)
{
    public string? DesiredHash { get; init; }
    public string? Uid { get; init; }
    public string? OwnedHash { get; init; }

    /// <summary>The fields with old and new value, as they are written down.</summary>
    public ListNode Fields { get; init; } = ListNode.Of();
}

/// <summary>
/// Restricts a plan that was made just now to one that was reviewed. What is still the same is done; what has moved since is stale
/// and held, while its lane goes on; what the reviewer never saw is not touched. What is in place already, as after a run that was
/// cut off, is neither: there is nothing to do for it.
/// </summary>
public static class ReviewedPlan
{
    public static Plan Restrict(Plan fresh, ImmutableArray<ReviewedChange> reviewed, OwnedFields owned)
    {
        var before = reviewed.ToDictionary(change => change.Key);
        var notes = ImmutableArray.CreateBuilder<Diagnostic>();
        var changes = fresh.Changes.Select(change => before.TryGetValue(change.Key, out var seen) ? Compare(change, seen, owned, notes) : NotReviewed(change, notes)).ToList();
        var there = fresh.Changes.Select(change => change.Key).ToHashSet();
        changes.AddRange(reviewed.Where(seen => !there.Contains(seen.Key) && IsMissed(seen)).Select(seen => Stale(new Change(seen.Key, seen.Action, seen.Lane), "the source no longer has it")));
        return fresh with { Changes = HoldDependents(changes), Notes = fresh.Notes.AddRange(notes) };
    }

    /// <summary>What was to leave and is gone is as it was meant to be.</summary>
    private static bool IsMissed(ReviewedChange seen) => seen.Action is not (ChangeAction.Refuse or ChangeAction.Prune or ChangeAction.Retire or ChangeAction.Orphan);

    private static Change Compare(Change change, ReviewedChange seen, OwnedFields owned, ImmutableArray<Diagnostic>.Builder notes)
    {
        if (seen.Action == ChangeAction.Refuse) return change.Action is ChangeAction.Refuse or ChangeAction.Keep ? change : NotReviewed(change, notes);
        if (WhyMoved(change, seen, owned) is { } why) return Stale(change, why);
        return change with { IsReviewed = true };
    }

    private static string? WhyMoved(Change change, ReviewedChange seen, OwnedFields owned)
    {
        if (seen.Uid is not null && change.Live is { } live && live.Uid != seen.Uid) return "it was deleted and made anew";
        if (change.Desired is null != seen.DesiredHash is null) return change.Desired is null ? "the source no longer has it" : "the source has it again";
        if (change.Desired is { } desired && !owned.IsWanted(desired, seen.DesiredHash)) return "the source says something else";
        if (change.Action == ChangeAction.Keep) return null;
        var isSame = change.Wanted == seen.Action || (change.Wanted, seen.Action) is (ChangeAction.Create, ChangeAction.Deferred);
        if (!isSame) return $"{Participle(seen.Action)} was reviewed, and {Participle(change.Wanted)} would be done";
        if (change.Live?.Uid != seen.Uid) return change.Live is null ? "it is gone" : "it is there";
        if (change.OwnedHash != seen.OwnedHash) return "our fields of it have changed";
        return CanonicalJson.Write(ListNode.Of(change.Fields.Select(field => field.Tree))) == CanonicalJson.Write(seen.Fields) ? null : "other fields of it would change";
    }

    private static string Participle(ChangeAction action) => action switch
    {
        ChangeAction.Create or ChangeAction.Deferred => "making it",
        ChangeAction.Adopt => "taking it over",
        ChangeAction.Reclaim => "taking it back",
        ChangeAction.Update => "updating it",
        ChangeAction.Migrate => "migrating it",
        ChangeAction.Replace => "replacing it",
        ChangeAction.Keep => "nothing",
        ChangeAction.Prune or ChangeAction.Retire => "deleting it",
        ChangeAction.Orphan => "giving it up",
        ChangeAction.Transfer => "transferring it",
        ChangeAction.Terminating => "waiting until it is gone",
        ChangeAction.Refuse => "refusing it",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static Change Stale(Change change, string why) =>
        (change with { IsHeldBack = true, Problems = [] }).Refused(GuardCodes.Stale.At(change.Place, $"{change.Key} has changed since the plan was reviewed: {why}", "plan again"));

    private static Change NotReviewed(Change change, ImmutableArray<Diagnostic>.Builder notes)
    {
        if (change.Action == ChangeAction.Keep) return change;
        notes.Add(GuardCodes.NotReviewed.At(change.Place, $"{change.Key} was not in the reviewed plan, so it is left as it is; {Participle(change.Action)} would be due now"));
        return change with { Action = ChangeAction.Keep, Wanted = ChangeAction.Keep, IsHeldBack = true, Mark = null, Cause = null, Fields = [], Problems = [], HandsOver = false };
    }

    /// <summary>What names a stale object in its depends-on waits too; and so does what names that one.</summary>
    private static ImmutableArray<Change> HoldDependents(List<Change> changes)
    {
        var stale = changes.Where(change => change.IsStale).Select(change => change.Key).ToHashSet();
        for (var found = stale.Count; found > 0;)
        {
            found = 0;
            for (var i = 0; i < changes.Count; i++)
            {
                var change = changes[i];
                if (!change.IsWrite || change.Desired is null || Needs(change).FirstOrDefault(stale.Contains) is not { Name.Length: > 0 } need) continue;
                changes[i] = Stale(change, $"it depends on {need}, which is held");
                stale.Add(change.Key);
                found++;
            }
        }
        return [.. changes];
    }

    private static IEnumerable<ObjectKey> Needs(Change change) =>
        from text in change.Desired!.Steering.DependsOn
        let need = Dependency.Parse(text, change.Key.Namespace) as Dependency.OnObject
        where need is not null
        let dot = need.GroupKind.IndexOf('.', StringComparison.Ordinal)
        select new ObjectKey(dot < 0 ? "" : need.GroupKind[(dot + 1)..], dot < 0 ? need.GroupKind : need.GroupKind[..dot], need.Namespace, need.Name);
}
