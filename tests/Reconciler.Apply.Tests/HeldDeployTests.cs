using Reconciler.Holds;
using Reconciler.Planning;
using Reconciler.Runs;

namespace Reconciler.Apply.Tests;

/// <summary>Holds of Apps with versions, tasks and deploys that fail; only the sandbox has pods that can be steered.</summary>
public sealed class HeldDeployTests
{
    [Fact]
    public async Task A_version_before_is_gone_back_to_and_left_again_like_any_other()
    {
        await using var bench = await Bench.On(Target.Sandbox);
        bench.BlueGreen("shop:1");
        await bench.Settle();
        bench.BlueGreen("shop:2");
        await bench.Settle();
        await bench.Hold(new HoldRequest.Rollback(null, null), waits: true);
        Assert.Equal(("shop:1×1", "shop:1"), (await bench.Images(), await bench.Serves()));
        await bench.Resume();
        await bench.Settle();
        Assert.Equal(("shop:2×1", "shop:2"), (await bench.Images(), await bench.Serves()));
    }

    /// <summary>Who has no source deploys as the last revision did.</summary>
    [Fact]
    public async Task Going_back_asks_the_gate_and_keeps_what_the_App_keeps()
    {
        await using var bench = await Bench.On(Target.Sandbox);
        const string Deploy = "drain: 0s, keepPrevious: 1, healthGate: {path: /health, type: simple}";
        foreach (var image in (string[])["shop:1", "shop:2"])
        {
            bench.BlueGreen(image, Deploy, "web: {}");
            await bench.Settle();
        }
        var asked = 0;
        var direct = bench.Cluster;
        bench.Cluster = new HookedCluster(direct, async (call, send) =>
        {
            if (call.Verb == "ask pod") asked++;
            await send();
            return null;
        });
        await bench.Hold(new HoldRequest.Rollback(null, null), waits: true);
        Assert.Equal((1, "shop:1×1 shop:2×0", "shop:1"), (asked, await bench.Images(), await bench.Serves()));
        // of a stopped App there is nobody to ask, and nothing to tell
        bench.BlueGreen("shop:3", $"{Deploy}, stopped: true", "web: {}");
        await bench.Settle();
        Assert.DoesNotContain(bench.Steps(), step => step.Contains("health gate", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_version_is_stopped_started_and_restarted_where_it_is()
    {
        await using var bench = await Bench.On(Target.Sandbox);
        bench.BlueGreen("shop:1");
        await bench.Settle();
        var name = Assert.Single(await bench.Deployments()).At("metadata", "name")!;
        await bench.Hold(new HoldRequest.Stop(), waits: true);
        Assert.Equal("shop:1×0", await bench.Images());
        await bench.Hold(new HoldRequest.Start(), waits: true);
        await bench.Hold(new HoldRequest.Restart("web"), waits: true);
        Assert.Equal(("shop:1×1", "shop:1"), (await bench.Images(), await bench.Serves()));
        Assert.NotNull(await bench.Restarted(name));
        bench.BlueGreen("shop:2");
        await bench.Settle();
        Assert.Equal(("shop:2×1", "shop:2"), (await bench.Images(), await bench.Serves()));
        Assert.Empty((await bench.Orders()).Holds);
    }

    [Fact]
    public async Task Tasks_that_ran_are_not_run_again_by_going_back_nor_by_going_forth()
    {
        await using var bench = await Bench.On(Target.Sandbox);
        const string Tasks = "tasks: {before: [{name: migrate, command: [migrate]}], after: [{name: warm, command: [warm]}]}";
        bench.App("shop:1", Tasks);
        await bench.Settle();
        bench.App("shop:2", Tasks);
        await bench.Settle();
        var jobs = await Jobs(bench);
        var plan = await bench.Hold(new HoldRequest.Rollback(null, null), waits: true);
        Assert.DoesNotContain(plan.Changes, change => change.Key.Kind == "Job" && change.Action is not (ChangeAction.Keep or ChangeAction.Retire));
        Assert.Equal("shop:1×1", await bench.Images());
        await bench.Resume();
        await bench.Settle();
        Assert.Equal("shop:2×1", await bench.Images());
        Assert.Equal(jobs, await Jobs(bench));
    }

    [Fact]
    public async Task A_deploy_that_failed_and_was_taken_back_is_left_by_a_rollback()
    {
        await using var bench = await Bench.On(Target.Sandbox);
        bench.App("shop:1", "rollbackOnFailure: true");
        await bench.Settle();
        bench.Patience = TimeSpan.FromSeconds(2);
        bench.App("shop:2-never-ready", "rollbackOnFailure: true");
        await bench.Apply();
        Assert.Equal((LaneOutcome.Failed, "shop:1×1"), (bench.OutcomeOf(), await bench.Images()));
        Assert.Equal("rolledBack", (await bench.Revisions())[0].Outcome);
        // the spec of the failed deploy is not tried again as long as somebody holds the App
        await bench.Hold(new HoldRequest.Rollback(null, null), waits: true);
        Assert.Equal("shop:1×1", await bench.Images());
        Assert.Equal(1, Assert.IsType<AppHold.Rollback>(Assert.Single((await bench.Orders()).Holds)).Revision);
    }

    private static async Task<string> Jobs(Bench bench) => string.Join(' ', (await bench.All("batch/v1", "Job")).Select(body => body.At("metadata", "uid")).Order(StringComparer.Ordinal));
}
