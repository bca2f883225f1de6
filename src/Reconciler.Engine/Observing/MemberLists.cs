using System.Collections.Immutable;
using Reconciler.Diffing;
using Reconciler.Kube;
using Reconciler.Objects;

namespace Reconciler.Engine.Observing;

/// <summary>
/// The objects of a kind that carry our label: by one list of the whole cluster or, where that is forbidden, by one of each namespace that
/// can have some. A namespace that can't be listed leaves the whole kind unknown.
/// </summary>
internal sealed class MemberLists(ICluster cluster, Identity identity, ImmutableArray<string> namespaces)
{
    /// <summary>What there is of a kind, and whether it could only be listed in single namespaces.</summary>
    public async Task<(Answer<ImmutableArray<MapNode>> Items, bool IsByNamespace)> ReadAsync(KubeResource resource, CancellationToken cancellation)
    {
        var everywhere = (await ListAsync(resource, null, cancellation)).Select(list => list.Items);
        if (everywhere.Error is not KubeError.Forbidden || !resource.IsNamespaced || namespaces.IsEmpty) return (everywhere, false);
        var parts = await Bounded.SelectAsync(namespaces, (space, stop) => ListAsync(resource, space, stop), cancellation);
        if (parts.Select(part => part.Error).OfType<KubeError>().FirstOrDefault() is { } error) return (new Answer<ImmutableArray<MapNode>>.Failed(error), false);
        return (new Answer<ImmutableArray<MapNode>>.Ok([.. parts.SelectMany(part => part.TryGet(out var list, out _) ? list.Items : [])], 200), true);
    }

    // in one answer, so that requests grow with kinds and not with objects
    private Task<Answer<ObjectList>> ListAsync(KubeResource resource, string? space, CancellationToken cancellation) =>
        cluster.ListAsync(new ListRequest(resource) { Namespace = space, LabelSelector = identity.Selector, ChunkSize = 0 }, cancellation);
}
