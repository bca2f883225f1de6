using Reconciler.Objects;
using Reconciler.Sandbox.Resources;
using Reconciler.Sandbox.Storage;

namespace Reconciler.Sandbox.Deletion;

/// <summary>Who owns whom: the places of all objects by UID, and of those that name an owner by that owner's UID.</summary>
internal sealed class OwnerIndex
{
    private readonly Dictionary<string, ObjectPlace> _byUid = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<ObjectPlace>> _dependents = new(StringComparer.Ordinal);
    private readonly Dictionary<ObjectPlace, (string Uid, string[] Owners)> _known = [];

    public void Start(StoreState state)
    {
        _byUid.Clear();
        _dependents.Clear();
        _known.Clear();
        foreach (var resource in state.Resources)
            foreach (var stored in state.List(resource)) Put(stored);
    }

    public void Take(StoreChange change)
    {
        if (change.Kind == ChangeKind.Deleted) Remove(change.Place);
        else Put(change.Object);
    }

    public ObjectPlace? Find(string uid) => _byUid.TryGetValue(uid, out var place) ? place : null;

    /// <summary>The objects that name an owner, in a fixed order.</summary>
    public IReadOnlyList<ObjectPlace> DependentsOf(string uid) =>
        _dependents.TryGetValue(uid, out var places) ? [.. places.OrderBy(place => place.ToString(), StringComparer.Ordinal)] : [];

    public static IEnumerable<MapNode> OwnersOf(MapNode body) => body.Map("metadata").Maps("ownerReferences");

    private void Put(StoredObject stored)
    {
        Remove(stored.Place);
        var owners = OwnersOf(stored.Body).Select(owner => owner.Text("uid")?.Value ?? "").Where(uid => uid.Length > 0).ToArray();
        var uid = stored.Body.UidOf();
        _known[stored.Place] = (uid, owners);
        _byUid[uid] = stored.Place;
        foreach (var owner in owners)
        {
            if (!_dependents.TryGetValue(owner, out var places)) _dependents[owner] = places = [];
            places.Add(stored.Place);
        }
    }

    private void Remove(ObjectPlace place)
    {
        if (!_known.Remove(place, out var known)) return;
        _byUid.Remove(known.Uid);
        foreach (var owner in known.Owners)
            if (_dependents.TryGetValue(owner, out var places) && places.Remove(place) && places.Count == 0) _dependents.Remove(owner);
    }
}
