using System.Collections.Immutable;
using Reconciler.Kube;
using Reconciler.Objects;
using Reconciler.Planning;

namespace Reconciler.Engine.Live;

/// <summary>The objects that an App's last revision applied, as they are in the cluster.</summary>
public sealed class LiveObjects(ICluster cluster)
{
    /// <summary>Those that are there, of the kinds given or of all; and why others could not be read.</summary>
    public async Task<(ImmutableArray<MapNode> Objects, ImmutableArray<KubeError> Unread)> OfAsync(LiveApp app, Func<ObjectKey, bool> wanted, CancellationToken cancellation)
    {
        var kinds = await cluster.KindsAsync(isAnew: false, cancellation);
        var asked = app.Revision.Objects.Where(item => !item.IsLeft && wanted(item.Key)).OrderBy(item => item.Key).ToList();
        var answers = await Observing.Bounded.SelectAsync(asked, (item, stop) => ReadAsync(kinds, item, stop), cancellation);
        var unread = answers.Select(answer => answer.Error).OfType<KubeError>().Where(why => why is not (KubeError.NotFound or KubeError.NamespaceMissing or KubeError.KindNotServed));
        return ([.. answers.Select(answer => answer.TryGet(out var body, out _) ? body : null).OfType<MapNode>()], [.. unread]);
    }

    private Task<Answer<MapNode>> ReadAsync(DiscoverySnapshot kinds, RememberedObject item, CancellationToken cancellation) => kinds.Find(item.ApiVersion, item.Key.Kind) switch
    {
        KindLookup.Served served => cluster.GetAsync(new ObjectAddress(served.Resource, served.Resource.IsNamespaced ? item.Key.Namespace : null, item.Key.Name), cancellation),
        KindLookup.Unknown unknown => Task.FromResult<Answer<MapNode>>(new Answer<MapNode>.Failed(unknown.Why)),
        _ => Task.FromResult<Answer<MapNode>>(new Answer<MapNode>.Failed(new KubeError.KindNotServed { Subject = item.Key.ToString() })),
    };
}
