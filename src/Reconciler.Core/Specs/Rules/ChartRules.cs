using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Specs.Values;

namespace Reconciler.Specs.Rules;

/// <summary>Charts: addresses that can be one, versions that compare, and upgrade steps in the order of their versions.</summary>
internal static class ChartRules
{
    private const string Oci = "oci://";

    public static IEnumerable<Diagnostic> Check(RuleScope scope) =>
        scope.Specs.Charts.SelectMany(chart => Source(chart).Concat(Version(chart)).Concat(Upgrades(chart)).Concat(Steps(chart)));

    /// <summary>Whether a chart without repo or version is known by name is decided where it is rendered.</summary>
    private static IEnumerable<Diagnostic> Source(ChartSpec chart)
    {
        if (chart.Repo is not { } repo) yield break;
        if (!repo.Value.StartsWith(Oci, StringComparison.Ordinal))
        {
            if (Urls.Problem(repo, "http", "https") is { } wrong) yield return wrong;
        }
        else if (repo.Value[Oci.Length..].Trim('/').Split('/').Length < 2)
        {
            yield return ClusterCodes.OciAddress.At(repo.Origin, $"{repo.Value} names a registry and no chart", "write oci://REGISTRY/PATH/CHART");
        }
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
