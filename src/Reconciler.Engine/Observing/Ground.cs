using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Diffing;
using Reconciler.Engine.Inventory;
using Reconciler.Kube;
using Reconciler.Objects;
using Reconciler.Planning;

namespace Reconciler.Engine.Observing;

/// <summary>What has to be known before anything else: the inventory, history, what the cluster serves, and the key of fingerprints.</summary>
internal sealed record Ground(InventoryState Inventory, Records Records, ObjectHasher Hasher, ImmutableArray<Diagnostic> Notes)
{
    /// <summary>
    /// Reads all of it at a time. An estimate goes on where history may not be read: it can't tell a copy from what was applied, and
    /// does not find what lost its label, and says so.
    /// </summary>
    public static async Task<(Ground? Ground, Diagnostic? Problem)> ReadAsync(ICluster cluster, Identity identity, string systemNamespace, bool isEstimate, CancellationToken cancellation)
    {
        var history = new HistoryStore(cluster, identity, systemNamespace).ReadAsync(cancellation);
        var key = new FingerprintKey(cluster, identity, systemNamespace).ReadAsync(cancellation);
        var kinds = cluster.KindsAsync(isAnew: true, cancellation);
        var parent = await new Parent(cluster, identity, systemNamespace).ReadAsync(cancellation);
        if (!parent.TryGet(out var inventory, out var noParent)) return Failed("the inventory can't be read", noParent);
        var revisions = await history;
        var isUnreadable = isEstimate && revisions.Error is KubeError.Forbidden;
        if (!revisions.TryGet(out var latest, out var noHistory) && !isUnreadable) return Failed("history can't be read", noHistory);
        if ((await kinds).Failure is { } noKinds) return Failed("what the cluster serves can't be read", noKinds);
        ImmutableArray<Diagnostic> notes = isUnreadable ? [GuardCodes.NotReadable.At(Origin.None, "history may not be read, so what would be deleted is a guess by label and name")] : [];
        return (new Ground(inventory, isUnreadable ? new Records([], new StandingOrders()) : latest!, await key, notes), null);
    }

    private static (Ground?, Diagnostic?) Failed(string what, KubeError why) =>
        (null, Answers.Unread(what, why));
}
