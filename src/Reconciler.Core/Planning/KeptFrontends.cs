using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Diffing;
using Reconciler.Objects;
using Reconciler.Rendering;

namespace Reconciler.Planning;

/// <summary>
/// Frontends in a plan for which no source is read, so that nobody says where the router is: they stay, and the next plan of the source
/// changes what is to be changed. Where that would leave the router without a Service in between, the App stays as it is.
/// </summary>
public static class KeptFrontends
{
    public static ImmutableArray<Change> Of(ImmutableArray<Manifest> wanted, ImmutableArray<RememberedObject> last)
    {
        var before = last.ToDictionary(item => item.Key);
        return [.. wanted.Select(manifest => Of(DesiredObject.Of(manifest), before.GetValueOrDefault(manifest.Key)))];
    }

    private static Change Of(DesiredObject desired, RememberedObject? before)
    {
        var change = new Change(desired.Key, ChangeAction.Keep, desired.Manifest.Lane) { Desired = desired, Place = desired.Manifest.Place };
        if (before?.Applied is { } applied && ServiceOf(applied) == ServiceOf(desired.Body))
            return change with { Live = new LiveObject(desired.Body.With("metadata", desired.Body.Map("metadata")!.With("uid", before.Uid))) };
        return (change with { Wanted = ChangeAction.Update }).Refused(RouterCodes.NeedsSource.At(change.Place, $"the frontend {desired.Key.Name} would be served by another Service, and only the source says where the router is that has to know", "go back by a commit"));
    }

    private static string? ServiceOf(MapNode body) => body.Map("spec").Text("service")?.Value;
}
