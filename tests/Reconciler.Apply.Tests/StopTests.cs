using Reconciler.Engine.Inventory;
using Reconciler.Runs;

namespace Reconciler.Apply.Tests;

/// <summary>A run that is stopped, or ended at once, says how far it got and leaves no lease behind.</summary>
public sealed class StopTests
{
    [Theory, Everywhere]
    public async Task A_stop_begins_no_further_write_and_writes_down_what_was_done(Target target)
    {
        await using var bench = await Bench.On(target);
        // one after the other, so that a stop after the first leaves the others
        bench.Map("a");
        bench.Map("b", annotations: $"reconciler.dev/depends-on: ConfigMap/{bench.Name}/a");
        bench.Map("c", annotations: $"reconciler.dev/depends-on: ConfigMap/{bench.Name}/b");
        using var stop = new CancellationTokenSource();
        await bench.Do(await bench.Planned(), happens: happened =>
        {
            if (happened is RunEvent.LaneEnded { Lane.Title: "a.yaml" }) stop.Cancel();
        }, stop: stop.Token);
        Assert.Equal((LaneOutcome.Done, LaneOutcome.Interrupted, LaneOutcome.Interrupted), (Outcome(bench, "a"), Outcome(bench, "b"), Outcome(bench, "c")));
        Assert.Equal("not begun", bench.Status.Lanes["/c.yaml"].Message);
        Assert.True(bench.Status is { IsInterrupted: true, IsAborted: false, LeaseLapses: null });
        Assert.Null(await bench.Live("b"));
        Assert.Equal("", await Holder(bench));
        var kept = await History(bench);
        Assert.Equal("a.yaml", Assert.Single(kept).Lane.Title);
        await bench.Settle();
    }

    [Fact]
    public async Task A_stop_ends_waiting_for_health_and_history_says_interrupted()
    {
        await using var bench = await Bench.On(Target.Sandbox);
        bench.Deployment("web", "shop:never-ready");
        using var stop = new CancellationTokenSource();
        await bench.Do(await bench.Planned(), happens: happened =>
        {
            if (happened is RunEvent.Waiting) stop.Cancel();
        }, stop: stop.Token);
        Assert.Equal(("partly done", LaneOutcome.Interrupted), (bench.Status.Lanes["/web.yaml"].Message, Outcome(bench, "web")));
        Assert.Equal("interrupted", Assert.Single(await History(bench)).Outcome);
        Assert.Equal("", await Holder(bench));
    }

    [Fact]
    public async Task An_abort_cuts_requests_off_names_them_and_gives_the_lease_back()
    {
        await using var bench = await Bench.On(Target.Sandbox);
        bench.Map("one");
        bench.Map("two");
        using var stop = new CancellationTokenSource();
        using var abort = new CancellationTokenSource();
        var slow = new SlowAnswer("one");
        bench.Cluster = new HookedCluster(bench.Cluster, slow.HookAsync);
        var run = bench.Do(await bench.Planned(), stop: stop.Token, abort: abort.Token);
        await slow.Reached.WaitAsync(TimeSpan.FromSeconds(20));
        await stop.CancelAsync();
        await Task.Delay(200);
        Assert.False(run.IsCompleted);
        await abort.CancelAsync();
        await run.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.True(bench.Status is { IsInterrupted: true, IsAborted: true, LeaseLapses: null });
        Assert.Equal("one", Assert.Single(bench.Status.Lanes["/one.yaml"].Unknown).Name);
        Assert.Equal("", await Holder(bench));
        slow.IsSlow = false;
        await bench.Settle();
    }

    [Fact]
    public async Task A_stop_before_the_first_write_writes_nothing_at_all()
    {
        await using var bench = await Bench.On(Target.Sandbox);
        bench.Map("one");
        using var stop = new CancellationTokenSource();
        var planned = await bench.Planned();
        await stop.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => bench.Do(planned, stop: stop.Token));
        Assert.Null(await bench.Live($"reconciler-{bench.Name}", inNamespace: Bench.SystemNamespace));
    }

    private static LaneOutcome? Outcome(Bench bench, string name) => bench.Status.Lanes[$"/{name}.yaml"].Outcome;

    private static async Task<string> Holder(Bench bench) =>
        (await bench.Live($"reconciler-{bench.Name}", "coordination.k8s.io/v1", "Lease", Bench.SystemNamespace)).At("spec", "holderIdentity") ?? "";

    private static async Task<IEnumerable<DeployedRevision>> History(Bench bench)
    {
        var answer = await new HistoryStore(bench.Cluster, new Diffing.Identity(bench.Name, ""), Bench.SystemNamespace).ReadAsync(default);
        Assert.True(answer.TryGet(out var all, out var error), error?.ToString());
        return all.Revisions;
    }
}
