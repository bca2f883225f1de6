using Reconciler.Apply.Tests;
using Reconciler.Engine.Control;

namespace Reconciler.Server.Tests.Control;

/// <summary>Two controllers for one environment: one leads, the other is ready to.</summary>
public sealed class LeaderTests
{
    [Theory]
    [Everywhere]
    public async Task A_leader_that_ends_hands_over_at_once_and_the_other_goes_on(Target target)
    {
        await using var rig = await ControlRig.StartAsync(ControlRig.Two, target: target);
        await rig.SyncedAsync();
        await using var second = rig.Second("two");
        var standby = await second.UntilAsync(state => state.Phase == ControlPhase.Standby);
        Assert.Equal(("one", true), (standby.Leader, standby.IsReady));
        await rig.StopAsync();
        rig.Repo.Write("one.yaml", ControlRig.Map("one", "{a: '2'}"));
        var commit = second.Push();
        await second.SyncedAsync(commit);
        Assert.True(second.State.IsLeader);
        Assert.Equal("2", (await rig.Cluster.LiveAsync("one")).At("data", "a"));
        AssertOneAfterTheOther(rig.Cluster, "one", "two");
    }

    [Theory]
    [Everywhere]
    public async Task A_leader_that_is_cut_off_writes_nothing_after_the_other_has_begun(Target target)
    {
        await using var rig = await ControlRig.StartAsync(ControlRig.Two, target: target);
        await rig.SyncedAsync();
        await using var second = rig.Second("two");
        await second.UntilAsync(state => state.Phase == ControlPhase.Standby);
        // the leader can't renew its lease any more, and goes on looking
        rig.Cluster.Cut("one");
        await second.UntilAsync(state => state.IsLeader);
        rig.Repo.Write("one.yaml", ControlRig.Map("one", "{a: '2'}"));
        var commit = second.Push();
        rig.Loop.PollNow();
        await second.SyncedAsync(commit);
        rig.Cluster.Cut(null);
        await rig.UntilAsync(state => state is { IsLeader: false, Phase: ControlPhase.Standby });
        AssertOneAfterTheOther(rig.Cluster, "one", "two");
        Assert.Equal("2", (await rig.Cluster.LiveAsync("one")).At("data", "a"));
    }

    /// <summary>By the server's log: no write of the first after the first write of the second. Leases are how they agree.</summary>
    private static void AssertOneAfterTheOther(TestCluster cluster, string first, string second)
    {
        var writes = cluster.Requests.Where(request => request is { IsWrite: true, IsLease: false, Code: < 300 }).ToList();
        var begun = writes.FindIndex(request => request.Agent == second);
        Assert.True(begun >= 0, "the second wrote nothing");
        Assert.DoesNotContain(writes.Skip(begun), request => request.Agent == first);
    }
}
