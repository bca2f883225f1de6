using System.Collections.Immutable;
using System.Diagnostics;
using Reconciler.Diffing;
using Reconciler.Objects;
using Reconciler.Rendering;

namespace Reconciler.Planning;

/// <summary>A wanted object as it was compared with what was seen.</summary>
public sealed record Compared(DesiredObject Desired, LiveObject? Live, Comparison? Comparison)
{
    /// <summary>Whether only the server can say what becomes of it.</summary>
    public bool IsOpen => Comparison switch
    {
        null or Comparison.Moved => true,
        Comparison.Foreign => Desired.Adopts,
        Comparison.Unchanged or Comparison.Terminating or Comparison.Finished => false,
        _ => throw new UnreachableException(),
    };
}

/// <summary>
/// What follows from the lists alone, and what the server has to be asked about: one question for each object that moved, is
/// new, or would be deleted. An unchanged source against an unchanged cluster has none.
/// </summary>
public sealed record Questions(ImmutableArray<Compared> Wanted, ImmutableArray<LiveObject> Unwanted)
{
    public static Questions Of(ManifestSet manifests, Observation seen, OwnedFields owned)
    {
        var wanted = Many.Select(manifests.Manifests, manifest => Compare(DesiredObject.Of(manifest), seen, owned));
        var keys = wanted.Select(compared => compared.Desired.Key).ToHashSet();
        var lost = seen.Missing.Values.OfType<Missing.There>().Select(missing => missing.Live);
        return new Questions(wanted, [.. seen.Owned.Values.Concat(lost).Where(live => !keys.Contains(live.Key)).OrderBy(live => live.Key)]);
    }

    private static bool IsFinished(DesiredObject desired, Observation seen) =>
        seen.WhyUnknown(desired.Key) is null && seen.Remembered.GetValueOrDefault(desired.Key) is { IsFinished: true, Applied: { } applied } && (TaskJobs.IsTask(desired.Body) || Node.DeepEquals(applied, desired.Body));

    private static Compared Compare(DesiredObject desired, Observation seen, OwnedFields owned)
    {
        var live = seen.Owned.GetValueOrDefault(desired.Key) ?? (seen.Missing.GetValueOrDefault(desired.Key) as Missing.There)?.Live;
        if (live is null) return new Compared(desired, null, IsFinished(desired, seen) ? new Comparison.Finished() : null);
        // whatever else of a task changes, it ran for what its name stands for
        if (TaskJobs.IsTask(desired.Body) && owned.IsOurs(live)) return new Compared(desired, live, new Comparison.Unchanged());
        return new Compared(desired, live, owned.Compare(desired, live));
    }
}
