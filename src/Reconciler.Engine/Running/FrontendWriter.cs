using System.Globalization;
using Reconciler.Diagnostics;
using Reconciler.Diffing;
using Reconciler.Engine.Routers;
using Reconciler.Kube;
using Reconciler.Live;
using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Routers;

namespace Reconciler.Engine.Running;

/// <summary>
/// The executor's hand on the router. It reads, does the one step that follows from what is there, and reads again, until nothing is left
/// to do; every step says what it found, so nothing is overwritten that others wrote meanwhile.
/// </summary>
internal sealed class FrontendWriter(ICluster cluster, RouterOfPlan? router, Identity identity, RunLease lease) : IDisposable
{
    /// <summary>A backend, the switch and old backends, a last look, and as often again where somebody was quicker or an answer was lost.</summary>
    private const int Looks = 8;

    private readonly Lazy<Answer<IKeyValueStore>> _store = new(() => router?.Open() ?? new Answer<IKeyValueStore>.Failed(new KubeError.Unavailable { Subject = "the router", Message = "it was not read by the plan" }));

    private RouterIdentity Us => router!.Us;

    public void Dispose()
    {
        if (_store.IsValueCreated && _store.Value.TryGet(out var store, out _)) store.Dispose();
    }

    public async Task<WriteResult> WriteAsync(Change change, CancellationToken cancellation)
    {
        if (!_store.Value.TryGet(out var store, out var closed)) return Failed(change, closed);
        var (address, noAddress) = await AddressAsync(change, cancellation);
        if (address is null) return new WriteResult.Failed([noAddress!]);
        var body = change.Desired!.Body;
        var wish = new FrontendWish(change.Key.Name, body.Map("spec")!, address, Us.Owner(change.Key.Namespace, body.Map("metadata").Map("labels").Text(LiveLabels.App)!.Value));
        for (var looks = 0; looks < Looks; looks++)
        {
            if (!(await ReadAsync(store, change, wish.Owner.App, cancellation)).TryGet(out var contents, out var unread)) return Failed(change, unread);
            if (WhyNot(change, wish, contents, isFirst: looks == 0) is { } why) return Held(change, why);
            if (FrontendSteps.Next(wish, contents, Us, router!.Keys) is not { } step) return new WriteResult.Written(LiveFrontend.Of(new RouterView.Known(contents, Us), identity, change.Key, wish.Backend, null));
            if ((await CommitAsync(store, step, cancellation)).Error is { } refused) return Failed(change, refused);
        }
        return Held(change, "somebody else writes it all the time");
    }

    /// <summary>Takes a frontend away with its backends, or gives them up and leaves them.</summary>
    public async Task<WriteResult> RemoveAsync(Change change, CancellationToken cancellation)
    {
        if (!_store.Value.TryGet(out var store, out var closed)) return Failed(change, closed);
        for (var looks = 0; looks < Looks; looks++)
        {
            if (!(await ReadAsync(store, change, change.Live!.Label(LiveLabels.App) ?? "", cancellation)).TryGet(out var contents, out var unread)) return Failed(change, unread);
            if (looks == 0 && contents.Frontends.GetValueOrDefault(change.Key.Name) is { } entry && Us.Has(entry.Owner) && Number(entry.Stored.Modified) != change.Live.ResourceVersion) return Held(change, "it was written since the plan");
            if (FrontendSteps.NextAway(change.Key, contents, Us, change.Action == ChangeAction.Orphan) is not { } step) return new WriteResult.Left();
            if ((await CommitAsync(store, step, cancellation)).Error is { } refused) return Failed(change, refused);
        }
        return Held(change, "somebody else writes it all the time");
    }

    /// <summary>Where the Service is, which is only known when it is there.</summary>
    private async Task<(string? Address, Diagnostic? Problem)> AddressAsync(Change change, CancellationToken cancellation)
    {
        var name = change.Desired!.Body.Map("spec").Text("service")!.Value;
        var answer = await cluster.GetAsync(new ObjectAddress(KubeResource.Services, change.Key.Namespace, name), cancellation);
        if (!answer.TryGet(out var service, out var why)) return (null, RouterCodes.NoAddress.At(change.Place, $"the frontend {change.Key.Name} is not written: the Service {change.Key.Namespace}/{name} can't be read: {why.Message}"));
        return service.Map("spec").Text("clusterIP")?.Value is { Length: > 0 } address && address != "None"
            ? (address, null)
            : (null, RouterCodes.NoAddress.At(change.Place, $"the frontend {change.Key.Name} is not written: the Service {change.Key.Namespace}/{name} has no address"));
    }

    /// <summary>What is needed of the router: the frontend, the App's backends of all versions, and those that the frontend named when it was planned.</summary>
    private async Task<Answer<RouterContents>> ReadAsync(IKeyValueStore store, Change change, string app, CancellationToken cancellation)
    {
        var keys = router!.Keys;
        var own = $"{keys.Backends}{change.Key.Namespace}-{app}";
        var spec = change.Live?.Body.Map("spec");
        var others = spec.Texts("oldBackends").Append(spec.Text("backend")).OfType<Sourced<string>>().Select(backend => $"{keys.Backends}{backend.Value}/").Where(prefix => !prefix.StartsWith(own, StringComparison.Ordinal));
        var found = new List<StoredValue>();
        foreach (var prefix in (string[])[keys.Frontend(change.Key.Name), own, .. others.Distinct(StringComparer.Ordinal)])
        {
            if (!(await store.RangeAsync(prefix, cancellation)).TryGet(out var values, out var why)) return new Answer<RouterContents>.Failed(why);
            found.AddRange(values);
        }
        return new Answer<RouterContents>.Ok(RouterContents.Of(keys, found), 200);
    }

    /// <summary>What speaks against writing it: it is somebody else's by now, or not as it was reviewed.</summary>
    private string? WhyNot(Change change, FrontendWish wish, RouterContents contents, bool isFirst)
    {
        var entry = contents.Frontends.GetValueOrDefault(wish.Host);
        var isAsSeen = Number(entry?.Stored.Modified ?? 0) == (change.Live?.ResourceVersion ?? "0");
        if (entry is not null && !Us.Has(entry.Owner) && !(change.Action == ChangeAction.Adopt && isAsSeen)) return $"it belongs to {RouterOwner.Named(entry.Owner, Us)}";
        if (change.IsReviewed && isFirst && !isAsSeen) return "it was written since it was reviewed";
        return contents.Servers.FirstOrDefault(server => server.Backend == wish.Backend && server.Owner != wish.Owner && !change.Desired!.Adopts) is { } foreign
            ? $"the server {foreign.Address} of its backend {wish.Backend} belongs to {RouterOwner.Named(foreign.Owner, Us)}"
            : null;
    }

    private Task<Answer<bool>> CommitAsync(IKeyValueStore store, StoreTransaction step, CancellationToken cancellation) =>
        lease.WriteAsync(step.Writes[0].Key, limit => store.CommitAsync(step, limit), cancellation);

    private static string Number(long revision) => revision.ToString(CultureInfo.InvariantCulture);

    private static WriteResult.Held Held(Change change, string why) => new(GuardCodes.Stale.At(change.Place, $"{change.Key} has changed since the plan: {why}", "plan again"));

    private static WriteResult.Failed Failed(Change change, KubeError why) => new([RouterCodes.RouterRefused.At(change.Place, $"the frontend {change.Key.Name} can't be {(change.Desired is null ? "deleted" : "written")}: {why}")]);
}
