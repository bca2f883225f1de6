using System.Collections.Immutable;
using Reconciler.Engine.Inventory;
using Reconciler.Engine.Running;
using Reconciler.Planning;
using Reconciler.Runs;

namespace Reconciler.Engine.Control;

/// <summary>
/// What the controller remembers of parts between two runs: which failed with what was wanted of them, since when one is waited for, and
/// who fights for objects. A fold over runs; a restart begins with what history says.
/// </summary>
internal sealed record LaneMemory
{
    public ImmutableDictionary<string, FailedPart> Failed { get; init; } = ImmutableDictionary<string, FailedPart>.Empty;

    /// <summary>When a part was first waited for, with what is wanted of it.</summary>
    public ImmutableDictionary<string, (string Wish, DateTimeOffset Since)> Waiting { get; init; } = ImmutableDictionary<string, (string, DateTimeOffset)>.Empty;

    public Fights Fights { get; init; } = new();

    /// <summary>Whether history was asked for what other processes saw fail.</summary>
    private bool IsSeeded { get; init; }

    /// <summary>After a run of a plan.</summary>
    public LaneMemory With(RunStatus status, Plan plan, Func<string, string?> wishOf, DateTimeOffset now)
    {
        var (failed, waiting) = (Failed.ToBuilder(), Waiting.ToBuilder());
        foreach (var lane in status.Lanes.Values)
        {
            var id = lane.Lane.Id;
            if (lane.Outcome == LaneOutcome.Interrupted)
            {
                var wish = wishOf(id) ?? "";
                if (waiting.GetValueOrDefault(id).Wish != wish) waiting[id] = (wish, lane.Began ?? now);
                continue;
            }
            if (lane.Outcome is LaneOutcome.Refused) continue;
            waiting.Remove(id);
            // where nothing was written nothing was waited for either
            if (lane.Outcome == LaneOutcome.Done && lane.Writes > 0) failed.Remove(id);
            else if (lane.Outcome == LaneOutcome.Failed) failed[id] = new FailedPart(lane.Lane, wishOf(id) ?? "", lane.Problems is [var first, ..] ? first.Message : lane.Message, now);
        }
        var drifted = plan.Changes.Where(change => change.Cause is Cause.Drift).ToDictionary(change => change.Key, change => ((Cause.Drift)change.Cause!).Manager);
        var fights = status.Done.Where(done => drifted.ContainsKey(done.Key)).Aggregate(Fights, (all, done) => all.With(done.Key, drifted[done.Key], now));
        return this with { Failed = failed.ToImmutable(), Waiting = waiting.ToImmutable(), Fights = fights };
    }

    /// <summary>
    /// What still counts when a plan is made: the parts that it wants the same of as before. What failed and is well by now has mended
    /// itself; what history says of this very commit has failed, also where another process saw it.
    /// </summary>
    public LaneMemory For(Plan plan, ImmutableArray<DeployedRevision> history, Func<string, string?> wishOf)
    {
        var open = plan.Changes.Where(change => change.IsWrite || Unsettled.IsUnwell(change)).ToLookup(change => change.Lane.Id, StringComparer.Ordinal);
        var failed = Failed.RemoveRange(Failed.Where(pair => wishOf(pair.Key) != pair.Value.Wish || !open.Contains(pair.Key)).Select(pair => pair.Key));
        foreach (var revision in history.Where(revision => Unsettled.HasFailed(revision) && revision.Commit is not null && revision.Commit == plan.Source.Commit && !IsSeeded && open.Contains(revision.Lane.Id)))
            failed = failed.SetItem(revision.Lane.Id, new FailedPart(revision.Lane, wishOf(revision.Lane.Id) ?? "", "its last deploy did not come to be healthy", revision.Time));
        return this with
        {
            Failed = failed,
            Waiting = Waiting.RemoveRange(Waiting.Where(pair => wishOf(pair.Key) != pair.Value.Wish).Select(pair => pair.Key)),
            IsSeeded = true,
        };
    }

    /// <summary>How long a part may still take, of the time that it has: being interrupted gives it no more.</summary>
    public TimeSpan Left(string lane, TimeSpan patience, DateTimeOffset now) =>
        Waiting.TryGetValue(lane, out var waiting) ? patience - (now - waiting.Since) is var left && left > TimeSpan.FromSeconds(1) ? left : TimeSpan.FromSeconds(1) : patience;
}
