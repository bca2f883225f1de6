using System.Collections.Immutable;
using Reconciler.Diffing;
using Reconciler.Engine.Routers;
using Reconciler.Objects;
using Reconciler.Planning;

namespace Reconciler.Engine.Observing;

/// <summary>
/// Renders the commit that was applied last as this version renders it, which tells a change of the user's from one of ours. It is
/// only done where the wanted state of some object is not what was applied, and once.
/// </summary>
internal static class LastRendering
{
    /// <summary>The objects of that commit whose wanted state differs now; null where it can't be told what it was.</summary>
    public static async Task<ImmutableDictionary<ObjectKey, MapNode>?> ReadAsync(ICluster cluster, PlanRequest request, Questions questions, InventoryState inventory, OwnedFields owned, string systemNamespace, CancellationToken cancellation)
    {
        var moved = questions.Wanted.Where(compared => IsMoved(compared, owned)).Select(compared => compared.Desired).ToDictionary(desired => desired.Key);
        if (moved.Count == 0 || inventory.IsDirty || inventory.Commit is not { } commit) return null;
        if (commit == request.Source.Commit && !request.Source.IsDirty) return moved.ToImmutableDictionary(item => item.Key, item => item.Value.Body);
        if (await request.RenderAt(commit, cancellation) is not { } rendered) return null;
        var all = (await EtcdEnvironments.WithAsync(rendered, request.Rendered.Specs.Source.EtcdFolders, cancellation)).Manifests;
        var then = all with { Manifests = [.. all.Manifests.Where(manifest => moved.ContainsKey(manifest.Key))] };
        var (filled, _) = await PendingValues.FillAsync(cluster, then, systemNamespace, cancellation);
        return filled.Manifests.ToImmutableDictionary(manifest => manifest.Key, manifest => DesiredObject.Of(manifest).Body);
    }

    private static bool IsMoved(Compared compared, OwnedFields owned) =>
        compared is { Live: { } live, Comparison: Comparison.Moved } && AppliedMark.Of(live.Body) is { } mark && owned.DesiredHash(compared.Desired) is { } wanted && mark.Desired != wanted;
}
