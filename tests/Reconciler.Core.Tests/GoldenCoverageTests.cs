using System.Collections.Immutable;
using Reconciler.Specs;

namespace Reconciler.Core.Tests;

/// <summary>No field of the language without a golden scenario that shows what it does.</summary>
public sealed class GoldenCoverageTests
{
    /// <summary>Kinds that are only validated so far.</summary>
    private static readonly ImmutableHashSet<string> ValidatedOnly = ["Node", "NodeProfile"];

    /// <summary>Fields that nothing renders: they steer how a source is applied, and are seen in the report of settings.</summary>
    private static readonly ImmutableArray<string> OnlyInReport =
    [
        "Environment.spec.sync.", "Environment.spec.prune.", "Environment.spec.notify.", "Environment.spec.webhook.", "Environment.spec.cluster.", "Environment.spec.router.",
        "Environment.spec.deploy.rollbackOnFailure", "Environment.spec.deploy.onFirstFailure", "Environment.spec.deploy.keepPrevious", "Environment.spec.deploy.drain", "Environment.spec.deploy.history",
        "App.spec.deploy.rollbackOnFailure", "App.spec.deploy.onFirstFailure", "App.spec.deploy.keepPrevious", "App.spec.deploy.drain", "App.spec.deploy.history", "App.spec.deploy.healthGate.",
        "App.spec.deploy.tasks.before.name", "App.spec.dependsOn", "App.spec.frontend.", "App.spec.prune.", "Chart.spec.upgrades", "Storage.spec.onRemove",
    ];

    /// <summary>Fields that need more of the world than these scenarios have, with where they are shown.</summary>
    private static readonly ImmutableDictionary<string, string> ShownElsewhere = new Dictionary<string, string>
    {
        ["App.spec.kustomize"] = "tests/Reconciler.Engine.Tests builds kustomizations",
    }.ToImmutableDictionary();

    /// <summary>Types of which an App renders no object; Environment has labels and annotations for them.</summary>
    private static readonly ImmutableArray<string> NotOfAnApp = ["namespace", "persistentvolume", "persistentvolumeclaim", "triggerauthentication"];

    [Fact]
    public void Every_field_has_a_visible_effect_in_a_scenario()
    {
        var shown = Shown();
        var missing = Enum.GetNames<SpecKind>().Except(ValidatedOnly).SelectMany(FieldCoverage.Required).Except(shown).Except(ShownElsewhere.Keys)
            .Except(NotOfAnApp.SelectMany(type => new[] { $"App.spec.labels.{type}", $"App.spec.annotations.{type}" })).Distinct().Order(StringComparer.Ordinal).ToArray();
        Assert.True(missing.Length == 0, $"taking away one of these {missing.Length} fields changes no golden scenario:\n{string.Join("\n", missing)}");
    }

    [Fact]
    public void A_field_without_effect_is_seen()
    {
        var required = FieldCoverage.Required("App").ToArray();
        Assert.Contains("App.spec.image", required);
        Assert.Contains("App.spec.processes.<name>.env", required);
        Assert.DoesNotContain("App.spec.processes.*.port", required);
        var shown = FieldCoverage.Shown(Scenario.OfGolden("app-minimal"), ImmutableHashSet<string>.Empty, _ => false).ToArray();
        Assert.Contains("App.spec.image", shown);
        Assert.DoesNotContain("App.spec.env", shown);
    }

    private static HashSet<string> Shown()
    {
        var shown = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in Scenario.Golden)
        {
            var hasReport = File.Exists(Path.Combine(Scenario.GoldenFolder, name, "report.txt"));
            shown.UnionWith(FieldCoverage.Shown(Scenario.OfGolden(name), shown, path => hasReport && OnlyInReport.Any(start => path.StartsWith(start, StringComparison.Ordinal))));
        }
        return shown;
    }
}
