using System.Collections.Immutable;
using Reconciler.Diffing;

namespace Reconciler.Planning;

/// <summary>
/// A task before the deploy that failed is run again with the next apply, as long as something waits for it: what stopped it may be mended
/// outside the source, and nothing is replaced without it.
/// </summary>
internal static class FailedTasks
{
    public static IEnumerable<Change> RunAgain(IReadOnlyCollection<Change> changes, OwnedFields owned)
    {
        var waiting = changes.Where(change => change.IsWrite).Select(change => change.Lane.Id).ToImmutableHashSet(StringComparer.Ordinal);
        return changes.Select(change => waiting.Contains(change.Lane.Id) && HasFailed(change) ? change with { Action = ChangeAction.Replace, Wanted = ChangeAction.Replace, Cause = new Cause.Yours(), OwnedHash = owned.AnswerHash(change.Desired!, change.Live!) } : change);
    }

    private static bool HasFailed(Change change) =>
        change is { Action: ChangeAction.Keep, Desired: { } desired, Live: { } live } && TaskJobs.StageOf(desired.Body) == Stage.Before && TaskJobs.HasFailed(live.Body);
}
