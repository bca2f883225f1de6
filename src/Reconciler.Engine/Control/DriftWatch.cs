using System.Collections.Immutable;
using Reconciler.Diffing;
using Reconciler.Objects;
using Reconciler.Planning;

namespace Reconciler.Engine.Control;

/// <summary>
/// Tells which changes of live objects are drift: our fields are no longer as the last plan wants them, or the object is gone. What a run is
/// writing itself is none, and neither is anything that others write into their own fields.
/// </summary>
internal sealed class DriftWatch
{
    private readonly Lock _gate = new();
    private volatile Expectation? _expected;

    private sealed record Expectation(OwnedFields Owned, Identity Identity, bool HasKey, Dictionary<ObjectKey, Change> Changes)
    {
        public ImmutableHashSet<ObjectKey> Busy { get; init; } = [];
    }

    /// <summary>The lane of an object, where the last plan knows it.</summary>
    public string? LaneOf(ObjectKey key) => _expected?.Changes.GetValueOrDefault(key)?.Lane.Id;

    /// <summary>A plan was made, from what was seen.</summary>
    public void Expect(Plan plan, ObjectHasher hasher) => _expected = new Expectation(new OwnedFields(plan.Identity, hasher), plan.Identity, hasher.HasKey, plan.Changes.DistinctBy(change => change.Key).ToDictionary(change => change.Key));

    /// <summary>The plan is being done.</summary>
    public void Begin(Plan plan)
    {
        lock (_gate) if (_expected is { } expected) _expected = expected with { Busy = [.. plan.Changes.Where(change => change.IsWrite || change.IsBookkeeping).Select(change => change.Key)] };
    }

    /// <summary>The run is done with an object: what happens to it from now on is somebody else's doing.</summary>
    public void Done(ObjectKey key)
    {
        lock (_gate)
        {
            if (_expected is { } expected) _expected = expected with { Busy = expected.Busy.Remove(key) };
        }
    }

    public void End()
    {
        lock (_gate) if (_expected is { } expected) _expected = expected with { Busy = [] };
    }

    public bool IsDrift(FollowedChange change)
    {
        if (_expected is not { } expected || expected.Busy.Contains(change.Key)) return false;
        var desired = expected.Changes.GetValueOrDefault(change.Key)?.Desired;
        if (change.Now is not { } now) return desired is not null;
        if (desired is null) return change.Before is null && expected.Identity.IsOurs(now);
        // the first run makes the key that values of Secrets are compared by, so until the next plan they can't be told apart
        if (!expected.HasKey && ObjectHasher.IsSecret(desired.Body)) return false;
        if (change.Before is { } before && before.IsDying == now.IsDying && before.PartOf == now.PartOf && before.SelfName == now.SelfName && expected.Owned.OwnedHash(before) is { } hash && hash == expected.Owned.OwnedHash(now)) return false;
        return expected.Owned.Compare(desired, now) is not Comparison.Unchanged;
    }
}
