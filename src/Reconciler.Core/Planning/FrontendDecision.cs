using System.Collections.Immutable;
using System.Diagnostics;
using Reconciler.Diagnostics;
using Reconciler.Diffing;
using Reconciler.Live;
using Reconciler.Objects;
using Reconciler.Routers;

namespace Reconciler.Planning;

/// <summary>
/// What happens to a frontend that the source wants: decided from what stands in the router's etcd, where an apply of it would go. One
/// that is there and not ours is refused, and so is every one of a router that can't be read.
/// </summary>
public sealed class FrontendDecision(Identity identity, OwnedFields owned, Observation seen, RouterView router)
{
    public Change Of(DesiredObject desired) => router switch
    {
        _ when desired.Manifest.Hindrance is { } why => On(desired, ChangeAction.Update, null).Refused(why),
        RouterView.Known known => Of(desired, known),
        RouterView.Unknown unknown => On(desired, seen.Remembered.ContainsKey(desired.Key) ? ChangeAction.Update : ChangeAction.Create, null)
            .Refused(RouterCodes.RouterUnknown.At(desired.Manifest.Place, $"nothing is known of the frontend {desired.Key.Name}, so it stays as it is, and its App with it: {unknown.Why}")),
        _ => throw new UnreachableException(),
    };

    private Change Of(DesiredObject desired, RouterView.Known known)
    {
        var (host, backend) = (desired.Key.Name, desired.Body.Map("spec").Text("backend")!.Value);
        var entry = known.Contents.Frontends.GetValueOrDefault(host);
        var owner = known.Us.Owner(desired.Key.Namespace, AppOf(desired));
        if (known.Contents.Servers.FirstOrDefault(server => server.Backend == backend && server.Owner is var other && !(known.Us.Has(other) && (other!.Namespace, other.App) == (owner.Namespace, owner.App))) is { } taken && !desired.Adopts)
            return On(desired, entry is null ? ChangeAction.Create : ChangeAction.Update, null).Refused(RouterCodes.ForeignBackend.At(desired.Manifest.Place, $"the backend {backend} of {host} has the server {taken.Address}, which belongs to {RouterOwner.Named(taken.Owner, known.Us)}", "rename the App, or remove the key from etcd"));
        var live = LiveFrontend.Of(known, identity, desired.Key, backend, seen.Remembered.GetValueOrDefault(desired.Key)?.Uid);
        var fields = Differences(live.Body, desired);
        if (entry is null) return Writing(desired, ChangeAction.Create, null, fields, CauseOfMaking(desired));
        if (!known.Us.Has(entry.Owner)) return Foreign(desired, live, fields, RouterOwner.Named(entry.Owner, known.Us));
        if (entry.Owner != owner || IsMoved(desired)) return Writing(desired, ChangeAction.Transfer, live, fields, new Cause.Yours());
        return fields.IsEmpty ? On(desired, ChangeAction.Keep, live) : Writing(desired, ChangeAction.Update, live, fields, CauseOf(desired));
    }

    private static string AppOf(DesiredObject desired) => desired.Body.Map("metadata").Map("labels").Text(LiveLabels.App)!.Value;

    private Change Foreign(DesiredObject desired, LiveObject live, ImmutableArray<FieldChange> fields, string whose) => desired.Adopts
        ? Writing(desired, ChangeAction.Adopt, live, fields, new Cause.Yours())
        : On(desired, ChangeAction.Adopt, live).Refused(RouterCodes.ForeignFrontend.At(desired.Manifest.Place, $"the frontend {desired.Key.Name} is there and belongs to {whose}", "choose another host, or take it over by the annotation reconciler.dev/adopt: \"true\""));

    /// <summary>What would change; the address counts as soon as the Service is known to have one.</summary>
    private ImmutableArray<FieldChange> Differences(MapNode live, DesiredObject desired)
    {
        var (before, after) = (live.Map("spec")!, desired.Body.Map("spec")!);
        var service = seen.Owned.GetValueOrDefault(new ObjectKey("", "Service", desired.Key.Namespace, after.Text("service")!.Value));
        after = after.Without("service");
        if (service?.Body.Map("spec").Text("clusterIP")?.Value is { } address) after = after.With("address", address);
        else before = before.Without("address");
        return FieldDiff.Between(new MapBuilder { ["spec"] = before }.ToMap(), new MapBuilder { ["spec"] = after }.ToMap());
    }

    private bool IsMoved(DesiredObject desired) => seen.Remembered.TryGetValue(desired.Key, out var before) && before.Lane.Title != desired.Manifest.Lane.Title;

    private Cause CauseOfMaking(DesiredObject desired) => seen.Remembered.ContainsKey(desired.Key) ? new Cause.Drift(null, null) : new Cause.Yours();

    /// <summary>What was applied and is wanted still was changed by somebody: in the router, or by making the Service anew.</summary>
    private Cause CauseOf(DesiredObject desired) =>
        seen.Remembered.GetValueOrDefault(desired.Key)?.Applied is { } applied && Node.DeepEquals(applied, desired.Body) ? new Cause.Drift(null, null) : new Cause.Yours();

    private Change Writing(DesiredObject desired, ChangeAction action, LiveObject? live, ImmutableArray<FieldChange> fields, Cause cause) => On(desired, action, live) with
    {
        Cause = cause,
        Fields = live is null ? [] : fields,
        Place = fields.Select(field => field.Elements.Read(desired.Body)?.Origin ?? Origin.None).FirstOrDefault(place => place.IsKnown) is { IsKnown: true } place && live is not null ? place : desired.Manifest.Place,
        Mark = AppliedMark.Unanswered(owned.WantedHash(desired)),
        OwnedHash = live is null ? null : owned.OwnedHash(live),
    };

    private static Change On(DesiredObject desired, ChangeAction action, LiveObject? live) =>
        new(desired.Key, action, desired.Manifest.Lane) { Desired = desired, Live = live, Place = desired.Manifest.Place };
}
