using System.Collections.Concurrent;
using Reconciler.Diffing;
using Reconciler.Engine.Observing;
using Reconciler.Kube;
using Reconciler.Objects;
using Reconciler.Rendering;

namespace Reconciler.Engine.Control;

/// <summary>
/// A cluster whose objects of one set are followed by a watch for each kind, so that listing them costs no request. A kind is followed
/// from the first time that it is listed, in all namespaces or in one; while its watch is interrupted it is listed as usual. What we write
/// counts at once. What may not be listed in all namespaces is not asked for again.
/// </summary>
public sealed class FollowedCluster(ICluster cluster, Identity identity, Action<FollowedChange> changed) : ICluster, IAsyncDisposable
{
    private readonly string _selector = identity.Selector;
    private readonly ConcurrentDictionary<Place, Lazy<FollowedKind>> _kinds = new();
    private readonly ConcurrentDictionary<Place, bool> _listed = new();
    private readonly ConcurrentDictionary<Place, KubeError.Forbidden> _forbidden = new();

    public string Name => cluster.Name;

    public Task<DiscoverySnapshot> KindsAsync(bool isAnew, CancellationToken cancellation) => cluster.KindsAsync(isAnew, cancellation);

    public async Task<Answer<ObjectList>> ListAsync(ListRequest request, CancellationToken cancellation)
    {
        if (request is not { FieldSelector: null, IsMetadataOnly: false } || request.LabelSelector != _selector) return await cluster.ListAsync(request, cancellation);
        var place = Place.Of(request.Resource, request.Namespace);
        if (_forbidden.TryGetValue(place, out var forbidden)) return new Answer<ObjectList>.Failed(forbidden);
        _listed[place] = true;
        if (await Follow(request.Resource, place).ListAsync(cancellation) is { } list) return new Answer<ObjectList>.Ok(list, 200);
        var answer = await cluster.ListAsync(request, cancellation);
        if (answer.Error is KubeError.Forbidden why && request.Namespace is null && request.Resource.IsNamespaced)
        {
            _forbidden[place] = why;
            if (_kinds.TryRemove(place, out var kind)) await kind.Value.DisposeAsync();
        }
        return answer;
    }

    public Task<Answer<MapNode>> GetAsync(ObjectAddress address, CancellationToken cancellation) => cluster.GetAsync(address, cancellation);

    public Task<Answer<MapNode>> AskToApplyAsync(ObjectAddress address, MapNode body, WriteOptions options, CancellationToken cancellation) => cluster.AskToApplyAsync(address, body, options, cancellation);

    public Task<Answer<MapNode>> AskToCreateAsync(KubeResource resource, MapNode body, WriteOptions options, CancellationToken cancellation) => cluster.AskToCreateAsync(resource, body, options, cancellation);

    public Task<Answer<MapNode>> AskToDeleteAsync(ObjectAddress address, DeleteOptions options, CancellationToken cancellation) => cluster.AskToDeleteAsync(address, options, cancellation);

    public async Task<Answer<MapNode>> CreateAsync(KubeResource resource, MapNode body, WriteOptions options, CancellationToken cancellation) => Taken(resource, await cluster.CreateAsync(resource, body, options, cancellation));

    public async Task<Answer<MapNode>> ReplaceAsync(ObjectAddress address, MapNode body, WriteOptions options, CancellationToken cancellation) => Taken(address.Resource, await cluster.ReplaceAsync(address, body, options, cancellation));

    public async Task<Answer<MapNode>> ApplyAsync(ObjectAddress address, MapNode body, WriteOptions options, CancellationToken cancellation) => Taken(address.Resource, await cluster.ApplyAsync(address, body, options, cancellation));

    public async Task<Answer<MapNode>> PatchAsync(ObjectAddress address, ListNode operations, WriteOptions options, CancellationToken cancellation) => Taken(address.Resource, await cluster.PatchAsync(address, operations, options, cancellation));

    public async Task<Answer<MapNode>> DeleteAsync(ObjectAddress address, DeleteOptions options, CancellationToken cancellation)
    {
        var answer = await cluster.DeleteAsync(address, options, cancellation);
        if (answer.TryGet(out var body, out var error) && body.Map("metadata").Text("deletionTimestamp") is not null) return Taken(address.Resource, answer);
        if (error is null or KubeError.NotFound && Followed(address.Resource, address.Namespace) is { } kind) kind.Gone(new ObjectKey(address.Resource.Group, address.Resource.Kind, address.Namespace ?? "", address.Name));
        return answer;
    }

    public Task<Answer<PodAnswer>> AskPodAsync(PodQuestion question, CancellationToken cancellation) => cluster.AskPodAsync(question, cancellation);

    public Task<Answer<IAsyncEnumerable<string>>> LogAsync(ObjectKey pod, LogQuery query, CancellationToken cancellation) => cluster.LogAsync(pod, query, cancellation);

    public IAsyncEnumerable<WatchEvent> WatchAsync(WatchRequest request, CancellationToken cancellation) =>
        request is { FieldSelector: null, IsMetadataOnly: false } && request.LabelSelector == _selector && _kinds.TryGetValue(Place.Of(request.Resource, request.Namespace), out var kind)
            ? kind.Value.WatchAsync(cancellation)
            : cluster.WatchAsync(request, cancellation);

    /// <summary>Follows no more what was not listed since this was last asked.</summary>
    public async Task ForgetUnlistedAsync()
    {
        foreach (var (id, kind) in _kinds.Where(kind => !_listed.ContainsKey(kind.Key)).ToList())
            if (_kinds.TryRemove(id, out _)) await kind.Value.DisposeAsync();
        _listed.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var kind in _kinds.Values) await kind.Value.DisposeAsync();
        _kinds.Clear();
    }

    private Answer<MapNode> Taken(KubeResource resource, Answer<MapNode> answer)
    {
        if (answer.TryGet(out var body, out _) && Followed(resource, ObjectKey.Of(body).Namespace) is { } kind && body.Map("metadata").Map("labels").Text(Ownership.PartOfLabel)?.Value == identity.ApplySetId) kind.Take(body);
        return answer;
    }

    private FollowedKind? Followed(KubeResource resource, string? space) =>
        _kinds.TryGetValue(Place.Of(resource, null), out var all) ? all.Value : _kinds.TryGetValue(Place.Of(resource, space), out var one) ? one.Value : null;

    private FollowedKind Follow(KubeResource resource, Place place) => _kinds.GetOrAdd(place, _ => new Lazy<FollowedKind>(() =>
    {
        var kind = new FollowedKind(cluster, resource, place.Namespace, _selector, changed);
        kind.Start();
        return kind;
    })).Value;
}
