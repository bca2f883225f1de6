using System.Collections.Immutable;
using System.Globalization;
using Reconciler.Diffing;
using Reconciler.Live;
using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Rendering;

namespace Reconciler.Holds;

/// <summary>Pods that are made anew once: their template carries when that was asked for, until it changes anyway.</summary>
public static class Restarting
{
    private static readonly FieldPointer Stamp = new(["f:spec", "f:template", "f:metadata", "f:annotations", $"f:{Ownership.Prefix}restart"]);

    /// <summary>A restart of each workload of a process, or of all of them.</summary>
    public static ImmutableArray<AppHold.Restart> Of(IEnumerable<Manifest> manifests, string? process, PartId part, string wish, string by, DateTimeOffset since) =>
        [.. manifests.Where(manifest => IsRestartable(manifest.Key) && (process is null || ProcessOf(manifest) == process))
            .Select(manifest => new AppHold.Restart(part, wish, by, since, manifest.Key, TemplateOf(manifest)))];

    /// <summary>The processes that can be restarted.</summary>
    public static ImmutableArray<string> Processes(IEnumerable<Manifest> manifests) =>
        [.. manifests.Where(manifest => IsRestartable(manifest.Key)).Select(ProcessOf).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Whether a workload's template is still the one that was restarted.</summary>
    internal static bool Counts(AppHold.Restart restart, IEnumerable<Manifest> manifests) => manifests.Any(manifest => manifest.Key == restart.Workload && TemplateOf(manifest) == restart.Template);

    internal static Manifest Restarted(Manifest manifest, IEnumerable<AppHold.Restart> restarts) => restarts.FirstOrDefault(restart => restart.Workload == manifest.Key) is { } restart
        ? manifest with { Body = Stamp.With(manifest.Body, ScalarNode.Of(restart.Since.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture), Origin.None)) }
        : manifest;

    private static bool IsRestartable(ObjectKey key) => key is { Group: "apps", Kind: "Deployment" or "StatefulSet" or "DaemonSet" };

    private static string? ProcessOf(Manifest manifest) =>
        (manifest.Body.Path("spec", "template", "metadata", "labels", LiveLabels.Component) as ScalarNode)?.Value ?? (manifest.Body.Path("metadata", "labels", LiveLabels.Component) as ScalarNode)?.Value;

    /// <summary>In the canonical form, in which history has it too.</summary>
    private static string TemplateOf(Manifest manifest) => Naming.Hash(DesiredObject.Of(manifest).Body.Path("spec", "template") ?? MapNode.Empty);
}
