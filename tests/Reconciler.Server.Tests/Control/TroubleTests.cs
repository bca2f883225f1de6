using Reconciler.Apply.Tests;
using Reconciler.Engine.Control;

namespace Reconciler.Server.Tests.Control;

/// <summary>A source or a cluster that is away: the controller says so, prunes nothing, and goes on when it is back.</summary>
public sealed class TroubleTests
{
    /// <summary>With RECONCILE_LONG=1 whatever is away is so for a minute.</summary>
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(ControlRig.IsLong ? 60 : 1);

    [Theory]
    [Everywhere]
    public async Task A_source_that_is_away_prunes_nothing_and_drift_is_still_repaired(Target target)
    {
        await using var rig = await ControlRig.StartAsync(ControlRig.Two, target: target);
        await rig.SyncedAsync();
        rig.Repo.Serve(isThere: false);
        rig.Loop.PollNow();
        var state = await rig.UntilAsync(state => state.PollProblem is not null);
        Assert.Equal(ControlPhase.Synced, state.Phase);
        await rig.Cluster.MadeAsync(ControlRig.Map("one", "{a: theirs}"));
        await rig.EventuallyAsync(async () => (await rig.Cluster.LiveAsync("one")).At("data", "a") == "1");
        await Task.Delay(Outage);
        rig.Repo.Serve(isThere: true);
        rig.Repo.Write("one.yaml", ControlRig.Map("one", "{a: '2'}"));
        await rig.SyncedAsync(rig.Push());
        Assert.Null(rig.State.PollProblem);
        Assert.NotNull(await rig.Cluster.LiveAsync("two"));
    }

    [Theory]
    [Everywhere]
    public async Task A_cluster_that_refuses_everything_is_tried_again_and_nothing_is_pruned(Target target)
    {
        await using var rig = await ControlRig.StartAsync(ControlRig.Two, target: target);
        await rig.SyncedAsync();
        rig.Cluster.TakeDown(true);
        rig.Repo.Write("one.yaml", ControlRig.Map("one", "{a: '2'}"));
        var commit = rig.Push();
        await rig.UntilAsync(state => state.Phase == ControlPhase.Unreachable);
        Assert.False(rig.State.IsReady);
        await Task.Delay(Outage);
        rig.Cluster.TakeDown(false);
        await rig.SyncedAsync(commit);
        Assert.NotNull(await rig.Cluster.LiveAsync("two"));
    }

    [Theory]
    [Everywhere]
    public async Task A_cluster_that_goes_away_while_nothing_happens_is_noticed(Target target)
    {
        await using var rig = await ControlRig.StartAsync(ControlRig.Two, target: target);
        await rig.SyncedAsync();
        rig.Cluster.TakeDown(true);
        await rig.UntilAsync(state => state is { Phase: ControlPhase.Unreachable, IsLeader: false, IsReady: false });
        rig.Cluster.TakeDown(false);
        await rig.SyncedAsync();
        Assert.True(rig.State.IsLeader);
    }

    [Theory]
    [Everywhere]
    public async Task A_commit_with_mistakes_changes_nothing_and_says_where_they_are(Target target)
    {
        await using var rig = await ControlRig.StartAsync(ControlRig.Two, target: target);
        await rig.SyncedAsync();
        rig.Repo.Write("one.yaml", "apiVersion: reconciler.dev/v1\nkind: App\nmetadata: {name: x}\nspec: {imag: y}\n");
        rig.Repo.Remove("two.yaml");
        rig.Push();
        var state = await rig.UntilAsync(state => state.Phase == ControlPhase.Unreadable);
        Assert.Contains(state.Problems, problem => problem.Place.File == "one.yaml" && problem.Place.Line > 0);
        Assert.NotNull(await rig.Cluster.LiveAsync("two"));
        rig.Repo.Write("one.yaml", ControlRig.Map("one"));
        await rig.SyncedAsync(rig.Push());
        Assert.Null(await rig.Cluster.LiveAsync("two"));
    }
}
