using System.Collections.Immutable;
using Reconciler.Engine.Inventory;
using Reconciler.Health;
using Reconciler.Objects;
using Reconciler.Planning;

namespace Reconciler.Engine.Running;

/// <summary>
/// The lanes that were applied and never seen to become healthy, because a run ended before: their last revision says so, or is not of what
/// is applied. They are waited for although nothing of them is written, since what comes after depends on it.
/// </summary>
internal static class Unsettled
{
    /// <summary>What a revision of a lane says that a run didn't see to the end.</summary>
    public const string Interrupted = "interrupted";

    /// <summary>What a revision of a lane says that did not come to be in place and healthy.</summary>
    public const string Failed = "failed";

    /// <summary>What a revision says that failed and had its predecessor brought back.</summary>
    public const string RolledBack = "rolledBack";

    /// <summary>Whether a deploy of that revision failed, so that the same is not tried again by itself.</summary>
    public static bool HasFailed(DeployedRevision revision) => revision.Outcome is Failed or RolledBack;

    public static ImmutableHashSet<string> Lanes(Plan plan, ImmutableArray<DeployedRevision> history)
    {
        var last = history.ToDictionary(revision => revision.Lane.Id, StringComparer.Ordinal);
        return [.. plan.Changes.GroupBy(change => change.Lane.Id, StringComparer.Ordinal).Where(lane => lane.Any(IsUnwell) && IsUnsettled([.. lane], last.GetValueOrDefault(lane.Key))).Select(lane => lane.Key)];
    }

    /// <summary>Whether an object that is as it is wanted is not well yet, so that somebody may have to wait for it.</summary>
    public static bool IsUnwell(Change change) =>
        change is { Action: ChangeAction.Keep, Desired: not null, Live: { } live } && Stages.IsWaitedFor(change.Key) && change.Desired.Steering.Wait && HealthRules.Of(live.Body).State != HealthState.Healthy;

    private static bool IsUnsettled(ImmutableArray<Change> lane, DeployedRevision? last)
    {
        if (last is null || last.Outcome == Interrupted) return true;
        var applied = last.Objects.ToDictionary(item => item.Key);
        return lane.Where(IsUnwell).Any(change => !(applied.TryGetValue(change.Key, out var before) && before.Uid == change.Live!.Uid && (before.Applied is null || Node.DeepEquals(before.Applied, change.Desired!.Body))));
    }
}
