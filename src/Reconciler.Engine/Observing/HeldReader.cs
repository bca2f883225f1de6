using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Engine.Inventory;
using Reconciler.Holds;
using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Rendering;

namespace Reconciler.Engine.Observing;

/// <summary>Reads the revisions that rollbacks name, and applies all holds to what the source wants. Without a rollback nothing is read.</summary>
internal static class HeldReader
{
    /// <summary>What is wanted with holds; null with the reason where that can't be told, since without it a rollback would end.</summary>
    public static async Task<(Held? Held, Diagnostic? Problem)> ReadAsync(HistoryStore store, Records records, ManifestSet manifests, ImmutableDictionary<string, ImmutableArray<Manifest>> started, bool isSameCommit, CancellationToken cancellation)
    {
        var kept = ImmutableDictionary.CreateBuilder<string, KeptRevision>(StringComparer.Ordinal);
        foreach (var rollback in records.Orders.Holds.OfType<AppHold.Rollback>())
        {
            if (!(await store.GetAsync(rollback.Part.Value, rollback.Revision, cancellation)).TryGet(out var revision, out var why)) return (null, Answers.Unread("the revision of a rollback can't be read", why));
            if (revision is not null) kept[rollback.Part.Value] = revision.Kept;
        }
        return (Holding.Apply(new HoldingInput(manifests, records.Orders.Holds)
        {
            Kept = kept.ToImmutable(),
            Started = started,
            Finished = Finished(records),
            Formerly = Formerly(records.Revisions),
            Unchanged = isSameCommit ? Wishes(records) : ImmutableDictionary<string, string>.Empty,
        }), null);
    }

    private static ImmutableHashSet<ObjectKey> Finished(Records records) =>
        [.. from revision in records.Revisions where records.Orders.HoldsOf(revision.Lane).Any() from item in revision.Objects where item.IsFinished select item.Key];

    private static ImmutableDictionary<string, string> Wishes(Records records) =>
        records.Revisions.Where(revision => records.Orders.HoldsOf(revision.Lane).Any()).ToImmutableDictionary(revision => revision.Lane.Id, revision => revision.Facts.Wish, StringComparer.Ordinal);

    /// <summary>The lanes whose last revision was held, but for restarts, which end unseen.</summary>
    private static ImmutableDictionary<string, string> Formerly(ImmutableArray<DeployedRevision> revisions) =>
        revisions.Where(revision => !AppHold.AreOfSpec(revision.Holds)).ToImmutableDictionary(revision => revision.Lane.Id, revision => revision.Wish, StringComparer.Ordinal);
}
