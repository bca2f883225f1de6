using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Holds;
using Reconciler.Rendering;

namespace Reconciler.Planning;

/// <summary>One part of an environment by its lane's id, or all of it.</summary>
public sealed record PartId(string Value)
{
    public static readonly PartId All = new("");

    public static PartId Of(Lane lane) => new(lane.Id);

    public bool IsAll => Value.Length == 0;

    public bool Covers(Lane lane) => IsAll || lane.Id == Value;

    public override string ToString() => IsAll ? "everything" : Value;
}

/// <summary>The controller leaves a part as it is until somebody resumes it.</summary>
public sealed record PauseOrder(PartId Part, string By, DateTimeOffset Since);

/// <summary>The controller applies a part now, also where it holds it for having failed. The run that does it has the order's id.</summary>
public sealed record SyncOrder(string Id, PartId Part, string By, DateTimeOffset Time);

/// <summary>What a person allows for the plan with this hash, and for no other.</summary>
public sealed record ApprovalOrder(string PlanHash, ImmutableArray<int> Codes, int? Deletions, string By, DateTimeOffset Time)
{
    public Approvals Approvals => new([.. Codes], Deletions, TakesOverInventory: false);
}

/// <summary>A plan of the controller that holds something back for a person to allow, with the codes of the guards that do.</summary>
public sealed record WaitingPlan(string Hash, string? Commit, ImmutableArray<int> Codes, int Deletions)
{
    /// <summary>What waits in a plan; null where nothing does that a person could allow.</summary>
    public static WaitingPlan? Of(Plan plan)
    {
        var held = plan.Changes.Where(change => change is { Action: ChangeAction.Refuse, IsBookkeeping: false }).ToList();
        var codes = held.SelectMany(change => change.Problems).Concat(plan.Refusals).Where(problem => problem.Severity == Severity.Error && problem.Code is { IsGuard: true, IsHold: false }).Select(problem => problem.Code.Number).Distinct().Order().ToImmutableArray();
        return codes.IsEmpty ? null : new WaitingPlan(plan.Hash, plan.Source.Commit, codes, held.Count(change => change.Wanted == ChangeAction.Prune));
    }

    public bool Equals(WaitingPlan? other) => other is not null && Hash == other.Hash && Commit == other.Commit && Deletions == other.Deletions && Codes.SequenceEqual(other.Codes);

    public override int GetHashCode() => Hash.GetHashCode(StringComparison.Ordinal);
}

/// <summary>What orders to the controller come to.</summary>
public static class ControlOrders
{
    public static PauseOrder? PauseOf(this StandingOrders orders, Lane lane) => orders.Pauses.LastOrDefault(pause => pause.Part.Covers(lane));

    public static StandingOrders Pausing(this StandingOrders orders, PauseOrder pause) => orders with { Pauses = [.. orders.Pauses.Where(other => other.Part != pause.Part), pause] };

    /// <summary>The orders without a pause of a part and without its holds. Resuming everything ends each part's pause too, but what is held of single Apps stays.</summary>
    public static StandingOrders Resuming(this StandingOrders orders, PartId part)
    {
        var ended = orders.Resumable(part);
        if (ended.IsEmpty && !orders.Pauses.Any(pause => part.IsAll || pause.Part == part)) return orders;
        return orders with { Pauses = orders.Pauses.RemoveAll(pause => part.IsAll || pause.Part == part), Holds = orders.Holds.RemoveAll(ended.Contains) };
    }

    public static StandingOrders Syncing(this StandingOrders orders, SyncOrder sync) => orders with { Syncs = [.. orders.Syncs.Where(other => other.Part != sync.Part), sync] };

    /// <summary>The orders without those that the controller has taken up.</summary>
    public static StandingOrders WithoutSyncs(this StandingOrders orders, ImmutableArray<SyncOrder> taken) =>
        orders.Syncs.Any(taken.Contains) ? orders with { Syncs = orders.Syncs.RemoveAll(taken.Contains) } : orders;

    /// <summary>Whether somebody has ordered something new since. That an order was struck out because it is done is no news.</summary>
    public static bool IsNewsAfter(this StandingOrders orders, StandingOrders before) =>
        !orders.Pauses.SequenceEqual(before.Pauses)
        || orders.Syncs.Except(before.Syncs).Any()
        || (orders.PollAsked is { } asked && asked != before.PollAsked)
        || orders.Adoptions.Except(before.Adoptions).Any()
        || !orders.Holds.SequenceEqual(before.Holds)
        || (orders.Approval is { } approval && (approval.PlanHash, approval.Time) != (before.Approval?.PlanHash, before.Approval?.Time))
        || !orders.Held.Select(held => held.Key).ToHashSet().SetEquals(before.Held.Select(held => held.Key));
}
