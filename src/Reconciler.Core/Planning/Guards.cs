using System.Collections.Immutable;
using System.Globalization;
using Reconciler.Diagnostics;
using Reconciler.Objects;

namespace Reconciler.Planning;

/// <summary>Guards over single deletions and over all of them. A guard that refuses holds what it names, and says what lifts it.</summary>
internal static class Guards
{
    /// <summary>A share of the objects only counts from this many deletions on.</summary>
    private const int LeastForShare = 5;

    public static ImmutableArray<Change> Hold(PlanInput input, ImmutableArray<Change> changes)
    {
        var approved = changes.Select(change => Approved(input, Protected(input, change))).ToImmutableArray();
        var mounts = new MountGuard(input, approved);
        var held = approved.Select(change => mounts.Hold(change)).ToImmutableArray();
        var foundations = new FoundationGuard(input, held);
        return Descended(input, Budgeted(input, [.. held.Select(foundations.Hold)]));
    }

    /// <summary>What a person can allow of a deletion. What is unknown, or refused by the server, nobody can approve.</summary>
    private static readonly ImmutableArray<DiagnosticCode> Approvable = [GuardCodes.NeedsApproval, GuardCodes.BlastRadius, GuardCodes.Confirm];

    /// <summary>A refusal of which every reason was approved is none.</summary>
    private static Change Approved(PlanInput input, Change change)
    {
        if (change.Action != ChangeAction.Refuse || change.Wanted is not (ChangeAction.Prune or ChangeAction.Retire)) return change;
        var isLifted = change.Problems.All(problem => problem.Severity != Severity.Error || (Approvable.Contains(problem.Code) && input.Approvals.Has(problem.Code)));
        return isLifted ? change with { Action = change.Wanted, Problems = change.Problems.RemoveAll(problem => problem.Severity == Severity.Error) } : change;
    }

    /// <summary>What an object holds counts beside the confirmation that it asks for: one approval is not the other.</summary>
    private static Change Protected(PlanInput input, Change change)
    {
        var isUnconfirmed = change is { Action: ChangeAction.Refuse, Wanted: ChangeAction.Prune } && change.Problems.All(problem => problem.Severity != Severity.Error || problem.Code == GuardCodes.Confirm);
        if (change.Action is not ChangeAction.Prune && !isUnconfirmed) return change;
        var reasons = new List<Diagnostic>();
        if (DeletionRules.HoldsMuch(change.Key)) reasons.Add(GuardCodes.NeedsApproval.At(Origin.None, $"{change.Key} would be deleted with all that it holds", "--approve RCN3003"));
        var radius = input.Radii.GetValueOrDefault(change.Key);
        change = change with { Takes = radius };
        if (radius is not null && (radius.Unknown is not null || radius.Foreign > 0)) reasons.Add(Radius(change.Key, radius));
        return reasons.Count == 0 ? change : change.Refused([.. reasons]);
    }

    private static Diagnostic Radius(ObjectKey key, BlastRadius radius)
    {
        if (radius.Unknown is { } why) return GuardCodes.UnknownKind.At(Origin.None, $"what would go along with {key} can't be counted: {why}");
        var what = string.Create(CultureInfo.InvariantCulture, $"would delete {radius.Objects} {(radius.Objects == 1 ? "object" : "objects")}, {radius.Foreign} of them not ours");
        return GuardCodes.BlastRadius.At(Origin.None, what, "move or delete what is not ours, or --approve RCN3004");
    }

    private static ImmutableArray<Change> Budgeted(PlanInput input, ImmutableArray<Change> changes)
    {
        var deletions = changes.Count(change => change.Action == ChangeAction.Prune);
        var budget = input.Specs.Environment.Prune.Budget;
        var (objects, percent) = (budget.Objects?.Value ?? 10, budget.Percent?.Value ?? 20);
        var total = input.Seen.Owned.Count;
        var isOver = deletions > objects || (deletions > LeastForShare && deletions * 100L > (long)percent * total);
        if (!isOver || IsOneAppLeaving(changes) || input.Approvals.Has(GuardCodes.Budget) || deletions <= input.Approvals.Deletions) return changes;
        var reason = GuardCodes.Budget.At(budget.Objects?.Origin ?? Origin.None, string.Create(CultureInfo.InvariantCulture, $"{deletions} of {total} objects would be deleted; the budget is {objects} objects, or {percent} % above {LeastForShare}"), string.Create(CultureInfo.InvariantCulture, $"--allow-prune {deletions}"));
        return [.. changes.Select(change => change.Action == ChangeAction.Prune ? change.Refused(reason) : change)];
    }

    /// <summary>Whether all deletions are those of one App that the source no longer has: somebody deleted its file, which is no accident of many.</summary>
    private static bool IsOneAppLeaving(ImmutableArray<Change> changes)
    {
        var lanes = changes.Where(change => change.Action == ChangeAction.Prune).Select(change => change.Lane).DistinctBy(lane => lane.Id).ToList();
        return lanes is [var only] && only.IsApp && !changes.Any(change => change.Desired is not null && change.Lane.Id == only.Id);
    }

    private static ImmutableArray<Change> Descended(PlanInput input, ImmutableArray<Change> changes)
    {
        if (input.Descent != Descent.Unknown || input.Approvals.Has(GuardCodes.AncestryUnknown)) return changes;
        var reason = GuardCodes.AncestryUnknown.At(Origin.None, $"it can't be told whether {input.Source.Shown} descends from {input.Seen.Inventory.Commit}", "--approve RCN3010");
        return [.. changes.Select(change => change.IsDeletion ? change.Refused(reason) : change).Where(change => !change.IsBookkeeping)];
    }
}
