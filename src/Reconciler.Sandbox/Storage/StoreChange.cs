namespace Reconciler.Sandbox.Storage;

public enum ChangeKind
{
    Added,
    Modified,
    Deleted,
}

/// <summary>
/// One entry of the history. For a deletion <see cref="Object"/> is the last state, with the revision of the deletion;
/// <see cref="Previous"/> is what was there before, null for what is new.
/// </summary>
public sealed record StoreChange(ChangeKind Kind, StoredObject Object, StoredObject? Previous)
{
    public long Revision => Object.Revision;

    public ObjectPlace Place => Object.Place;
}
