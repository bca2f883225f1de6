using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Routers;
using Reconciler.Specs;

namespace Reconciler.Planning;

/// <summary>
/// Apps of which it is not known what they are to be, since something that they are made of can't be read. What they run is left as it is:
/// nothing of theirs is written, and nothing leaves.
/// </summary>
internal static class UnknownApps
{
    public static ImmutableArray<Change> Hold(SpecSet specs, ImmutableArray<Change> changes)
    {
        var unknown = EtcdVariables.WhyUnknown(specs);
        return unknown.IsEmpty ? changes : [.. changes.Select(change => unknown.TryGetValue(change.Lane.Id, out var reasons) ? Hold(change, reasons) : change).OfType<Change>()];
    }

    private static Change? Hold(Change change, ImmutableArray<Diagnostic> reasons)
    {
        // nor is it known what its configuration would be called
        if (change.Desired is null || (change.Action == ChangeAction.Create && Generations.IsConfiguration(change.Key))) return null;
        // whether a workload would change is just what isn't known
        return change.Action == ChangeAction.Keep && !IsMadeOfVariables(change.Key) ? change : (change with { Fields = [], Problems = [] }).Refused(reasons.AsSpan());
    }

    private static bool IsMadeOfVariables(ObjectKey key) => key is { Group: "apps", Kind: "Deployment" } or { Group: "batch", Kind: "CronJob" or "Job" };
}
