using System.Collections.Immutable;
using Reconciler.Engine.Inventory;
using Reconciler.Objects;
using Reconciler.Planning;

namespace Reconciler.Engine.Running;

/// <summary>
/// What a revision has, the source no longer has, and is still in the cluster: protected, held by a guard, or not to be found out. It stays
/// remembered, so that its protection and its UID go on counting and somebody can be told of it.
/// </summary>
internal sealed class LeftObjects(Plan plan, Observation seen)
{
    private readonly HashSet<ObjectKey> _wanted = [.. plan.Changes.Where(change => change.Desired is not null).Select(change => change.Key)];
    private readonly HashSet<ObjectKey> _leaving = [.. plan.Changes.Where(change => change.IsDeletion || change.Action == ChangeAction.Orphan).Select(change => change.Key)];

    /// <summary>Those of a lane; where it is not done, what should have been deleted may still be there.</summary>
    public ImmutableArray<RememberedObject> Of(DeployedRevision last, bool isDone) =>
        [.. last.Objects.Where(item => !_wanted.Contains(item.Key) && !Generations.IsConfiguration(item.Key) && !(isDone && _leaving.Contains(item.Key)) && IsThere(item)).Select(item => item with { IsLeft = true })];

    private bool IsThere(RememberedObject item) =>
        seen.WhyUnknown(item.Key) is not null || seen.Owned.GetValueOrDefault(item.Key)?.Uid == item.Uid || seen.Missing.GetValueOrDefault(item.Key) is Missing.There or Missing.Unknown;
}
