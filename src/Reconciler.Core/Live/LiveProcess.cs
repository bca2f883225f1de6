using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Rendering;

namespace Reconciler.Live;

/// <summary>A process of an App as it runs: its Deployment in the cluster, and whether a Service leads to it.</summary>
public sealed record LiveProcess(string Name, MapNode Deployment, bool IsServed)
{
    private const string Web = "web";

    /// <summary>The processes of an App by name. Of several versions that stand side by side it is the one that the Service selects, else the newest.</summary>
    public static ImmutableArray<LiveProcess> AllOf(IEnumerable<MapNode> deployments, IReadOnlyCollection<MapNode> services) =>
        [.. from deployment in deployments
            let name = deployment.Label(LiveLabels.Component)
            where LiveLabels.IsProcess(name)
            group deployment by name into versions
            orderby versions.Key
            select new LiveProcess(versions.Key, Chosen(versions, services), services.Any(service => Selects(service, versions.Key)))];

    /// <summary>The process that is named, or the one that is meant where none is: web, else the only one that is served, else the first.</summary>
    public static (LiveProcess? Process, Diagnostic? Problem) Find(string app, ImmutableArray<LiveProcess> all, string? wanted)
    {
        if (all.IsEmpty) return (null, LiveCodes.NothingRuns.At(Origin.None, $"{app} has no Deployment in the cluster", "apply it first"));
        if (wanted is null) return (Usual(all), null);
        if (all.FirstOrDefault(process => process.Name == wanted) is { } found) return (found, null);
        var names = all.Select(process => process.Name).ToArray();
        return (null, LiveCodes.ProcessUnknown.At(Origin.None, $"{app} has no process {wanted}", Spelling.Suggest(wanted, names) ?? $"its processes are {string.Join(", ", names)}"));
    }

    private static LiveProcess Usual(ImmutableArray<LiveProcess> all) =>
        all.FirstOrDefault(process => process.Name == Web) ?? (all.Where(process => process.IsServed).ToArray() is [var only] ? only : all[0]);

    private static bool Selects(MapNode service, string process) => service.Map("spec").Map("selector").Text(LiveLabels.Component)?.Value == process;

    private static MapNode Chosen(IGrouping<string, MapNode> versions, IEnumerable<MapNode> services)
    {
        var selected = services.Where(service => Selects(service, versions.Key)).Select(service => service.Map("spec").Map("selector").Text(Ownership.VersionLabel)?.Value).OfType<string>().ToHashSet(StringComparer.Ordinal);
        return versions.FirstOrDefault(version => version.Label(Ownership.VersionLabel) is { } label && selected.Contains(label))
            ?? versions.OrderByDescending(version => version.Map("metadata").Text("creationTimestamp")?.Value, StringComparer.Ordinal).First();
    }
}
