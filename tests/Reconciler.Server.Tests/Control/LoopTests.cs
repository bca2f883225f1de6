using Reconciler.Apply.Tests;
using Reconciler.Engine.Control;
using Reconciler.Planning;

namespace Reconciler.Server.Tests.Control;

/// <summary>What the controller does with commits, drift and orders.</summary>
public sealed class LoopTests
{
    [Theory]
    [Everywhere]
    public async Task What_is_pushed_is_applied_and_what_is_removed_is_pruned(Target target)
    {
        await using var rig = await ControlRig.StartAsync(ControlRig.Two, target: target);
        await rig.SyncedAsync();
        Assert.Equal("1", (await rig.Cluster.LiveAsync("one")).At("data", "a"));
        rig.Repo.Write("one.yaml", ControlRig.Map("one", "{a: '2'}"));
        rig.Repo.Remove("two.yaml");
        var commit = rig.Push();
        await rig.SyncedAsync(commit);
        Assert.Equal("2", (await rig.Cluster.LiveAsync("one")).At("data", "a"));
        Assert.Null(await rig.Cluster.LiveAsync("two"));
        Assert.Equal(commit, (await rig.KnownAsync()).Inventory.Commit);
    }

    [Theory]
    [Everywhere]
    public async Task Drift_is_repaired_by_the_event_and_objects_that_were_deleted_come_back(Target target)
    {
        await using var rig = await ControlRig.StartAsync(ControlRig.Two, target: target);
        await rig.SyncedAsync();
        await rig.Cluster.MadeAsync(ControlRig.Map("one", "{a: theirs}"));
        await rig.EventuallyAsync(async () => (await rig.Cluster.LiveAsync("one")).At("data", "a") == "1");
        await rig.Cluster.DeletedAsync("two");
        await rig.EventuallyAsync(async () => await rig.Cluster.LiveAsync("two") is not null);
        await rig.SyncedAsync();
    }

    [Theory]
    [Everywhere]
    public async Task Nothing_is_asked_while_nothing_happens(Target target)
    {
        await using var rig = await ControlRig.StartAsync(ControlRig.Two, target: target);
        await rig.SyncedAsync();
        await Task.Delay(500);
        var before = rig.Cluster.Requests.Count(request => request.Agent == "one");
        await Task.Delay(3000);
        var asked = rig.Cluster.Requests.Where(request => request.Agent == "one").Skip(before).ToList();
        Assert.True(asked.TrueForAll(request => request.IsWatch || request.IsLease), string.Join('\n', asked));
    }

    [Fact]
    public async Task A_stuck_app_keeps_nobody_waiting_and_a_newer_commit_ends_the_waiting()
    {
        await using var rig = await ControlRig.StartAsync(repo =>
        {
            ControlRig.Two(repo);
            repo.Write("stuck.yaml", ControlRig.App("stuck", "example.com/stuck:never-ready"));
        });
        await rig.UntilAsync(state => state.Run is { Ended: null } run && run.Status.Lanes.Values.Any(lane => lane.Waiting.Count > 0));
        await rig.Cluster.MadeAsync(ControlRig.Map("one", "{a: theirs}"));
        await rig.EventuallyAsync(async () => (await rig.Cluster.LiveAsync("one")).At("data", "a") == "1");
        rig.Repo.Write("stuck.yaml", ControlRig.App("stuck", "example.com/stuck:v2"));
        await rig.SyncedAsync(rig.Push());
    }

    [Fact]
    public async Task A_part_that_fails_is_held_until_it_changes_or_somebody_syncs()
    {
        await using var rig = await ControlRig.StartAsync(repo =>
        {
            ControlRig.Two(repo);
            // the key that its Secret is compared by is made during this very run
            repo.Write("bad.yaml", ControlRig.App("bad", "example.com/bad:never-ready", "  env: {GREETING: hello}\n  deploy: {timeout: 2s}\n"));
        });
        var state = await rig.UntilAsync(state => state.Phase == ControlPhase.Failed);
        Assert.Single(rig.Controller.Runs);
        Assert.Equal("App/bad", Assert.Single(state.Failed).Lane.Title);
        var runs = rig.Controller.Runs.Length;
        await rig.OrderAsync(orders => orders.Syncing(new SyncOrder("s1", PartId.Of(state.Failed[0].Lane), "ada", DateTimeOffset.UtcNow)));
        await rig.EventuallyAsync(() => rig.Controller.Runs.Length > runs || rig.State.PlannedAt > state.PlannedAt);
        rig.Repo.Write("bad.yaml", ControlRig.App("bad", "example.com/bad:v2"));
        await rig.SyncedAsync(rig.Push());
        Assert.Empty(rig.State.Failed);
    }

    [Theory]
    [Everywhere]
    public async Task What_is_paused_is_left_and_goes_on_when_it_is_resumed(Target target)
    {
        await using var rig = await ControlRig.StartAsync(ControlRig.Two, target: target);
        await rig.SyncedAsync();
        await rig.OrderAsync(orders => orders.Pausing(new PauseOrder(PartId.All, "ada", DateTimeOffset.UtcNow)));
        await rig.UntilAsync(state => state.Pauses.Length == 1);
        rig.Repo.Write("one.yaml", ControlRig.Map("one", "{a: '2'}"));
        var commit = rig.Push();
        var held = await rig.UntilAsync(state => state.Phase == ControlPhase.Held && state.Plan?.Source.Commit == commit);
        Assert.Contains(held.Plan!.Changes, change => change.Problems.Any(problem => problem.Code.Id == "RCN3051"));
        Assert.Equal("1", (await rig.Cluster.LiveAsync("one")).At("data", "a"));
        await rig.OrderAsync(orders => orders.Resuming(PartId.All));
        await rig.SyncedAsync(commit);
        Assert.Equal("2", (await rig.Cluster.LiveAsync("one")).At("data", "a"));
    }

    [Theory]
    [Everywhere]
    public async Task A_refused_plan_waits_for_the_approval_of_just_that_plan(Target target)
    {
        await using var rig = await ControlRig.StartAsync(repo =>
        {
            ControlRig.Two(repo);
            repo.Write("claim.yaml", "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data, namespace: shop}\nspec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}\n");
        }, target: target);
        await rig.SyncedAsync();
        rig.Repo.Remove("claim.yaml");
        var commit = rig.Push();
        var held = await rig.UntilAsync(state => state.Phase == ControlPhase.Held && state.Plan?.Source.Commit == commit);
        await rig.OrderAsync(orders => orders with { Approval = new ApprovalOrder("0000", [3003], null, "ada", DateTimeOffset.UtcNow) });
        await rig.EventuallyAsync(() => rig.State.PlannedAt > held.PlannedAt);
        Assert.NotNull(await rig.Cluster.LiveAsync("data", kind: "PersistentVolumeClaim"));
        await rig.OrderAsync(orders => orders with { Approval = new ApprovalOrder(held.Plan!.Hash, [3003], null, "ada", DateTimeOffset.UtcNow) });
        await rig.EventuallyAsync(async () => await rig.Cluster.LiveAsync("data", kind: "PersistentVolumeClaim") is null);
        await rig.SyncedAsync(commit);
    }

    [Theory]
    [Everywhere]
    public async Task Drift_that_is_only_reported_is_put_back_once_by_a_sync(Target target)
    {
        await using var rig = await ControlRig.StartAsync(repo =>
        {
            ControlRig.Two(repo);
            repo.Write("environment.yaml", ControlRig.Environment("sync: {drift: report}"));
        }, target: target);
        await rig.SyncedAsync();
        await rig.Cluster.MadeAsync(ControlRig.Map("one", "{a: theirs}"));
        var state = await rig.UntilAsync(state => state.Phase == ControlPhase.Held);
        Assert.Contains(state.Plan!.Changes, change => change.Problems.Any(problem => problem.Code.Id == "RCN3053"));
        await rig.OrderAsync(orders => orders.Syncing(new SyncOrder("s1", PartId.All, "ada", DateTimeOffset.UtcNow)));
        await rig.EventuallyAsync(async () => (await rig.Cluster.LiveAsync("one")).At("data", "a") == "1");
        await rig.SyncedAsync();
    }

    [Theory]
    [Everywhere]
    public async Task Somebody_who_fights_is_named_and_left_alone_for_a_while(Target target)
    {
        await using var rig = await ControlRig.StartAsync(ControlRig.Two, target: target);
        await rig.SyncedAsync();
        for (var round = 0; round < 3; round++)
        {
            await rig.Cluster.MadeAsync(ControlRig.Map("one", $"{{a: theirs{round}}}"), "their-operator");
            await rig.EventuallyAsync(async () => (await rig.Cluster.LiveAsync("one")).At("data", "a") == "1");
            await rig.SyncedAsync();
        }
        await rig.Cluster.MadeAsync(ControlRig.Map("one", "{a: again}"), "their-operator");
        var state = await rig.UntilAsync(state => state.Phase == ControlPhase.Held);
        Assert.Equal("their-operator", Assert.Single(state.Fights).Manager);
        Assert.Contains(state.Plan!.Changes, change => change.Problems.Any(problem => problem.Code.Id == "RCN3054"));
        Assert.Equal("again", (await rig.Cluster.LiveAsync("one")).At("data", "a"));
    }
}
