using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Live;
using Reconciler.Objects;
using Reconciler.Rendering;
using Reconciler.Routers;

namespace Reconciler.Planning;

/// <summary>
/// An App that leaves while another comes and runs the same: most likely one App under a new name. The old one stays until the new one is
/// healthy, and people are told what doesn't go over.
/// </summary>
public sealed record Rename(Lane From, Lane To)
{
    public static ImmutableArray<Rename> Of(ImmutableArray<Change> changes)
    {
        var lanes = changes.Where(change => change.Lane.IsApp).GroupBy(change => change.Lane.Id, StringComparer.Ordinal).Select(lane => lane.ToImmutableArray()).ToList();
        var leaving = lanes.Where(lane => lane.All(IsLeaving)).Select(lane => (lane[0].Lane, Runs: Runs(lane))).Where(lane => lane.Runs.Length > 0).ToList();
        if (leaving.Count == 0) return [];
        // a host goes over to the new name, and is there already
        var coming = lanes.Where(lane => lane.All(change => change.Desired is not null && (change.Live is null || Frontend.Is(change.Key)))).Select(lane => (lane[0].Lane, Runs: Runs(lane))).ToList();
        // two that run the same could be either
        return [.. from old in leaving
                   let alike = coming.Where(next => next.Runs == old.Runs).ToList()
                   where alike.Count == 1 && leaving.Count(other => other.Runs == old.Runs) == 1
                   select new Rename(old.Lane, alike[0].Lane)];
    }

    /// <summary>What is worth knowing of it.</summary>
    public Diagnostic Note(ImmutableArray<Change> changes)
    {
        var data = changes.Where(change => change is { Desired: null, Key: { Group: "", Kind: "PersistentVolumeClaim" } } && change.Key.Namespace == From.Namespace && change.Wanted is ChangeAction.Prune).Select(change => $"the data of {change.Key}").ToList();
        var left = $"{string.Join(", ", [.. data, "its history"])} and what finds it by the names of its Services";
        return GuardCodes.Renamed.At(To.Place, $"{From.Title} is {To.Title} from now on: the old one stays until the new one is healthy; {left} do not go over");
    }

    private static bool IsLeaving(Change change) => change.Desired is null && change.Wanted is ChangeAction.Prune or ChangeAction.Retire;

    /// <summary>The processes with their images, in one text.</summary>
    private static string Runs(ImmutableArray<Change> lane) => string.Join('\n', lane.Where(change => change.Key is { Group: "apps", Kind: "Deployment" })
        .Select(change => change.Desired?.Body ?? change.Live!.Body)
        .Select(body => $"{(body.Path("metadata", "labels", LiveLabels.Component) as ScalarNode)?.Value} {string.Join(' ', PodSpecs.Of(body).Maps("containers").Select(container => container.Text("image")?.Value))}").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
}
