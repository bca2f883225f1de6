using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Reconciler.Diagnostics;
using Reconciler.Objects;

namespace Reconciler.Specs.Manifests;

/// <summary>
/// What is known of a manifest's kind. <see cref="Known"/> is null for custom resources and for versions that this release
/// of Kubernetes doesn't serve; <see cref="IsNamespaced"/> is null where only the cluster can tell.
/// </summary>
internal sealed partial record ManifestKind(KubeKind? Known, bool? IsNamespaced, ImmutableArray<Diagnostic> Problems)
{
    public const string SpecGroup = "reconciler.dev";

    /// <summary>The apiVersions under which Kubernetes serves a kind, the newest of each group.</summary>
    public static IEnumerable<string> VersionsOf(string kind) =>
        KubeTypes.Kinds.Where(known => known.Kind == kind && known.IsKept).GroupBy(known => known.Group).Select(group => group.Last().ApiVersion);

    public static ManifestKind Of(MapNode body)
    {
        var (apiVersion, kind) = (body.Text("apiVersion")!, body.Text("kind")!);
        if (KubeTypes.Find(apiVersion.Value, kind.Value) is { } known)
        {
            return new ManifestKind(known, known.IsNamespaced, known.IsKept
                ? []
                : [ManifestCodes.NotKept.At(kind.Origin, $"a {kind.Value} can't be kept in a cluster", "remove the manifest", "kind")]);
        }
        var served = SameKind(apiVersion.Value, kind.Value);
        if (RemovedVersions.Find(apiVersion.Value, kind.Value) is { } removed)
            return new ManifestKind(null, (KubeTypes.Find(removed.Successor ?? "", kind.Value) ?? served)?.IsNamespaced, [Removed(apiVersion, kind.Value, removed)]);
        return new ManifestKind(null, served?.IsNamespaced, Unknown(apiVersion, kind) is { } problem ? [problem] : []);
    }

    private static KubeKind? SameKind(string apiVersion, string kind) =>
        KubeTypes.Kinds.LastOrDefault(known => known.Kind == kind && known.Group == ObjectKey.GroupOf(apiVersion));

    private static Diagnostic Removed(Sourced<string> apiVersion, string kind, RemovedVersion removed) =>
        ManifestCodes.RemovedVersion.At(
            apiVersion.Origin,
            $"{apiVersion.Value} {kind} was removed in Kubernetes {removed.Release}",
            removed.Successor is { } successor ? $"write apiVersion: {successor}" : removed.Instead,
            "apiVersion") with
        {
            Expected = removed.Successor,
            Found = apiVersion.Value,
        };

    /// <summary>Why there can be no such kind; null for what can only be a custom resource.</summary>
    private static Diagnostic? Unknown(Sourced<string> apiVersion, Sourced<string> kind)
    {
        var group = ObjectKey.GroupOf(apiVersion.Value);
        if (group == SpecGroup)
            return ManifestCodes.UnknownKind.At(apiVersion.Origin, $"{apiVersion.Value} is no version of reconciler.dev", "write reconciler.dev/v1", "apiVersion");
        if (!KubeTypes.IsBuiltInGroup(group)) return UnknownGroup(group, apiVersion, kind.Value);
        var ofVersion = KubeTypes.Kinds.Where(known => known.ApiVersion == apiVersion.Value).Select(known => known.Kind).ToList();
        if (ofVersion.Count > 0)
        {
            var fix = Spelling.Suggest(kind.Value, ofVersion) ?? (VersionFix(kind.Value) is { } elsewhere ? elsewhere : Spelling.Suggest(kind.Value, KubeTypes.Kinds.Select(known => known.Kind)));
            return ManifestCodes.UnknownKind.At(kind.Origin, $"{apiVersion.Value} has no kind {kind.Value}", fix, "kind") with { Found = kind.Value };
        }
        if (Preview().IsMatch(apiVersion.Value))
        {
            return ManifestCodes.UnknownVersion.At(apiVersion.Origin, $"Kubernetes {KubeTypes.Release} doesn't serve {apiVersion.Value} by itself, so the {kind.Value} is not checked",
                SameKind(apiVersion.Value, kind.Value) is { } served ? $"write apiVersion: {served.ApiVersion}" : null, "apiVersion");
        }
        return NoSuchVersion(apiVersion, VersionFix(kind.Value) ?? GroupFix(apiVersion.Value));
    }

    /// <summary>A custom resource's group is a DNS name with a dot.</summary>
    private static Diagnostic? UnknownGroup(string group, Sourced<string> apiVersion, string kind)
    {
        var nearest = Spelling.Closest(group, KubeTypes.Groups);
        if (!group.Contains('.', StringComparison.Ordinal) || !CustomVersion().IsMatch(apiVersion.Value))
            return NoSuchVersion(apiVersion, VersionFix(kind) ?? (nearest is null ? null : GroupFix(nearest)));
        return nearest is not null && KubeTypes.Kinds.Any(known => known.Group == nearest && known.Kind == kind) ? NoSuchVersion(apiVersion, VersionFix(kind)) : null;
    }

    private static Diagnostic NoSuchVersion(Sourced<string> apiVersion, string? fix) =>
        ManifestCodes.UnknownKind.At(apiVersion.Origin, $"Kubernetes has no apiVersion {apiVersion.Value}", fix, "apiVersion") with { Found = apiVersion.Value };

    private static string? VersionFix(string kind) => string.Join(" or ", VersionsOf(kind)) is { Length: > 0 } versions ? $"write apiVersion: {versions}" : null;

    private static string? GroupFix(string group) => KubeTypes.Kinds.LastOrDefault(known => known.Group == group) is { } known ? $"write apiVersion: {known.ApiVersion}" : null;

    [GeneratedRegex(@"/v\d+(alpha|beta)\d+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Preview();

    [GeneratedRegex(@"^[a-z0-9.-]+/[a-z]([a-z0-9-]*[a-z0-9])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex CustomVersion();
}
