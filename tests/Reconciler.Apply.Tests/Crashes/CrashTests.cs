using System.Globalization;
using Xunit.Abstractions;

namespace Reconciler.Apply.Tests.Crashes;

/// <summary>
/// The process ends at each single request of a run, before it or when its answer is lost, and the next run makes good: the end is
/// the same as without, what others own is untouched, and nothing of ours is forgotten.
/// </summary>
public sealed class CrashTests(ITestOutputHelper output)
{
    private const int MostRequests = 400;

    public static TheoryData<string> Names => [.. CrashScenario.All.Select(scenario => scenario.Name)];

    [Theory, MemberData(nameof(Names))]
    public async Task A_process_that_ends_at_any_request_is_made_good_by_the_next(string name)
    {
        var scenario = CrashScenario.Named(name);
        await using var sandbox = await OwnSandbox.StartAsync();
        var ofWrites = !scenario.IsShort && !CrashScenario.IsLong;
        var wanted = await EndAsync(sandbox, scenario, null);
        for (var point = 1; point <= MostRequests; point++)
        {
            foreach (var isDone in (bool[])[false, true])
            {
                using var crash = new Crash(point, isDone, ofWrites);
                var end = await EndAsync(sandbox, scenario, crash);
                Assert.True(wanted == end, string.Create(CultureInfo.InvariantCulture, $"ended at {(ofWrites ? "write" : "request")} {point}, {(isDone ? "its answer lost" : "before it")}: wanted\n{wanted}\nand it is\n{end}"));
                if (crash.HasHappened) continue;
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ended at {point - 1} {(ofWrites ? "writes" : "requests")}"));
                return;
            }
        }
        Assert.Fail($"{name} has more than {MostRequests} requests");
    }

    private static async Task<string> EndAsync(OwnSandbox sandbox, CrashScenario scenario, Crash? crash)
    {
        await using var bench = await scenario.BeginAsync(sandbox.Client);
        var end = await EndState.WatchOverAsync(bench);
        if (crash is not null)
        {
            var cluster = bench.Cluster;
            bench.Cluster = new HookedCluster(cluster, crash.HookAsync);
            try
            {
                await scenario.RunAsync(bench, crash.Ended);
            }
            catch (Exception ended) when (crash.HasHappened && ended is CrashException or OperationCanceledException)
            {
                // as a killed process is not told either
            }
            bench.Cluster = cluster;
        }
        await scenario.RunAgainAsync(bench);
        var text = await end.TextAsync();
        await CrashScenario.CleanAsync(bench);
        return text;
    }
}
