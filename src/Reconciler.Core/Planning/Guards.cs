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
        var unsupported = Unsupported.Of(input.Specs);
        var approved = changes.Select(change => Approved(input, Protected(input, change))).ToImmutableArray();
        var mounts = new MountGuard(input, approved);
        var held = approved.Select(change => Supported(unsupported, mounts.Hold(change))).ToImmutableArray();
        return Descended(input, Budgeted(input, held));
    }

    private static Change Supported(ImmutableDictionary<string, ImmutableArray<Diagnostic>> unsupported, Change change) =>
        change is { Desired: not null, Action: not ChangeAction.Keep } && unsupported.TryGetValue(change.Lane.Id, out var reasons) ? change.Refused(reasons.AsSpan()) : change;

    /// <summary>A refusal that was approved is none: only confirmation and approval can be given this way.</summary>
    private static Change Approved(PlanInput input, Change change)
    {
        if (change.Action != ChangeAction.Refuse || change.Problems.Any(problem => problem.Severity == Severity.Error && !input.Approvals.Has(problem.Code))) return change;
        return change.Wanted is ChangeAction.Prune ? change with { Action = change.Wanted, Problems = [] } : change;
    }

    private static Change Protected(PlanInput input, Change change)
    {
        if (change.Action is not ChangeAction.Prune) return change;
        var reasons = new List<Diagnostic>();
        if (DeletionRules.HoldsMuch(change.Key)) reasons.Add(GuardCodes.NeedsApproval.At(Origin.None, $"{change.Key} would be deleted with all that it holds", "--approve RCN3003"));
        if (input.Radii.GetValueOrDefault(change.Key) is { } radius && (radius.Unknown is not null || radius.Foreign > 0)) reasons.Add(Radius(change.Key, radius));
        return reasons.Count == 0 ? change : change.Refused([.. reasons]);
    }

    private static Diagnostic Radius(ObjectKey key, BlastRadius radius)
    {
        var what = radius.Unknown is { } why
            ? $"what would go along with {key} can't be counted: {why}"
            : string.Create(CultureInfo.InvariantCulture, $"would delete {radius.Objects} {(radius.Objects == 1 ? "object" : "objects")}, {radius.Foreign} of them not ours");
        return GuardCodes.BlastRadius.At(Origin.None, what, "move or delete what is not ours, or --approve RCN3004");
    }

    private static ImmutableArray<Change> Budgeted(PlanInput input, ImmutableArray<Change> changes)
    {
        var deletions = changes.Count(change => change.Action == ChangeAction.Prune);
        var budget = input.Specs.Environment.Prune.Budget;
        var (objects, percent) = (budget.Objects?.Value ?? 10, budget.Percent?.Value ?? 20);
        var total = input.Seen.Owned.Count;
        var isOver = deletions > objects || (deletions > LeastForShare && deletions * 100L > (long)percent * total);
        if (!isOver || input.Approvals.Has(GuardCodes.Budget) || deletions <= input.Approvals.Deletions) return changes;
        var reason = GuardCodes.Budget.At(budget.Objects?.Origin ?? Origin.None, string.Create(CultureInfo.InvariantCulture, $"{deletions} of {total} objects would be deleted; the budget is {objects} objects, or {percent} % above {LeastForShare}"), string.Create(CultureInfo.InvariantCulture, $"--allow-prune {deletions}"));
        return [.. changes.Select(change => change.Action == ChangeAction.Prune ? change.Refused(reason) : change)];
    }

    private static ImmutableArray<Change> Descended(PlanInput input, ImmutableArray<Change> changes)
    {
        if (input.Descent != Descent.Unknown || input.Approvals.Has(GuardCodes.AncestryUnknown)) return changes;
        var reason = GuardCodes.AncestryUnknown.At(Origin.None, $"it can't be told whether {input.Source.Shown} descends from {input.Seen.Inventory.Commit}", "--approve RCN3010");
        return [.. changes.Select(change => change.IsDeletion ? change.Refused(reason) : change).Where(change => !change.IsBookkeeping)];
    }
}
