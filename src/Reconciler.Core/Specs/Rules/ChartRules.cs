using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Specs.Values;

namespace Reconciler.Specs.Rules;

/// <summary>Charts: where they come from, and upgrade steps in the order of their versions.</summary>
internal static class ChartRules
{
    private static readonly string[] KnownCharts = ["cert-manager", "ingress-nginx", "keda", "keda-add-ons-http", "longhorn", "traefik", "vector"];

    public static IEnumerable<Diagnostic> Check(RuleScope scope) =>
        scope.Specs.Charts.SelectMany(chart => Source(chart).Concat(Version(chart)).Concat(Upgrades(chart)).Concat(Steps(chart)));

    private static IEnumerable<Diagnostic> Source(ChartSpec chart)
    {
        var isKnown = KnownCharts.Contains(chart.Chart?.Value ?? chart.Name);
        var place = chart.Chart?.Origin ?? chart.Document.Place;
        if (chart.Repo is null)
        {
            if (!isKnown)
                yield return ClusterCodes.ChartSource.At(place, $"\"{chart.Chart?.Value ?? chart.Name}\" is not a chart that is known by name, and has no repo", Spelling.Suggest(chart.Chart?.Value ?? chart.Name, KnownCharts) ?? "add repo, chart and version");
        }
        else if (chart.Repo.Value.StartsWith("oci://", StringComparison.Ordinal))
        {
            if (chart.Repo.Value["oci://".Length..].Trim('/').Split('/').Length < 2)
                yield return ClusterCodes.ChartSource.At(chart.Repo.Origin, $"{chart.Repo.Value} names a registry and no chart", "write oci://REGISTRY/PATH/CHART");
        }
        else
        {
            if (Urls.Problem(chart.Repo, "http", "https") is { } wrong) yield return wrong;
            if (chart.Chart is null && !isKnown) yield return ClusterCodes.ChartSource.At(chart.Document.Place, $"the Chart \"{chart.Name}\" has a repo, and does not say which chart of it", $"write chart: {chart.Name}");
        }
        if (chart.Version is null && (chart.Repo is not null || isKnown) && !isKnown)
            yield return ClusterCodes.ChartSource.At(place, $"the Chart \"{chart.Name}\" has no version, so what is installed would depend on the day", "write version");
    }

    private static IEnumerable<Diagnostic> Version(ChartSpec chart)
    {
        if (chart.Version is { } version && !SemanticVersion.TryParse(version.Value, out _, out var problem)) yield return problem.At(ValueCodes.Version, version.Origin);
        foreach (var upgrade in chart.Upgrades)
            if (upgrade.Version is { } crossed && !SemanticVersion.TryParse(crossed.Value, out _, out var wrong)) yield return wrong.At(ValueCodes.Version, crossed.Origin);
    }

    private static IEnumerable<Diagnostic> Upgrades(ChartSpec chart)
    {
        (SemanticVersion Version, Origin Place)? last = null;
        foreach (var upgrade in chart.Upgrades)
        {
            if (upgrade.Version is not { } written || !SemanticVersion.TryParse(written.Value, out var version, out _)) continue;
            if (last is { } before && version <= before.Version)
                yield return ClusterCodes.UpgradeOrder.At(written.Origin, $"{version} stands after {before.Version} ({before.Place}), and versions have to ascend", version.CompareTo(before.Version) == 0 ? "put the steps of one version into one item" : "sort upgrades by version");
            else last = (version, written.Origin);
        }
    }

    private static IEnumerable<Diagnostic> Steps(ChartSpec chart)
    {
        foreach (var target in chart.Upgrades.SelectMany(upgrade => upgrade.Before.Concat(upgrade.After)).SelectMany(step => new[] { step.Delete, step.Wait }).OfType<ChartTargetSpec>())
        {
            if (target.Name is null && target.Labels is not { Entries.Length: > 0 })
                yield return ClusterCodes.StepTarget.At(target.Fields.Origin, $"the step names no {target.Kind?.Value ?? "object"}", "add name or labels");
        }
    }
}
