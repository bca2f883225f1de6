using Reconciler.Apply.Tests.Simulation;
using Reconciler.Engine.Inventory;
using Reconciler.Engine.Running;
using Reconciler.Kube;
using Reconciler.Kubernetes;
using Reconciler.Objects;
using Reconciler.Sandbox.Faults;

namespace Reconciler.Apply.Tests;

/// <summary>A lease whose answers get lost is still ours, one that somebody took is not, and nothing is written beyond it.</summary>
public sealed class LeaseTests
{
    private const string Place = "default";
    private const string Name = "lease";
    private const string Holder = "us";

    [Fact]
    public async Task A_renewal_whose_answer_was_lost_is_found_out_and_the_lease_goes_on()
    {
        await using var world = await SimulatedWorld.StartAsync();
        var cluster = new KubeCluster(world.Plain, "test");
        await using var lease = await Held(cluster);
        var before = await Renewed(cluster);
        world.Use(FaultPlan.Of(new FaultRule(new FaultAction.CutAfter()) { Verbs = ["update"], Resources = ["leases"], Times = 1 }));
        await Until(async () => await Renewed(cluster) > before + TimeSpan.FromSeconds(90));
        await Until(() => Task.FromResult(lease.MayWrite));
    }

    [Theory, InlineData("create"), InlineData("update")]
    public async Task A_lease_that_was_taken_without_an_answer_is_ours(string verb)
    {
        await using var world = await SimulatedWorld.StartAsync();
        var cluster = new KubeCluster(world.Plain, "test");
        if (verb == "update") await (await Held(cluster, TimeProvider.System)).DisposeAsync();
        world.Use(FaultPlan.Of(new FaultRule(new FaultAction.CutAfter()) { Verbs = [verb], Resources = ["leases"], Times = 1 }));
        await using var lease = await Held(cluster, TimeProvider.System);
        Assert.True(lease.MayWrite);
        world.Use(FaultPlan.Of(new FaultRule(new FaultAction.CutAfter()) { Verbs = ["update"], Resources = ["leases"], Times = 1 }));
        Assert.Null(await lease.ReleaseAsync());
        Assert.Equal("", (await State(cluster)).Holder);
    }

    [Fact]
    public async Task A_lease_that_somebody_else_has_taken_writes_nothing_and_stays_theirs()
    {
        await using var world = await SimulatedWorld.StartAsync();
        var cluster = new KubeCluster(world.Plain, "test");
        await using var lease = await Held(cluster);
        // who was paused for longer than the lease finds it with another
        await Until(async () => (await new Leases(cluster).UpdateAsync(await State(cluster) with { Holder = "them" }, new WriteOptions("them"), default)).Error is null);
        await lease.Lapsed.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.False(lease.MayWrite);
        var answer = await lease.WriteAsync<MapNode>("it", _ => throw new InvalidOperationException("it was written"), default);
        Assert.IsType<KubeError.Stale>(answer.Error);
        Assert.Null(await lease.ReleaseAsync());
        Assert.Equal("them", (await State(cluster)).Holder);
    }

    [Fact]
    public async Task A_write_that_outlasts_the_lease_is_cut_off_and_nobody_knows_its_fate()
    {
        await using var world = await SimulatedWorld.StartAsync();
        await using var lease = await Held(new KubeCluster(world.Plain, "test"));
        Assert.True(lease.MayWrite);
        world.Use(FaultPlan.Of(new FaultRule(FaultAnswers.Unavailable) { Resources = ["leases"] }));
        var answer = await lease.WriteAsync<MapNode>("it", async limit =>
        {
            await Task.Delay(Timeout.Infinite, limit);
            throw new InvalidOperationException("it was not cut off");
        }, default);
        Assert.IsType<KubeError.TimedOut>(answer.Error);
        Assert.False(lease.MayWrite);
        // as soon as it can be renewed again, and nobody has taken it, it goes on
        world.Use(FaultPlan.None);
        await Until(() => Task.FromResult(lease.MayWrite));
    }

    [Fact]
    public async Task Whose_clock_is_ahead_takes_no_lease_that_is_renewed()
    {
        await using var world = await SimulatedWorld.StartAsync();
        var cluster = new KubeCluster(world.Plain, "test");
        await using var lease = await Held(cluster);
        var ahead = new AheadTime(TimeSpan.FromHours(1));
        var sight = new LeaseSight(new FastTime(20));
        var before = await Renewed(cluster);
        await Until(async () =>
        {
            Assert.IsType<LeaseResult.Taken>(await RunLease.TakeAsync(cluster, Place, Name, "them", ahead, default, sight));
            return await Renewed(cluster) > before + TimeSpan.FromSeconds(60);
        });
        Assert.True(lease.MayWrite);
    }

    [Fact]
    public async Task A_lease_that_nobody_renews_lapses_whatever_time_stands_in_it()
    {
        await using var world = await SimulatedWorld.StartAsync();
        var cluster = new KubeCluster(world.Plain, "test");
        var now = TimeProvider.System.GetUtcNow().AddHours(1);
        var made = await new Leases(cluster).CreateAsync(new LeaseState(Place, Name) { Holder = "them", Duration = TimeSpan.FromSeconds(30), Acquired = now, Renewed = now }, new WriteOptions("them"), default);
        Assert.Null(made.Error);
        var time = new FastTime(20);
        var (sight, began) = (new LeaseSight(time), time.GetTimestamp());
        LeaseResult taken;
        while ((taken = await RunLease.TakeAsync(cluster, Place, Name, Holder, time, default, sight)) is LeaseResult.Taken) await Task.Delay(20);
        await Assert.IsType<LeaseResult.Held>(taken).Lease.DisposeAsync();
        Assert.InRange(time.GetElapsedTime(began), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(5));
    }

    /// <summary>A clock that is set wrong; what it measures is right.</summary>
    private sealed class AheadTime(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + by;
    }

    private static async Task<RunLease> Held(KubeCluster cluster, TimeProvider? time = null) =>
        Assert.IsType<LeaseResult.Held>(await RunLease.TakeAsync(cluster, Place, Name, Holder, time ?? new FastTime(20), default)).Lease;

    private static async Task<LeaseState> State(KubeCluster cluster)
    {
        var answer = await new Leases(cluster).GetAsync(Place, Name, default);
        Assert.True(answer.TryGet(out var state, out var error), error?.ToString());
        return state;
    }

    private static async Task<DateTimeOffset> Renewed(KubeCluster cluster) => (await State(cluster)).Renewed!.Value;

    private static async Task Until(Func<Task<bool>> isSo)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await isSo()) await Task.Delay(20, deadline.Token);
    }
}
