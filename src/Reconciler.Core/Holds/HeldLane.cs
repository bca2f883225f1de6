using System.Collections.Immutable;
using Reconciler.Diffing;
using Reconciler.Objects;
using Reconciler.Rendering;

namespace Reconciler.Holds;

/// <summary>An App with holds: which of them count, which have ended by its spec, and what the spec wants of it.</summary>
public sealed record HeldLane(string Wish, ImmutableArray<Manifest> Source)
{
    public ImmutableArray<AppHold> Holds { get; init; } = [];

    /// <summary>What no longer counts, because the spec wants something else by now.</summary>
    public ImmutableArray<AppHold> Ended { get; init; } = [];

    /// <summary>What goes on counting although the same spec renders to something else by now, as it is to be remembered from now on.</summary>
    public ImmutableDictionary<AppHold, AppHold> Renewed { get; init; } = ImmutableDictionary<AppHold, AppHold>.Empty;

    /// <summary>The revision whose objects are wanted; null where it is not rolled back.</summary>
    public KeptRevision? RolledBackTo { get; init; }

    /// <summary>Why its objects differ from what the spec says, or did until now; null where they don't.</summary>
    public string? Cause { get; init; }

    /// <summary>Why one object differs: of the restarts only its own is a reason.</summary>
    public string? CauseOf(ObjectKey key)
    {
        var restarts = Holds.OfType<AppHold.Restart>().ToList();
        if (Cause is null || restarts.Count == 0) return Cause;
        var own = Holds.Where(hold => hold.Wish == Wish && (hold is not AppHold.Restart restart || restart.Workload == key)).DistinctBy(hold => hold.Word).Select(hold => $"{hold.Words} by {hold.By}").ToList();
        return own.Count == 0 ? Cause : string.Join(", ", own);
    }

    /// <summary>
    /// What a source wants of a lane, in one hash that is the same whether it is made of the source or of what history keeps of it. Values of
    /// Secrets are not in it; those of configurations are in their names.
    /// </summary>
    public static string WishOf(IEnumerable<Manifest> manifests) => WishOf(manifests.Select(DesiredObject.Of));

    public static string WishOf(IEnumerable<DesiredObject> wanted) =>
        Convert.ToHexStringLower(CanonicalJson.Sha256(wanted.OrderBy(desired => desired.Key).Select(desired => desired.IsSecret ? desired.Body.Without("data") : desired.Body)).AsSpan(0, 16));
}
