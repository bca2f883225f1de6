using System.Collections.Immutable;
using System.Globalization;
using Reconciler.Diagnostics;
using Reconciler.Diffing;
using Reconciler.Engine.Inventory;
using Reconciler.Kube;
using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Rendering;
using Reconciler.Routers;
using Reconciler.Runs;

namespace Reconciler.Engine.Running;

/// <summary>What a rollback came to: a sentence about it, and what the lane has now; null where it has what the failed deploy made of it.</summary>
internal sealed record RollbackResult(string Message, ImmutableArray<RememberedObject>? Objects);

/// <summary>
/// Takes a failed deploy of a lane back: the last good revision is applied again and what only the failed one had is deleted; a first
/// deploy is taken away whole where its App asks for that. Data is never deleted, nor the Jobs that tell what went wrong.
/// </summary>
internal sealed class LaneRollback(Lane lane, ImmutableArray<Change> changes, RunTools tools)
{
    private static readonly Stage[] Order = [Stage.Base, Stage.Workloads, Stage.Routes, Stage.Frontends, Stage.Scaling];

    /// <summary>Null where nothing is to be taken back.</summary>
    public async Task<RollbackResult?> RunAsync(IReadOnlyCollection<LiveObject> written, Func<Change, Task<WriteResult>> write, Func<Change, Task<WriteResult>> remove, CancellationToken stop, CancellationToken abort)
    {
        var deploy = tools.Options.DeployOf(lane);
        if (!deploy.RollsBack && !deploy.RemovesFirst) return null;
        if (!(await tools.LastGood(lane, abort)).TryGet(out var good, out var unread)) return deploy.RollsBack ? Refused($"history can't be read: {unread}") : null;
        if (good is null && !deploy.RemovesFirst) return null;
        if (good is not null && !deploy.RollsBack) return null;
        var made = written.Where(live => changes.Any(change => change.Key == live.Key && change.Live is null)).ToList();
        if (good is null) return await RemoveAsync(made, remove) ? new RollbackResult("the first deploy was taken away again", []) : Refused("not all of the first deploy could be deleted");
        var (objects, isWhole) = await BringBackAsync(good, written, write, stop, abort);
        var extra = made.Where(live => !good.Objects.Any(item => item.Key == live.Key)).ToList();
        // what leads to the failed version may still do so
        isWhole = isWhole && await RemoveAsync(extra, remove);
        var name = string.Create(CultureInfo.InvariantCulture, $"revision {good.Number}{(good.Commit is { Length: >= 7 } commit ? $" ({commit[..7]})" : "")}");
        if (!isWhole) return Refused($"not all of {name} could be brought back");
        tools.Emit(new RunEvent.Noted(DeployCodes.RolledBack.At(lane.Place, $"{lane.Title} has failed and is back at {name}")));
        return new RollbackResult($"rolled back to {name}", objects);
    }

    private RollbackResult Refused(string why)
    {
        tools.Emit(new RunEvent.Noted(DeployCodes.NotRolledBack.At(lane.Place, $"{lane.Title}: {why}")));
        return new RollbackResult("not rolled back", null);
    }

    /// <summary>Applies what differs from the revision, stage by stage; what the lane has then, and whether all of it could be done.</summary>
    private async Task<(ImmutableArray<RememberedObject> Objects, bool IsWhole)> BringBackAsync(DeployedRevision good, IReadOnlyCollection<LiveObject> written, Func<Change, Task<WriteResult>> write, CancellationToken stop, CancellationToken abort)
    {
        var (uids, isWhole, waits) = (new Dictionary<ObjectKey, string>(), true, new List<HealthWait>());
        foreach (var stage in Order)
        {
            foreach (var item in good.Objects.Where(item => !item.IsLeft && item.Key.Kind != "Job" && Stages.Of(item.Key, item.Uid.Length > 0 ? new LiveObject(MapNode.Empty) : null) == stage))
            {
                var (change, isKnown) = await ChangeOfAsync(item, written, abort);
                isWhole &= isKnown;
                if (change is null) continue;
                var result = await write(change);
                if (result is WriteResult.Written done)
                {
                    uids[item.Key] = done.Live.Uid;
                    if (Stages.IsWaitedFor(item.Key)) waits.Add(new HealthWait(lane, change, done.Live, tools));
                }
                else isWhole = false;
            }
            if (stage != Stage.Workloads) continue;
            isWhole &= (await Task.WhenAll(waits.Select(wait => wait.RunAsync(stop, abort)))).All(isHealthy => isHealthy);
        }
        return ([.. good.Objects.Select(item => uids.TryGetValue(item.Key, out var uid) ? item with { Uid = uid } : item)], isWhole);
    }

    /// <summary>What has to be written for an object to be as the revision has it; null where it is, with whether that is known.</summary>
    private async Task<(Change? Change, bool IsKnown)> ChangeOfAsync(RememberedObject item, IReadOnlyCollection<LiveObject> written, CancellationToken abort)
    {
        if (Frontend.Is(item.Key)) return (ChangeOfFrontend(item, written), item.Applied is not null);
        if (await tools.Kinds.FindAsync(item.ApiVersion, item.Key, abort) is not KindLookup.Served { Resource: var resource }) return (null, false);
        var read = await tools.Cluster.GetAsync(new ObjectAddress(resource, resource.IsNamespaced ? item.Key.Namespace : null, item.Key.Name), abort);
        if (!read.TryGet(out var body, out var error) && error is not KubeError.NotFound) return (null, false);
        var live = body is null ? null : new LiveObject(body);
        if (BodyOf(item, written) is not { } wanted) return (null, live is not null && (Generations.IsConfiguration(item.Key) || !written.Any(changed => changed.Key == item.Key)));
        var desired = DesiredObject.Of(new Manifest(wanted, lane, lane.Place));
        if (live is not null && tools.Owned.Compare(desired, live) is Comparison.Unchanged) return (null, true);
        return (new Change(item.Key, live is null ? ChangeAction.Create : ChangeAction.Update, lane) { Desired = desired, Live = live, Place = lane.Place, Cause = new Cause.Yours() }, true);
    }

    /// <summary>A frontend that this run has written goes back to what it was; the writer sees what that takes.</summary>
    private Change? ChangeOfFrontend(RememberedObject item, IReadOnlyCollection<LiveObject> written) => item.Applied is { } wanted && written.FirstOrDefault(live => live.Key == item.Key) is { } live
        ? new Change(item.Key, ChangeAction.Update, lane) { Desired = DesiredObject.Of(new Manifest(wanted, lane, lane.Place)), Live = live, Place = lane.Place, Cause = new Cause.Yours() }
        : null;

    /// <summary>The object as it was applied. History has no values of Secrets, but the plan has seen the one that this run changed.</summary>
    private MapNode? BodyOf(RememberedObject item, IReadOnlyCollection<LiveObject> written)
    {
        if (item.Key is not { Group: "", Kind: "Secret" }) return item.Applied;
        if (!written.Any(changed => changed.Key == item.Key) || changes.FirstOrDefault(change => change.Key == item.Key)?.Live is not { } before) return null;
        return tools.Owned.AppliedPart(before);
    }

    private async Task<bool> RemoveAsync(List<LiveObject> made, Func<Change, Task<WriteResult>> remove)
    {
        var isWhole = true;
        foreach (var live in made.Where(IsRemovable).OrderByDescending(live => Stages.Of(live.Key, live)))
            isWhole &= await remove(new Change(live.Key, ChangeAction.Retire, lane) { Live = live, Place = lane.Place, OwnedHash = tools.Owned.OwnedHash(live) }) is WriteResult.Left;
        return isWhole;
    }

    private static bool IsRemovable(LiveObject live) => !DeletionRules.HoldsMuch(live.Key) && !Generations.IsConfiguration(live.Key) && !TaskJobs.IsTask(live.Body);
}
