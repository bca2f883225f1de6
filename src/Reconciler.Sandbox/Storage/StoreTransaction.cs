using System.Globalization;
using Reconciler.Objects;

namespace Reconciler.Sandbox.Storage;

/// <summary>
/// Reads and writes that take effect together or not at all. It sees its own writes; each write takes the next revision.
/// </summary>
public sealed class StoreTransaction
{
    private readonly List<StoreChange> _changes = [];

    internal StoreTransaction(StoreState state) => State = state;

    public StoreState State { get; private set; }

    internal IReadOnlyList<StoreChange> Changes => _changes;

    public StoredObject? Find(ObjectPlace place) => State.Find(place);

    /// <summary>Stores an object, new or changed, and says its metadata.resourceVersion.</summary>
    public StoredObject Put(ObjectPlace place, MapNode body)
    {
        var previous = State.Find(place);
        var revision = State.Revision + 1;
        var stored = new StoredObject(place, revision, StoredForm.Order(body, Text(revision)));
        Record(new StoreChange(previous is null ? ChangeKind.Added : ChangeKind.Modified, stored, previous));
        return stored;
    }

    /// <summary>Removes an object. What it answers is the last state, or the given one, with the revision of the deletion.</summary>
    public StoredObject? Delete(ObjectPlace place, MapNode? last = null)
    {
        if (State.Find(place) is not { } previous) return null;
        var revision = State.Revision + 1;
        var stored = new StoredObject(place, revision, StoredForm.Order(last ?? previous.Body, Text(revision)));
        Record(new StoreChange(ChangeKind.Deleted, stored, previous));
        return stored;
    }

    private void Record(StoreChange change)
    {
        State = State.After(change);
        _changes.Add(change);
    }

    private static string Text(long revision) => revision.ToString(CultureInfo.InvariantCulture);
}
