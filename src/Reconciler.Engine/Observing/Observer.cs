using System.Collections.Immutable;
using Reconciler.Diffing;
using Reconciler.Engine.Inventory;
using Reconciler.Kube;
using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Rendering;

namespace Reconciler.Engine.Observing;

/// <summary>
/// Sees what is ours: the objects of each kind that the inventory or the source names, and one read for each object that history
/// has and no list gave. What can't be read is unknown.
/// </summary>
public sealed class Observer(ICluster cluster, Identity identity)
{
    public async Task<Observation> ObserveAsync(InventoryState inventory, Records records, ManifestSet manifests, CancellationToken cancellation)
    {
        var kinds = await cluster.KindsAsync(isAnew: false, cancellation);
        var wanted = manifests.Manifests.ToDictionary(manifest => manifest.Key, manifest => manifest.ApiVersion);
        var (toList, unknown) = Kinds(kinds, inventory, manifests);
        var remembered = Remember(records);
        var members = new MemberLists(cluster, identity, Places(inventory, remembered, manifests));
        var lists = await Bounded.SelectAsync(toList, members.ReadAsync, cancellation);
        var owned = ImmutableDictionary.CreateBuilder<ObjectKey, LiveObject>();
        foreach (var (resource, (answer, _)) in toList.Zip(lists))
        {
            if (!answer.TryGet(out var items, out var why))
            {
                // gone between discovery and list
                if (why is not KubeError.KindNotServed) unknown.Add(new UnknownKind(GroupKindOf(resource), why.ToString()) { IsForbidden = why is KubeError.Forbidden });
                continue;
            }
            foreach (var live in items.Select(item => new LiveObject(item)))
                if (!wanted.TryGetValue(live.Key, out var version) || version == live.ApiVersion || !owned.ContainsKey(live.Key)) owned[live.Key] = live;
        }
        var seen = new Observation
        {
            Owned = owned.ToImmutable(),
            Unknown = [.. unknown.Distinct()],
            Inventory = inventory,
            Remembered = remembered,
            IsByNamespace = lists.Any(list => list.IsByNamespace),
            Pinned = [.. records.Revisions.SelectMany(revision => revision.Pinned).Select(pin => pin.Key)],
            Orders = records.Orders,
        };
        return seen with { Missing = await LookForAsync(kinds, seen, cancellation) };
    }

    /// <summary>Every object that was applied or brought back, and should be there.</summary>
    public static ImmutableDictionary<ObjectKey, RememberedObject> Remember(Records records)
    {
        var held = records.Orders.Held.Where(held => held.Uid.Length > 0).Select(held => new RememberedObject(held.Key, held.ApiVersion, held.Uid, held.Lane));
        // a lane that lost all its objects to others is in no plan any more, and its last revision still has them
        return records.Revisions.OrderByDescending(revision => revision.Time).SelectMany(revision => revision.Objects).Concat(held).DistinctBy(item => item.Key).ToImmutableDictionary(item => item.Key);
    }

    /// <summary>Every namespace that can have an object of ours. The inventory doesn't name its own, in which we may have rights to its records only.</summary>
    private static ImmutableArray<string> Places(InventoryState inventory, ImmutableDictionary<ObjectKey, RememberedObject> remembered, ManifestSet manifests) =>
        [.. remembered.Keys.Concat(manifests.Manifests.Select(manifest => manifest.Key)).Select(key => key.Namespace).Concat(inventory.Namespaces).Where(space => space.Length > 0).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Every kind to list, at the version that the source uses, else at the one that the server prefers.</summary>
    private static (List<KubeResource> ToList, List<UnknownKind> Unknown) Kinds(DiscoverySnapshot kinds, InventoryState inventory, ManifestSet manifests)
    {
        var used = manifests.Manifests.Select(manifest => (manifest.ApiVersion, manifest.Key.Kind, manifest.Key.GroupKind)).Distinct().ToList();
        var others = inventory.GroupKinds.Except(used.Select(kind => kind.GroupKind));
        var lookups = used.Select(kind => (kind.GroupKind, kinds.Find(kind.ApiVersion, kind.Kind))).Concat(others.Select(groupKind => (groupKind, Preferred(kinds, groupKind))));
        var (toList, unknown) = (new List<KubeResource>(), new List<UnknownKind>());
        foreach (var (groupKind, lookup) in lookups)
        {
            if (lookup is KindLookup.Served { Resource: var resource }) toList.Add(resource);
            else if (lookup is KindLookup.Unknown { Why: var why }) unknown.Add(new UnknownKind(groupKind, why.ToString()));
        }
        return (toList, unknown);
    }

    internal static KindLookup Preferred(DiscoverySnapshot kinds, string groupKind)
    {
        var dot = groupKind.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? kinds.FindPreferred("", groupKind) : kinds.FindPreferred(groupKind[(dot + 1)..], groupKind[..dot]);
    }

    private async Task<ImmutableDictionary<ObjectKey, Missing>> LookForAsync(DiscoverySnapshot kinds, Observation seen, CancellationToken cancellation)
    {
        var lost = seen.Remembered.Values.Where(item => !seen.Owned.ContainsKey(item.Key) && seen.WhyUnknown(item.Key) is null).ToList();
        var found = await Bounded.SelectAsync(lost, (item, stop) => ReadAsync(kinds, item, stop), cancellation);
        return lost.Zip(found).ToImmutableDictionary(pair => pair.First.Key, pair => pair.Second);
    }

    private async Task<Missing> ReadAsync(DiscoverySnapshot kinds, RememberedObject item, CancellationToken cancellation)
    {
        if (kinds.Find(item.ApiVersion, item.Key.Kind) is not KindLookup.Served { Resource: var resource }) return new Missing.Gone();
        var answer = await cluster.GetAsync(new ObjectAddress(resource, resource.IsNamespaced ? item.Key.Namespace : null, item.Key.Name), cancellation);
        if (answer.TryGet(out var body, out var why)) return new LiveObject(body) is var live && live.Uid == item.Uid && !IsGivenUp(live) ? new Missing.There(live) : new Missing.Gone();
        return why is KubeError.NotFound or KubeError.NamespaceMissing or KubeError.KindNotServed ? new Missing.Gone() : new Missing.Unknown(why);
    }

    /// <summary>Whether nothing on it says that it was ours: somebody let it go, which is more than a lost label.</summary>
    private bool IsGivenUp(LiveObject live) => live.PartOf is null && live.SelfName is null && live.Applied(identity.Manager) is null;

    private static string GroupKindOf(KubeResource resource) => resource.Group.Length == 0 ? resource.Kind : $"{resource.Kind}.{resource.Group}";
}
