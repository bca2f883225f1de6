using System.Collections.Immutable;

namespace Reconciler.Planning;

/// <summary>
/// The order of one lane: tasks before and after, and, where it has versions, that nothing which leads to pods is written before the new
/// version is known to be well.
/// </summary>
public sealed class LaneShape
{
    private readonly ImmutableArray<Change> _services;

    public LaneShape(ImmutableArray<Change> changes)
    {
        Wanted = [.. changes.Where(change => change.Desired is { } desired && Versions.Of(desired.Body) is not null)];
        Leaving = [.. changes.Where(change => change is { Desired: null, Action: ChangeAction.Prune or ChangeAction.Retire, Live: { } live } && change.Key is { Group: "apps", Kind: "Deployment" } && (Versions.Of(live.Body) is not null || Wanted.Any(wanted => Generations.AreAlike(wanted.Key, change.Key))))];
        // the Service of a single version leads nobody astray
        _services = [.. changes.Where(change => change.Desired is { } desired && Wanted.Any(wanted => Versions.IsServiceOf(desired.Body, wanted.Desired!.Body)))];
    }

    /// <summary>The versions that the source wants.</summary>
    public ImmutableArray<Change> Wanted { get; }

    /// <summary>The workloads that leave when the new versions serve.</summary>
    public ImmutableArray<Change> Leaving { get; }

    public bool IsVersioned => !Wanted.IsEmpty;

    /// <summary>Whether a version takes the place of another one, so that there is a moment before and one after.</summary>
    public bool IsSwitched => IsVersioned && (!Leaving.IsEmpty || _services.Any(change => change.Live is { } live && Versions.SelectedBy(live.Body) != Versions.SelectedBy(change.Desired!.Body)));

    public Stage StageOf(Change change)
    {
        if (change.Desired is { } desired && TaskJobs.StageOf(desired.Body) is { } task) return task;
        // a Service that was lost must not lead to a version that nobody knows to be well
        var isRoute = IsVersioned && (change.Key is { Group: "batch", Kind: "CronJob" } || (!Leaving.IsEmpty && _services.Contains(change)));
        return isRoute ? Stage.Routes : Stages.Of(change.Key, change.Live);
    }

    /// <summary>
    /// Whether a workload is only started at the switch: nothing sends requests to it, so two versions of it would take work from the same
    /// queue side by side.
    /// </summary>
    public bool StartsIdle(Change change) =>
        Wanted.Contains(change) && change.IsWrite && Predecessors(change).Any() && ServicesOf(change).IsEmpty && (change.Live is null || Versions.ReplicasOf(change.Live.Body) == 0);

    /// <summary>The Services that lead to the process of a workload, whichever version they select.</summary>
    public ImmutableArray<Change> ServicesOf(Change workload) => [.. _services.Where(service => Versions.IsServiceOf(service.Desired!.Body, (workload.Desired?.Body ?? workload.Live?.Body)!))];

    private IEnumerable<Change> Predecessors(Change wanted) => Leaving.Where(leaving => Generations.AreAlike(leaving.Key, wanted.Key));
}
