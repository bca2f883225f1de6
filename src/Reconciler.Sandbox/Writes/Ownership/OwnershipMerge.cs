using Reconciler.Objects;

namespace Reconciler.Sandbox.Writes.Ownership;

/// <summary>A field of the applied object that somebody else owns with another value.</summary>
internal sealed record FieldConflict(ManagerId Manager, string Path);

/// <summary>
/// Who owns what after a write: the arithmetic of server-side apply. Owners lose what a write changes; an applier loses
/// what it no longer speaks of, and the object loses it too unless somebody else owns it.
/// </summary>
internal sealed class OwnershipMerge(VersionedTypes types, FieldSet reset)
{
    /// <summary>Gives an update's manager what it changed, and takes that from all others.</summary>
    public ManagedFields Update(MapNode live, MapNode updated, ManagedFields managers, ManagerId manager)
    {
        managers = Served(managers);
        var comparison = Compare(live, updated, types.Current);
        managers = Settle(live, updated, managers, manager, out _);
        var before = managers.Find(manager)?.Fields ?? FieldSet.Empty;
        var owned = before.Except(comparison.Removed).Union(comparison.Modified).Union(comparison.Added).ExceptWhole(reset);
        return managers.With(manager, new ManagerEntry(owned, types.Current, IsApply: false));
    }

    /// <summary>The merged object, or null where it is the live one, and the owners of it; without force, the conflicts instead.</summary>
    public (MapNode? Merged, ManagedFields Managers, IReadOnlyList<FieldConflict> Conflicts) Apply(MapNode live, MapNode applied, ManagedFields managers, ManagerId manager, bool force)
    {
        managers = Served(managers);
        var last = managers.Find(manager);
        var merged = (MapNode)(TypedMerge.Merge(live, applied, types.Type) ?? MapNode.Empty);
        var fields = TypedFields.Of(applied, types.Type).ExceptWhole(reset);
        // An entry without fields has to be there while the object is pruned; it goes when the owners are settled.
        var withOurs = new ManagedFields(managers.Entries.SetItem(manager, new ManagerEntry(fields, types.Current, IsApply: true)));
        merged = new OwnershipPruning(types).Prune(merged, withOurs, last);
        var settled = Settle(live, merged, withOurs, manager, out var conflicts);
        if (!force && conflicts.Count > 0) return (null, managers, conflicts);
        return (Node.DeepEquals(live, merged) ? null : merged, settled, []);
    }

    private ManagedFields Served(ManagedFields managers) =>
        managers.Entries.Values.All(entry => types.At(entry.ApiVersion) is not null)
            ? managers
            : new ManagedFields(managers.Entries.RemoveRange(managers.Entries.Where(entry => types.At(entry.Value.ApiVersion) is null).Select(entry => entry.Key)));

    private Comparison Compare(MapNode before, MapNode after, string apiVersion)
    {
        var comparison = TypedCompare.Compare(before, after, types.At(apiVersion)!);
        return apiVersion == types.Current ? comparison.Without(reset) : comparison;
    }

    private ManagedFields Settle(MapNode live, MapNode updated, ManagedFields managers, ManagerId manager, out IReadOnlyList<FieldConflict> conflicts)
    {
        var comparisons = new Dictionary<string, Comparison>(StringComparer.Ordinal);
        var found = new List<FieldConflict>();
        var settled = managers.Entries.ToBuilder();
        foreach (var (id, entry) in managers.Entries)
        {
            if (id != manager)
            {
                if (!comparisons.TryGetValue(entry.ApiVersion, out var comparison)) comparisons.Add(entry.ApiVersion, comparison = Compare(live, updated, entry.ApiVersion));
                var lost = entry.Fields.Intersect(comparison.Modified.Union(comparison.Added));
                found.AddRange(lost.Paths().Select(path => new FieldConflict(id, string.Concat(path))));
                settled[id] = entry with { Fields = entry.Fields.Except(lost).Except(comparison.Removed) };
            }
            if (settled[id].Fields.IsEmpty) settled.Remove(id);
        }
        conflicts = found;
        return new ManagedFields(settled.ToImmutable());
    }
}
