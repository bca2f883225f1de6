using System.Globalization;

namespace Reconciler.Apply.Tests.Simulation;

/// <summary>
/// Many small lives of a cluster: random edits of the source, drift by others, and faults of every sort, with a plan and an apply after each.
/// Whatever happens, nothing of others is touched, nothing is deleted that the plan does not name or that nothing was known of, and nothing of
/// ours is forgotten; and as soon as nothing fails any more all is as the source says.
/// </summary>
public sealed class SimulationTests
{
    private const int Usual = 40;
    private const int Long = 1000;

    [Fact]
    public async Task Whatever_goes_wrong_the_end_is_as_the_source_says_and_nothing_of_others_is_touched()
    {
        var (first, last) = Seeds();
        var findings = new List<string>();
        await using var world = await SimulatedWorld.StartAsync();
        for (var next = first; next <= last; next++)
        {
            await using var run = new SimulatedRun(world, next);
            try
            {
                await run.RunAsync();
            }
            catch (Exception problem) when (problem is InvalidOperationException or Xunit.Sdk.XunitException)
            {
                findings.Add($"{problem.Message}\n{run.Told}\nagain: RECONCILE_SEED={next} dotnet test tests/Reconciler.Apply.Tests --filter {nameof(SimulationTests)}");
            }
        }
        Assert.True(findings.Count == 0, string.Create(CultureInfo.InvariantCulture, $"{findings.Count} of {last - first + 1} runs went wrong\n\n{string.Join("\n\n", findings)}"));
    }

    /// <summary>RECONCILE_SEED asks for one seed, or for some of them: 7, or 200-300.</summary>
    private static (int First, int Last) Seeds()
    {
        if (Environment.GetEnvironmentVariable("RECONCILE_SEED") is not { Length: > 0 } asked) return (1, Environment.GetEnvironmentVariable("RECONCILE_LONG") == "1" ? Long : Usual);
        var ends = asked.Split('-');
        return (int.Parse(ends[0], CultureInfo.InvariantCulture), int.Parse(ends[^1], CultureInfo.InvariantCulture));
    }
}
