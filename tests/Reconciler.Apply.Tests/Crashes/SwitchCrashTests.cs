using System.Globalization;
using Reconciler.Planning;
using Xunit.Abstractions;

namespace Reconciler.Apply.Tests.Crashes;

/// <summary>
/// The process ends at each single write of a switch from one version to the next. At no moment does the Service select a version that is
/// not well, and the next run makes good; only the sandbox has pods.
/// </summary>
public sealed class SwitchCrashTests(ITestOutputHelper output)
{
    private const int Most = 200;
    private const string Processes = $"web: {{replicas: 2, {DeployBench.Probe}}}, worker: {{command: [work]}}";
    private const string Deploy = "drain: 0s, tasks: {before: [{name: migrate, command: [migrate]}]}";

    [Fact]
    public async Task A_process_that_ends_within_a_switch_leaves_requests_where_they_are_answered()
    {
        await using var sandbox = await OwnSandbox.StartAsync();
        for (var point = 1; point <= Most; point++)
        {
            var hasHappened = false;
            foreach (var isDone in (bool[])[false, true])
            {
                using var crash = new Crash(point, isDone, ofWrites: !CrashScenario.IsLong);
                await EndAsync(sandbox, crash, string.Create(CultureInfo.InvariantCulture, $"ended at {point}, {(isDone ? "its answer lost" : "before it")}"));
                hasHappened |= crash.HasHappened;
            }
            if (hasHappened) continue;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ended at {point - 1} points"));
            Assert.InRange(point, 10, Most);
            return;
        }
        Assert.Fail("a switch has no end");
    }

    private static async Task EndAsync(OwnSandbox sandbox, Crash crash, string where)
    {
        await using var bench = await Bench.On(sandbox.Client);
        bench.BlueGreen("shop:1", Deploy, Processes);
        await bench.Apply();
        bench.BlueGreen("shop:2", Deploy, Processes);
        var cluster = bench.Cluster;
        bench.Cluster = new HookedCluster(cluster, (call, send) => crash.HookAsync(call, async () =>
        {
            await send();
            if (call.IsWrite) await IsServedAsync(bench, where);
        }));
        try
        {
            await bench.Apply(end: crash.Ended);
        }
        catch (Exception ended) when (crash.HasHappened && ended is CrashException or OperationCanceledException)
        {
            // as a killed process is not told either
        }
        bench.Cluster = new HookedCluster(cluster, async (call, send) =>
        {
            await send();
            if (call.IsWrite) await IsServedAsync(bench, where);
            return null;
        });
        (bench.Holder, bench.Clock) = ("another process", new LaterClock(TimeSpan.FromSeconds(31)));
        await bench.Apply();
        bench.Cluster = cluster;
        var left = await bench.Plan();
        Assert.False(left.HasChanges, $"{where}: {string.Join(", ", left.Changes.Where(change => change.Action != ChangeAction.Keep).Select(change => $"{change.Action} {change.Key}"))}");
        Assert.Equal((where, "shop:2", "shop:2×1 shop:2×2"), (where, await bench.Serves(), await bench.Images()));
    }

    /// <summary>The version that the Service selects is there and has a pod that is ready.</summary>
    private static async Task IsServedAsync(Bench bench, string where)
    {
        var selected = Versions.SelectedBy((await bench.Live("shop-web", "v1", "Service"))!);
        var version = (await bench.Deployments()).SingleOrDefault(body => Versions.Of(body) == selected);
        Assert.True(version is not null, $"{where}: the Service selects {selected}, which is not there");
        Assert.True(version.At("status", "availableReplicas") is "1" or "2", $"{where}: the Service selects {DeployBench.Image(version)}, which has {version.At("status", "availableReplicas") ?? "no"} pods");
    }
}
