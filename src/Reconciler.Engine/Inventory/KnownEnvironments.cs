using System.Collections.Immutable;
using Reconciler.Diffing;
using Reconciler.Kube;
using Reconciler.Objects;
using Reconciler.Planning;

namespace Reconciler.Engine.Inventory;

/// <summary>An environment as its cluster knows it: what it is called, where its records lie, and what its inventory says.</summary>
public sealed record KnownEnvironment(Identity Identity, string SystemNamespace, InventoryState Inventory);

/// <summary>
/// Finds the environments of a cluster by the inventories that were made for them, so that commands about what is live need no source.
/// </summary>
public static class KnownEnvironments
{
    /// <summary>Where inventories are looked for when not all namespaces may be listed.</summary>
    public const string UsualNamespace = "reconciler-system";

    private const string NamePrefix = "reconciler-";

    public static async Task<Answer<ImmutableArray<KnownEnvironment>>> FindAsync(ICluster cluster, CancellationToken cancellation)
    {
        var request = new ListRequest(Parent.ConfigMaps) { LabelSelector = Parent.IdLabel };
        var answer = await cluster.ListAsync(request, cancellation);
        if (answer.Error is KubeError.Forbidden) answer = await cluster.ListAsync(request with { Namespace = UsualNamespace }, cancellation);
        return answer.Select(list => list.Items.Select(item => new LiveObject(item)).Select(Read).OfType<KnownEnvironment>().OrderBy(known => known.Identity.Environment, StringComparer.Ordinal).ToImmutableArray());
    }

    /// <summary>Null for a set that another tool keeps.</summary>
    private static KnownEnvironment? Read(LiveObject live)
    {
        var state = Parent.Read(live.Body);
        if (state.Tooling != Parent.Tool || !live.Key.Name.StartsWith(NamePrefix, StringComparison.Ordinal)) return null;
        var id = live.Body.Map("metadata").Map("labels").Text(Parent.IdLabel)?.Value;
        return id is null ? null : new KnownEnvironment(new Identity(live.Key.Name[NamePrefix.Length..], id), live.Key.Namespace, state);
    }
}
