using Reconciler.Sandbox.Storage;

namespace Reconciler.Sandbox.Server;

/// <summary>
/// What a controller is told at once. A fresh one has no changes: all that is stored has to be looked at, at the start and when the
/// controller fell so far behind that changes were forgotten.
/// </summary>
public sealed record ChangeBatch(bool IsFresh, StoreState State, IReadOnlyList<StoreChange> Changes);
