using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Diffing;
using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Rendering;

namespace Reconciler.Holds;

/// <summary>A revision of a lane as far as going back to it needs it: what was applied, and the commit that it came from.</summary>
public sealed record KeptRevision(Lane Lane, int Number, ImmutableArray<RememberedObject> Objects)
{
    public string? Commit { get; init; }
    public string? Author { get; init; }
    public string? Subject { get; init; }

    /// <summary>
    /// The manifests of the lane as the revision had them. Jobs that ran to their end then are not among them, because they would run once
    /// more; values of Secrets are filled in from the cluster when it was seen.
    /// </summary>
    public ImmutableArray<Manifest> Manifests => [.. Objects.Where(item => item is { IsLeft: false, IsFinished: false, Applied: not null }).Select(item => Of(item.Applied!, Lane))];

    /// <summary>One object that history has, as something wanted.</summary>
    public static Manifest Of(MapNode applied, Lane lane) => new(applied, lane, Origin.None) { IsFromHistory = true };

    /// <summary>
    /// The set with the values of those Secrets that history names without them. They stay as they are in the cluster; one that is gone
    /// can't be wanted, and stops its lane.
    /// </summary>
    public static ManifestSet Filled(ManifestSet manifests, Observation seen)
    {
        if (!manifests.Manifests.Any(IsOpen)) return manifests;
        return manifests with { Manifests = [.. manifests.Manifests.Select(manifest => IsOpen(manifest) ? Filled(manifest, seen) : manifest)] };
    }

    private static bool IsOpen(Manifest manifest) => manifest.IsFromHistory && ObjectHasher.IsSecret(manifest.Body);

    private static Manifest Filled(Manifest manifest, Observation seen)
    {
        var live = seen.Owned.GetValueOrDefault(manifest.Key) ?? (seen.Missing.GetValueOrDefault(manifest.Key) as Missing.There)?.Live;
        if (live is not null) return live.Body.Map("data") is { } data ? manifest with { Body = manifest.Body.With("data", data) } : manifest;
        var why = seen.WhyUnknown(manifest.Key) is { } unknown ? $"can't be read: {unknown.Why}" : "is no longer in the cluster, and history keeps no values of Secrets";
        return manifest with { Hindrance = HoldCodes.SecretGone.At(manifest.Place, $"{manifest.Key} {why}", "apply the source, or go back to a revision that doesn't need it") };
    }
}
