using System.Collections.Immutable;
using Reconciler.Diffing;
using Reconciler.Engine.Inventory;
using Reconciler.Kube;
using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Rendering;
using Reconciler.Routers;
using Reconciler.Specs;

namespace Reconciler.Engine.Routers;

/// <summary>How a plan's frontends are written: the store, opened anew for the run, and whose keys in it are ours.</summary>
public sealed record RouterOfPlan(Func<Answer<IKeyValueStore>> Open, RouterKeys Keys, RouterIdentity Us);

/// <summary>What was found out for a plan with the frontends in it: seen, wanted, and unwanted beside the objects of the cluster.</summary>
internal sealed record FrontendPlan(Observation Seen, Questions Questions, ImmutableDictionary<ObjectKey, Asked> Answers)
{
    public ImmutableArray<Change> Changes { get; init; } = [];
    public RouterOfPlan? Router { get; init; }
}

/// <summary>
/// Reads the router, where there is reason to, and adds its frontends to what a plan is decided from: those that are wanted with the
/// decision on each, those that are ours and not wanted like any other object that leaves.
/// </summary>
internal sealed class FrontendPlanner(ICluster cluster, PlanRequest request, Identity identity, OwnedFields owned)
{
    private const string DefaultPrefix = "/proxy";

    private SpecSet Specs => request.Rendered.Specs;

    public async Task<FrontendPlan> DecideAsync(ImmutableArray<Manifest> frontends, FrontendPlan plain, CancellationToken cancellation)
    {
        var wanted = frontends.Select(DesiredObject.Of).ToImmutableArray();
        var isNeeded = wanted.Length > 0 || plain.Seen.Inventory.GroupKinds.Contains(Frontend.GroupKind) || plain.Seen.Remembered.Keys.Any(Frontend.Is);
        if (!isNeeded) return plain;
        var (view, router) = await ReadAsync(cancellation);
        var seen = plain.Seen;
        if (view is RouterView.Unknown unknown)
        {
            seen = seen with { Unknown = seen.Unknown.Add(new UnknownKind(Frontend.GroupKind, unknown.Why)) };
            return plain with { Seen = seen, Changes = Changes(wanted, seen, view) };
        }
        var known = (RouterView.Known)view;
        LiveObject Live(ObjectKey key, string? backend) => LiveFrontend.Of(known, identity, key, backend, seen.Remembered.GetValueOrDefault(key)?.Uid);
        ImmutableArray<LiveObject> unwanted = [.. LiveFrontend.Unwanted(known, wanted.Select(desired => desired.Key.Name).ToHashSet(StringComparer.Ordinal)).Select(key => Live(key, null))];
        var changes = Changes(wanted, seen, view);
        var ours = unwanted.Concat(changes.Select(change => change.Live).OfType<LiveObject>().Where(identity.IsOurs));
        return plain with
        {
            Seen = seen with { Owned = seen.Owned.SetItems(ours.Select(live => KeyValuePair.Create(live.Key, live))) },
            Questions = plain.Questions with { Unwanted = plain.Questions.Unwanted.AddRange(unwanted) },
            // a store is not asked whether it would delete: the conditions of the deletion say so then
            Answers = plain.Answers.SetItems(unwanted.Select(live => KeyValuePair.Create(live.Key, (Asked)new Asked.Deletable()))),
            Changes = changes,
            Router = router,
        };
    }

    private ImmutableArray<Change> Changes(ImmutableArray<DesiredObject> wanted, Observation seen, RouterView view)
    {
        var decision = new FrontendDecision(identity, owned, seen, view);
        return [.. wanted.Select(decision.Of)];
    }

    private async Task<(RouterView View, RouterOfPlan? Router)> ReadAsync(CancellationToken cancellation)
    {
        if (Specs.Environment.Router?.Etcd is not { } etcd) return (new RouterView.Unknown("the Environment names no router any more, and it is needed until the frontends in it are deleted"), null);
        request.Tell("reading the frontends of the router");
        if (await ClusterIdentity.ReadAsync(cluster, cancellation) is not { } uid) return (new RouterView.Unknown("which cluster this is can't be told, as the Namespace kube-system can't be read, and a router may serve several"), null);
        var opened = await new RouterDoor(cluster, Specs, request.Routers).AccessAsync(cancellation);
        if (!opened.TryGet(out var access, out var closed)) return (new RouterView.Unknown(closed.ToString()), null);
        var keys = new RouterKeys(etcd.Prefix is { Value.Length: > 0 } prefix ? prefix.Value : DefaultPrefix);
        var router = new RouterOfPlan(() => request.Routers.Open(access), keys, new RouterIdentity(uid, identity.Environment));
        if (!router.Open().TryGet(out var store, out var unusable)) return (new RouterView.Unknown(unusable.ToString()), null);
        using (store)
        {
            if (!(await store.RangeAsync(keys.Frontends, cancellation)).TryGet(out var frontends, out var noFrontends)) return (new RouterView.Unknown(noFrontends.ToString()), null);
            if (!(await store.RangeAsync(keys.Backends, cancellation)).TryGet(out var servers, out var noServers)) return (new RouterView.Unknown(noServers.ToString()), null);
            return (new RouterView.Known(RouterContents.Of(keys, frontends.Concat(servers)), router.Us), router);
        }
    }
}
