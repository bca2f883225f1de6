namespace Reconciler.Core.Tests;

/// <summary>Each folder of tests/Golden is one idea: specs, and what comes of them.</summary>
public sealed class GoldenTests
{
    public static TheoryData<string> Scenarios => [.. Scenario.Golden];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void A_scenario_gives_what_it_gave(string name)
    {
        var folder = Path.Combine(Scenario.GoldenFolder, name);
        var outcome = Outcome.Of(Scenario.OfGolden(name).ToTree());
        GoldenFile.Check(Path.Combine(folder, "manifests.yaml"), outcome.Manifests);
        GoldenFile.Check(Path.Combine(folder, "diagnostics.txt"), outcome.Diagnostics);
        // only where the scenario is about settings: it has the file then
        if (File.Exists(Path.Combine(folder, "report.txt"))) GoldenFile.Check(Path.Combine(folder, "report.txt"), outcome.Report);
    }

    [Fact]
    public void A_difference_shows_the_lines_around_it()
    {
        var difference = GoldenFile.Difference("a\nb\nc\nd\ne\nf\n", "a\nb\nc\nd\nE\nf\n");
        Assert.Contains("- e", difference, StringComparison.Ordinal);
        Assert.Contains("+ E", difference, StringComparison.Ordinal);
        Assert.DoesNotContain("  a", difference, StringComparison.Ordinal);
    }
}
