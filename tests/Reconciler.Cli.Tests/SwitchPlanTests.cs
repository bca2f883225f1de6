using Reconciler.Cli.Tests.Clusters;

namespace Reconciler.Cli.Tests;

/// <summary>The plan of a switch from one version to the next, as people and pull requests see it, kept as it is.</summary>
public sealed class SwitchPlanTests : IDisposable
{
    private readonly LiveCli _live = new();

    public void Dispose() => _live.Dispose();

    [Theory]
    [InlineData("text")]
    [InlineData("markdown")]
    public async Task A_new_version_is_planned_beside_the_old_one(string form)
    {
        var app = (await File.ReadAllTextAsync(Path.Combine(Golden.Root(), "examples", "blue-green", "app.yaml"))).Replace("drain: 30s", "drain: 0s", StringComparison.Ordinal);
        await _live.With("app.yaml", app).ApplyAsync();
        _live.With("app.yaml", app.Replace("checkout:2.3.0", "checkout:2.4.0", StringComparison.Ordinal));
        var plan = await _live.Cli.RunAsync("plan", "source", "--output", form);
        Assert.Equal((2, ""), (plan.Code, plan.Error));
        Golden.Matches($"tests/Reconciler.Cli.Tests/Expected/switch.{(form == "text" ? "txt" : "md")}", plan.Out);
    }
}
