using System.Collections.Immutable;
using Reconciler.Diffing;
using Reconciler.Objects;
using Reconciler.Rendering;
using Reconciler.Specs;

namespace Reconciler.Planning;

/// <summary>
/// Versions of a process that stand side by side under blueGreen: each a Deployment that carries its version, one of which the Service
/// selects. A version is removable when it is neither wanted nor selected; which run made it doesn't matter.
/// </summary>
public static class Versions
{
    /// <summary>The version of a Deployment, or null where it has none.</summary>
    public static string? Of(MapNode deployment) => deployment.Text("kind")?.Value == "Deployment" ? deployment.Map("metadata").Map("labels").Text(Ownership.VersionLabel)?.Value : null;

    /// <summary>The version that a Service sends requests to, or null where it doesn't tell versions apart.</summary>
    public static string? SelectedBy(MapNode service) => service.Text("kind")?.Value == "Service" ? service.Map("spec").Map("selector").Text(Ownership.VersionLabel)?.Value : null;

    /// <summary>Whether a Service is that of a Deployment's process in all its versions, and not the one of a single version.</summary>
    public static bool IsServiceOf(MapNode service, MapNode deployment)
    {
        if (SelectedBy(service) is null || ObjectKey.Of(service) is var key && (key.Namespace != ObjectKey.Of(deployment).Namespace || key.Name == ObjectKey.Of(deployment).Name)) return false;
        var (selector, labels) = (service.Map("spec").Map("selector")!, deployment.Path("spec", "template", "metadata", "labels") as MapNode);
        return selector.Entries.All(entry => entry.Key == Ownership.VersionLabel || Node.DeepEquals(labels?[entry.Key], entry.Value));
    }

    /// <summary>Whether requests go to a workload; null where it has no version, or nothing sends requests to any of them.</summary>
    public static bool? IsServing(LiveObject live, Observation seen)
    {
        if (Of(live.Body) is not { } version) return null;
        var services = seen.Owned.Values.Where(service => service.Key is { Group: "", Kind: "Service" } && service.Key.Namespace == live.Key.Namespace && IsServiceOf(service.Body, live.Body)).ToList();
        return services.Count == 0 ? null : services.Exists(service => SelectedBy(service.Body) == version);
    }

    public static int ReplicasOf(MapNode deployment) => deployment.Map("spec").Int("replicas")?.Value ?? 1;

    /// <summary>
    /// A new version whose number of replicas an autoscaler will hold starts with as many as the old one has now, so that it can take
    /// all requests at once.
    /// </summary>
    public static ManifestSet Handed(ManifestSet manifests, Observation seen)
    {
        if (!manifests.Manifests.Any(manifest => IsOpen(manifest, seen))) return manifests;
        return manifests with { Manifests = [.. manifests.Manifests.Select(manifest => IsOpen(manifest, seen) && Predecessor(manifest.Key, seen) is { } old ? manifest with { Allocated = [.. manifest.Allocated, new InitialField(Workloads.Replicas, ScalarNode.Of(ReplicasOf(old.Body)))] } : manifest)] };
    }

    private static bool IsOpen(Manifest manifest, Observation seen) =>
        Of(manifest.Body) is not null && manifest.Body.Map("spec")?["replicas"] is null && !seen.Owned.ContainsKey(manifest.Key);

    /// <summary>The version before: the one that is selected, else the newest.</summary>
    public static LiveObject? Predecessor(ObjectKey wanted, Observation seen) => InOrder(seen.Owned.Values.Where(live => live.Key != wanted && Generations.AreAlike(live.Key, wanted)), seen).FirstOrDefault();

    /// <summary>The one that is selected first, then those that run, then the newer before the older.</summary>
    public static IEnumerable<LiveObject> InOrder(IEnumerable<LiveObject> versions, Observation seen) =>
        versions.OrderByDescending(live => IsServing(live, seen) == true)
            .ThenByDescending(live => ReplicasOf(live.Body) > 0).ThenByDescending(live => live.Created, StringComparer.Ordinal).ThenBy(live => live.Key);

    /// <summary>How many old versions the Apps keep, by the lane's id.</summary>
    public static ImmutableDictionary<string, int> KeptBy(SpecSet specs) =>
        specs.Apps.Select(app => (Lane.Of(app).Id, LaneDeploy.Of(app).KeepPrevious)).Where(lane => lane.KeepPrevious > 0).DistinctBy(lane => lane.Id).ToImmutableDictionary(lane => lane.Id, lane => lane.KeepPrevious, StringComparer.Ordinal);

    /// <summary>
    /// Whether no request ever went to a version: it runs beside one that is selected and not newer, as a failed one does, or is one without a
    /// Service that was made to start at the switch and never did.
    /// </summary>
    private static bool HasNeverServed(LiveObject version, Observation seen) => IsServing(version, seen) switch
    {
        true => false,
        false => ReplicasOf(version.Body) > 0 && seen.Owned.Values.Any(other => Generations.AreAlike(other.Key, version.Key) && IsServing(other, seen) == true && string.CompareOrdinal(other.Created, version.Created) <= 0),
        // whoever scales it makes another generation of it
        null => ReplicasOf(version.Body) == 0 && version.Generation == 1,
    };

    /// <summary>The versions that stay beside the wanted one, scaled to nothing, as `deploy.keepPrevious` says by the lane's id.</summary>
    public static ImmutableHashSet<ObjectKey> Kept(Observation seen, ManifestSet wanted, ImmutableDictionary<string, int> keep)
    {
        if (keep.IsEmpty) return [];
        var there = wanted.Manifests.Select(manifest => manifest.Key).ToHashSet();
        var successors = wanted.Manifests.Where(manifest => Of(manifest.Body) is not null).Select(manifest => Generations.Of(manifest.Key)).ToHashSet(StringComparer.Ordinal);
        return [.. seen.Owned.Values.Where(live => Of(live.Body) is not null && !there.Contains(live.Key) && successors.Contains(Generations.Of(live.Key)) && !HasNeverServed(live, seen))
            .GroupBy(live => Generations.Of(live.Key)!, StringComparer.Ordinal).SelectMany(group => InOrder(group, seen).Take(keep.GetValueOrDefault(seen.LaneOf(group.First()).Id))).Select(live => live.Key)];
    }
}
