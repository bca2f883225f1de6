using Reconciler.Objects;

namespace Reconciler.Sandbox.Writes.Ownership;

/// <summary>What an apply made of an object: the merged object with its managedFields, or the fields that others own.</summary>
internal sealed record ApplyOutcome(MapNode? Merged, IReadOnlyList<FieldConflict> Conflicts);

/// <summary>
/// Keeps metadata.managedFields as an API server does: which manager an update or apply counts for, when, and what is
/// never tracked.
/// </summary>
internal sealed class OwnershipTracker(VersionedTypes types, FieldSet reset, string subresource, string now)
{
    private const int MostUpdateManagers = 10;
    private const string BeforeFirstApply = "before-first-apply";
    private const string AncientChanges = "ancient-changes";

    private static readonly FieldSet Untracked = FieldSet.OfFields(
        "apiVersion", "kind", "metadata", "metadata.name", "metadata.namespace", "metadata.creationTimestamp", "metadata.selfLink", "metadata.uid",
        "metadata.clusterName", "metadata.generation", "metadata.managedFields", "metadata.resourceVersion");

    private readonly OwnershipMerge _merge = new(types, reset);

    /// <summary>
    /// The updated object with the owners that it then has. What the writer says about managedFields counts, except through
    /// a subresource; an object that nobody tracks stays so.
    /// </summary>
    public MapNode Update(MapNode live, MapNode updated, string manager, bool isCreate)
    {
        var managed = LiveOrWritten(live, updated);
        updated = Without(updated);
        if (managed.IsEmpty && !isCreate) return updated;
        return With(updated, Cap(Track(Without(live), updated, managed, manager)));
    }

    /// <summary>Merges an applied object into the live one. The applied object has been checked against its type.</summary>
    public ApplyOutcome Apply(MapNode live, MapNode empty, MapNode applied, string manager, bool force)
    {
        var managed = ManagedFields.Read(live.Map("metadata")) ?? ManagedFields.None;
        var bare = Without(live);
        if (managed.IsEmpty) managed = Cap(Track(empty, bare, managed, BeforeFirstApply));
        var id = ManagerId.Of(manager, isApply: true, types.Current, subresource);
        var (merged, managers, conflicts) = _merge.Apply(bare, applied, managed, id, force);
        if (conflicts.Count > 0) return new ApplyOutcome(null, conflicts);
        if (managers.Find(id) is { } entry)
            managers = managers.With(id, entry with { Fields = entry.Fields.Except(Untracked), Time = merged is null ? managed.Find(id)?.Time : now });
        return new ApplyOutcome(With(merged ?? bare, managers), []);
    }

    private ManagedFields Track(MapNode live, MapNode updated, ManagedFields managed, string manager)
    {
        managed = _merge.Update(live, updated, managed, ManagerId.Current);
        if (managed.Find(ManagerId.Current) is not { } changed) return managed;
        managed = managed.Without(ManagerId.Current);
        var fields = changed.Fields.Except(Untracked);
        if (fields.IsEmpty) return managed;
        var id = ManagerId.Of(manager, isApply: false, types.Current, subresource);
        return managed.With(id, changed with { Fields = fields.Union(managed.Find(id)?.Fields ?? FieldSet.Empty), Time = now });
    }

    private ManagedFields LiveOrWritten(MapNode live, MapNode updated)
    {
        var ofLive = ManagedFields.Read(live.Map("metadata")) ?? ManagedFields.None;
        if (subresource.Length > 0) return ofLive;
        var written = updated.Map("metadata").List("managedFields");
        if (written is not null && (written.Items.Length == 0 || written.Items is [MapNode { Entries.Length: 0 }])) return ManagedFields.None;
        return ManagedFields.Read(updated.Map("metadata")) is { IsEmpty: false } read ? read : ofLive;
    }

    /// <summary>Folds the oldest of more than ten updating managers into one for each API version.</summary>
    private static ManagedFields Cap(ManagedFields managed)
    {
        var updaters = managed.Entries.Where(entry => !entry.Value.IsApply).OrderBy(entry => entry.Value.Time ?? "", StringComparer.Ordinal).ThenBy(entry => entry.Key).ToList();
        var count = updaters.Count;
        var first = new Dictionary<string, ManagerId>(StringComparer.Ordinal);
        foreach (var (id, entry) in updaters)
        {
            if (count <= MostUpdateManagers) break;
            if (first.TryAdd(entry.ApiVersion, id)) continue;
            var bucket = ManagerId.Of(AncientChanges, isApply: false, entry.ApiVersion, "");
            if (managed.Find(bucket) is null && managed.Find(first[entry.ApiVersion]) is { } oldest)
                managed = managed.Without(first[entry.ApiVersion]).With(bucket, oldest);
            managed = managed.With(bucket, managed.Find(bucket)! with { Fields = managed.Find(bucket)!.Fields.Union(entry.Fields), Time = entry.Time });
            if (id != bucket) managed = managed.Without(id);
            count--;
        }
        return managed;
    }

    private static MapNode Without(MapNode body) =>
        body.Map("metadata") is { } metadata && metadata.Has("managedFields") ? body.With("metadata", metadata.Without("managedFields")) : body;

    private static MapNode With(MapNode body, ManagedFields managed)
    {
        var metadata = (body.Map("metadata") ?? MapNode.Empty).Without("managedFields");
        return managed.Write() is { } written ? body.With("metadata", metadata.With("managedFields", written)) : body.With("metadata", metadata);
    }
}
