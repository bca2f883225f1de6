using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Diffing;
using Reconciler.Objects;
using Reconciler.Rendering;

namespace Reconciler.Planning;

/// <summary>Parts of a plan that are left for now, each with the reason. What is held is refused as a whole: no part is applied by halves.</summary>
public static class LaneHolds
{
    /// <summary>The plan without the changes of lanes that are held.</summary>
    public static Plan Holding(this Plan plan, Func<Lane, Diagnostic?> why)
    {
        var reasons = plan.Changes.Where(IsDue).Select(change => change.Lane).DistinctBy(lane => lane.Id).ToDictionary(lane => lane.Id, why, StringComparer.Ordinal);
        if (reasons.Values.All(reason => reason is null)) return plan;
        return plan with { Changes = [.. plan.Changes.Select(change => IsDue(change) && reasons[change.Lane.Id] is { } reason ? change.Refused(reason) : change)] };
    }

    /// <summary>The lanes of which nothing differs but what somebody else has changed.</summary>
    public static ImmutableHashSet<string> Drifted(this Plan plan) =>
        [.. plan.Changes.Where(change => change.IsWrite).GroupBy(change => change.Lane.Id, StringComparer.Ordinal).Where(lane => lane.All(change => change.Cause is Cause.Drift)).Select(lane => lane.Key)];

    /// <summary>
    /// What a lane wants, in one hash: it stays the same until the source wants something else of the lane, and doesn't depend on the
    /// cluster's key for Secrets, which is made during a first run. It covers their values unkeyed and so must not leave the process.
    /// </summary>
    public static string WishOf(IEnumerable<Change> lane) =>
        Convert.ToHexStringLower(CanonicalJson.Sha256(lane.Select(change => change.Desired).OfType<DesiredObject>().Select(desired => desired.Body)));

    private static bool IsDue(Change change) => change.IsWrite || change.IsBookkeeping;
}
