using System.Collections.Immutable;
using System.Globalization;
using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Rendering;

namespace Reconciler.Holds;

/// <summary>What a person asks of one App by command.</summary>
public abstract record HoldRequest
{
    private HoldRequest() { }

    public sealed record Stop : HoldRequest;

    public sealed record Start : HoldRequest;

    /// <summary>All processes where none is named.</summary>
    public sealed record Restart(string? Process) : HoldRequest;

    /// <summary>To the last good revision before the current one where none is named.</summary>
    public sealed record Rollback(int? To, TimeSpan? For) : HoldRequest;
}

/// <summary>A revision as far as choosing one needs it.</summary>
public sealed record RevisionFacts(int Number, string Outcome, string Wish)
{
    /// <summary>What a revision says of itself when everything is in place and healthy.</summary>
    public const string Deployed = "deployed";

    /// <summary>What a revision says of a lane that the source no longer has.</summary>
    public const string Removed = "removed";

    public string? Commit { get; init; }

    /// <summary>The revision whose objects it has, where it was made by a rollback.</summary>
    public int? RolledBackTo { get; init; }

    /// <summary>Whether it is what a spec said, and not what somebody held.</summary>
    public bool IsOfSpec { get; init; } = true;
}

/// <summary>What is known of an App of which something is asked.</summary>
public sealed record HoldFacts(Lane Lane, string By, DateTimeOffset Now)
{
    /// <summary>Newest first; the first is what is in place.</summary>
    public required ImmutableArray<RevisionFacts> Revisions { get; init; }

    public bool IsStoppedBySpec { get; init; }

    /// <summary>What is wanted of it by now, but for restarts.</summary>
    public ImmutableArray<Manifest> Wanted { get; init; } = [];
}

/// <summary>What a request does to the standing orders, or why it can't be met.</summary>
public static class HoldDecision
{
    public static (Func<StandingOrders, StandingOrders>? Change, Diagnostic? Problem) Of(HoldRequest request, HoldFacts facts)
    {
        var (part, current) = (PartId.Of(facts.Lane), facts.Revisions[0]);
        switch (request)
        {
            case HoldRequest.Stop:
                return (orders => orders.Holding(new AppHold.Stop(part, current.Wish, facts.By, facts.Now)), null);
            case HoldRequest.Start:
                return (orders => facts.IsStoppedBySpec ? orders.Holding(new AppHold.Start(part, current.Wish, facts.By, facts.Now)) : orders.Starting(part), null);
            case HoldRequest.Restart restart:
                var restarts = Restarting.Of(facts.Wanted, restart.Process, part, current.Wish, facts.By, facts.Now);
                if (!restarts.IsEmpty) return (orders => restarts.Aggregate(orders, (all, hold) => all.Holding(hold)), null);
                var processes = Restarting.Processes(facts.Wanted);
                return (null, AppOrderCodes.ProcessUnknown.At(Origin.None, restart.Process is null ? $"{facts.Lane.Name} has no processes" : $"{facts.Lane.Name} has no process {restart.Process}", processes.IsEmpty ? null : Spelling.Suggest(restart.Process ?? "", processes) ?? $"it has {string.Join(", ", processes)}"));
            case HoldRequest.Rollback rollback:
                var (target, problem) = TargetOf(rollback.To, facts);
                if (target is null) return (null, problem);
                var hold = new AppHold.Rollback(part, current.Wish, facts.By, facts.Now, target.Number) { Commit = target.Commit, Until = rollback.For is { } time ? facts.Now + time : null };
                return (orders => orders.Holding(hold), null);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static (RevisionFacts? Target, Diagnostic? Problem) TargetOf(int? number, HoldFacts facts)
    {
        var current = facts.Revisions[0];
        if (number is not { } wanted)
        {
            // whoever goes back twice goes back further, and not forth again
            var at = facts.Revisions.FirstOrDefault(revision => revision.Number == current.RolledBackTo) ?? current;
            var target = facts.Revisions.FirstOrDefault(revision => revision is { Outcome: RevisionFacts.Deployed, IsOfSpec: true } && revision.Number < at.Number && revision.Wish != at.Wish && revision.Wish != current.Wish);
            return target is not null ? (target, null) : (null, AppOrderCodes.NothingToGoBackTo.At(Origin.None, string.Create(CultureInfo.InvariantCulture, $"{facts.Lane.Name} has no revision before {at.Number} that was deployed well from another spec")));
        }
        if (wanted == current.Number) return (null, AppOrderCodes.NothingToGoBackTo.At(Origin.None, string.Create(CultureInfo.InvariantCulture, $"revision {wanted} is what {facts.Lane.Name} has now")));
        var found = facts.Revisions.FirstOrDefault(revision => revision.Number == wanted && revision.Outcome != RevisionFacts.Removed);
        return found is not null ? (found, null) : (null, AppOrderCodes.RevisionUnknown.At(Origin.None, string.Create(CultureInfo.InvariantCulture, $"{facts.Lane.Name} has no revision {wanted}"), facts.Revisions.Length > 1 ? $"there is {string.Join(", ", facts.Revisions.Skip(1).Select(revision => revision.Number))}" : null));
    }
}
