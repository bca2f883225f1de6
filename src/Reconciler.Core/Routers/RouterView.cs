using System.Collections.Immutable;
using Reconciler.Diffing;
using Reconciler.Live;
using Reconciler.Objects;
using Reconciler.Rendering;

namespace Reconciler.Routers;

/// <summary>What a plan knows of the router.</summary>
public abstract record RouterView
{
    private RouterView() { }

    public sealed record Unknown(string Why) : RouterView;

    public sealed record Known(RouterContents Contents, RouterIdentity Us) : RouterView;
}

/// <summary>Makes a frontend of a router look like a live object, so that a plan decides on it as on any other.</summary>
public static class LiveFrontend
{
    /// <summary>
    /// A host as it stands in the router: the key's revisions are UID and resourceVersion. One of which only a backend is left has the UID
    /// that is remembered, since it was a frontend before or is to become one.
    /// </summary>
    public static LiveObject Of(RouterView.Known router, Identity identity, ObjectKey key, string? wantedBackend, string? rememberedUid)
    {
        var (contents, us) = (router.Contents, router.Us);
        var entry = contents.Frontends.GetValueOrDefault(key.Name);
        var current = entry?.Backend ?? wantedBackend;
        var old = contents.ServersFor(us, key.Name, wantedBackend).Select(server => server.Backend).Where(backend => backend != current).Distinct(StringComparer.Ordinal);
        var spec = Frontend.Spec(RouterValues.State(entry, [.. contents.Servers.Where(server => server.Backend == current)], old));
        var owner = entry?.Owner ?? contents.ServersFor(us, key.Name, null).FirstOrDefault()?.Owner;
        var isOurs = us.Has(owner);
        var metadata = new MapBuilder
        {
            ["name"] = key.Name,
            ["namespace"] = key.Namespace,
            ["uid"] = entry is null ? rememberedUid ?? "0" : Number(entry.Stored.Created),
            ["resourceVersion"] = Number(entry?.Stored.Modified ?? 0),
            ["labels"] = new MapBuilder { [LiveLabels.App] = owner?.App, [LiveLabels.ManagedBy] = isOurs ? Ownership.ManagedBy : null, [Ownership.PartOfLabel] = isOurs ? identity.ApplySetId : null },
            ["annotations"] = isOurs ? new MapBuilder { [Ownership.OwnerAnnotation] = identity.SelfName(key) } : null,
            ["managedFields"] = isOurs ? ListNode.Of(Entry(identity, spec)) : null,
        };
        return new LiveObject(new MapBuilder { ["apiVersion"] = Frontend.ApiVersion, ["kind"] = Frontend.Kind, ["metadata"] = metadata, ["spec"] = spec }.ToMap());
    }

    /// <summary>All of its spec is ours, and nothing else is there.</summary>
    private static MapNode Entry(Identity identity, MapNode spec) => new MapBuilder
    {
        ["manager"] = identity.Manager,
        ["operation"] = "Apply",
        ["apiVersion"] = Frontend.ApiVersion,
        ["fieldsV1"] = new MapBuilder { ["f:spec"] = new MapNode([.. spec.Entries.Select(field => new MapEntry($"f:{field.Key}", MapNode.Empty))]) },
    }.ToMap();

    private static string Number(long revision) => revision.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The frontends that are ours and that nobody wants.</summary>
    public static ImmutableArray<ObjectKey> Unwanted(RouterView.Known router, IReadOnlySet<string> wantedHosts) =>
        [.. router.Contents.Ours(router.Us).Where(item => !wantedHosts.Contains(item.Host)).Select(item => Frontend.KeyOf(item.Owner.Namespace, item.Host)).Order()];
}
