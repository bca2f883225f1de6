using Reconciler.Diagnostics;
using Reconciler.Holds;
using Reconciler.Planning;

namespace Reconciler.Apply.Tests;

/// <summary>Apps that are stopped, started and restarted by command.</summary>
public sealed class HoldTests
{
    private const string Processes = "  processes: {web: {replicas: 2}, worker: {replicas: 3}}\n  cron: [{name: nightly, schedule: '0 3 * * *', command: rake}]\n";
    private const string Scaled = "  processes: {web: {autoscaling: {engine: hpa, min: 2, max: 5, triggers: [{type: cpu, metricType: Utilization, metadata: {value: '70'}}]}}}\n";

    [Theory, Everywhere]
    public async Task A_stopped_app_has_no_pods_until_it_is_started(Target target)
    {
        await using var bench = await Bench.On(target);
        bench.Shop("shop:1", Processes);
        await bench.Settle(waits: false);
        var plan = await bench.Hold(new HoldRequest.Stop());
        Assert.Equal(3, plan.Counts.Update);
        Assert.All(plan.Changes.Where(change => change.IsWrite), change => Assert.Equal("stopped by ann", Assert.IsType<Cause.Hold>(change.Cause).Why));
        Assert.Equal(("0", "0"), (await bench.Replicas("shop-web"), await bench.Replicas("shop-worker")));
        Assert.Equal("true", (await bench.Live("shop-nightly", "batch/v1", "CronJob")).At("spec", "suspend"));
        Assert.Contains("shop is stopped by ann", Assert.Single((await bench.Same()).Notes(HoldCodes.Stopped)), StringComparison.Ordinal);
        Assert.Equal("stop", Assert.Single((await bench.Revisions())[0].Holds));

        await bench.Hold(new HoldRequest.Start());
        Assert.Equal(("2", "3"), (await bench.Replicas("shop-web"), await bench.Replicas("shop-worker")));
        Assert.NotEqual("true", (await bench.Live("shop-nightly", "batch/v1", "CronJob")).At("spec", "suspend"));
        Assert.Empty((await bench.Orders()).Holds);
    }

    [Theory, Everywhere]
    public async Task A_stop_takes_an_autoscaler_away_and_a_start_brings_it_back(Target target)
    {
        await using var bench = await Bench.On(target);
        bench.Shop("shop:1", Scaled);
        await bench.Settle(waits: false);
        // what leaves does so after what it stood for is well
        await bench.Hold(new HoldRequest.Stop(), waits: true);
        Assert.Equal("0", await bench.Replicas("shop-web"));
        Assert.Null(await bench.Live("shop-web", "autoscaling/v2", "HorizontalPodAutoscaler"));
        await bench.Hold(new HoldRequest.Start());
        Assert.NotNull(await bench.Live("shop-web", "autoscaling/v2", "HorizontalPodAutoscaler"));
    }

    [Theory, Everywhere]
    public async Task A_stop_is_ended_by_the_spec_and_by_resume(Target target)
    {
        await using var bench = await Bench.On(target);
        bench.Shop("shop:1", Processes);
        bench.Shop("other:1", name: "other");
        await bench.Settle(waits: false);
        await bench.Hold(new HoldRequest.Stop());
        bench.Shop("other:2", name: "other");
        await bench.Settle(waits: false);
        Assert.Equal(("0", "other:2"), (await bench.Replicas("shop-web"), await bench.Image("other-web")));

        bench.Shop("shop:2", Processes);
        var plan = await bench.Settle(waits: false);
        Assert.Single(plan.Notes(HoldCodes.HoldEnds));
        Assert.Equal("yours", plan.Workload("shop-web").Cause?.Word);
        Assert.Equal("2", await bench.Replicas("shop-web"));
        Assert.Empty((await bench.Orders()).Holds);

        await bench.Hold(new HoldRequest.Stop());
        await bench.Resume();
        plan = await bench.Settle(waits: false);
        Assert.Equal("a hold has ended", Assert.IsType<Cause.Hold>(plan.Workload("shop-worker").Cause).Why);
        Assert.Equal("3", await bench.Replicas("shop-worker"));
    }

    [Theory, Everywhere]
    public async Task A_stop_outlives_a_version_that_renders_the_same_commit_otherwise(Target target)
    {
        await using var bench = await Bench.On(target);
        bench.Shop("shop:1", Processes);
        bench.Map("one");
        bench.Commit = "one";
        await bench.Settle(waits: false);
        await bench.Hold(new HoldRequest.Stop());
        bench.Shop("rendered:otherwise", Processes);
        await bench.Settle(waits: false);
        Assert.Equal(("0", "rendered:otherwise"), (await bench.Replicas("shop-web"), await bench.Image("shop-web")));
        bench.Map("one", "{a: '2'}");
        bench.Commit = "two";
        await bench.Settle(waits: false);
        Assert.Equal("0", await bench.Replicas("shop-web"));
        bench.Shop("shop:3", Processes);
        bench.Commit = "three";
        await bench.Settle(waits: false);
        Assert.Equal("2", await bench.Replicas("shop-web"));
    }

    [Theory, Everywhere]
    public async Task What_its_spec_says_is_stopped_is_started_as_it_would_run(Target target)
    {
        await using var bench = await Bench.On(target);
        bench.Shop("shop:1", $"{Processes}  deploy: {{stopped: true}}\n");
        await bench.Settle(waits: false);
        Assert.Equal("0", await bench.Replicas("shop-worker"));
        await bench.Hold(new HoldRequest.Start());
        Assert.Equal(("2", "3"), (await bench.Replicas("shop-web"), await bench.Replicas("shop-worker")));
        Assert.Single((await bench.Same()).Notes(HoldCodes.Started));
        await bench.Hold(new HoldRequest.Stop());
        Assert.Equal("0", await bench.Replicas("shop-worker"));
        await bench.Hold(new HoldRequest.Start());
        await bench.Resume();
        await bench.Settle(waits: false);
        Assert.Equal("0", await bench.Replicas("shop-web"));
    }

    [Theory, Everywhere]
    public async Task A_restart_makes_pods_anew_once_and_ends_unseen_with_the_next_change_of_the_template(Target target)
    {
        await using var bench = await Bench.On(target);
        bench.Shop("shop:1", Processes);
        await bench.Settle(waits: false);
        var plan = await bench.Hold(new HoldRequest.Restart("worker"));
        Assert.Equal("shop-worker", Assert.Single(plan.Changes, change => change.IsWrite).Key.Name);
        var stamp = await bench.Restarted("shop-worker");
        Assert.NotNull(stamp);
        Assert.Null(await bench.Restarted("shop-web"));

        await bench.Resume();
        await bench.Same();
        bench.Shop("shop:1", Processes.Replace("replicas: 3", "replicas: 4", StringComparison.Ordinal));
        Assert.Equal("yours", (await bench.Settle(waits: false)).Workload("shop-worker").Cause?.Word);
        Assert.Equal((stamp, "4"), (await bench.Restarted("shop-worker"), await bench.Replicas("shop-worker")));
        bench.Shop("shop:2", Processes);
        await bench.Settle(waits: false);
        Assert.Null(await bench.Restarted("shop-worker"));
        Assert.Empty((await bench.Orders()).Holds);

        await bench.Hold(new HoldRequest.Restart(null));
        var first = await bench.Restarted("shop-web");
        await bench.Hold(new HoldRequest.Restart(null));
        Assert.NotEqual(first, await bench.Restarted("shop-web"));
        Assert.Equal(2, (await bench.Orders()).Holds.Length);
    }

    [Theory, Everywhere]
    public async Task What_can_not_be_ordered_is_told(Target target)
    {
        await using var bench = await Bench.On(target);
        bench.Shop("shop:1", Processes);
        bench.Map("one");
        await bench.Settle(waits: false);
        var unknown = Assert.Single((await bench.Ask(new HoldRequest.Restart("wep"))).Problems);
        Assert.Equal(("RCN2552", "did you mean \"web\"?"), (unknown.Code.Id, unknown.Fix));
        Assert.Equal("RCN2554", Assert.Single((await bench.Ask(new HoldRequest.Rollback(null, null))).Problems).Code.Id);
        Assert.Equal("RCN2553", Assert.Single((await bench.Ask(new HoldRequest.Rollback(9, null))).Problems).Code.Id);
        Assert.Equal("RCN2555", Assert.Single((await bench.Ask(new HoldRequest.Stop(), "none")).Problems).Code.Id);
        Assert.Empty((await bench.Orders()).Holds);
    }
}
