using Reconciler.Engine;
using Reconciler.Engine.Control;
using Reconciler.Holds;
using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Rendering;

namespace Reconciler.Server.Tests.Control;

/// <summary>What the controller does with Apps that people hold by command.</summary>
public sealed class HeldAppTests
{
    private static readonly Lane Web = new("App/web", "shop", Origin.None);

    [Fact]
    public async Task A_rollback_is_respected_and_not_fought_until_the_spec_changes()
    {
        await using var rig = await ControlRig.StartAsync(repo => Write(repo, "v1"));
        await rig.SyncedAsync();
        rig.Repo.Write("web.yaml", ControlRig.App("web", "example.com/web:v2"));
        await rig.SyncedAsync(rig.Push());
        await AskAsync(rig, new HoldRequest.Rollback(null, null));
        await rig.UntilAsync(state => state.Phase == ControlPhase.Synced && state.Plan!.Notes.Any(note => note.Code.Id == "RCN3063"));
        Assert.Equal("example.com/web:v1", await ImageAsync(rig));

        rig.Repo.Write("one.yaml", ControlRig.Map("one", "{a: '2'}"));
        await rig.SyncedAsync(rig.Push());
        Assert.Equal(("example.com/web:v1", "2"), (await ImageAsync(rig), (await rig.Cluster.LiveAsync("one")).At("data", "a")));
        await rig.Cluster.DeletedAsync("web-web", kind: "Service");
        await rig.EventuallyAsync(async () => await rig.Cluster.LiveAsync("web-web", kind: "Service") is not null);
        await rig.SyncedAsync();
        Assert.Equal("example.com/web:v1", await ImageAsync(rig));
        var writes = rig.Controller.Runs.Sum(run => run.Status.Written);
        await Task.Delay(1500);
        Assert.Equal(writes, rig.Controller.Runs.Sum(run => run.Status.Written));

        rig.Repo.Write("web.yaml", ControlRig.App("web", "example.com/web:v3"));
        await rig.SyncedAsync(rig.Push());
        Assert.Equal("example.com/web:v3", await ImageAsync(rig));
        Assert.Empty((await OrdersAsync(rig)).Holds);
    }

    [Fact]
    public async Task A_command_and_the_controller_do_the_same_at_once_and_neither_fails()
    {
        await using var rig = await ControlRig.StartAsync(repo => Write(repo, "v1"));
        await rig.SyncedAsync();
        foreach (var request in (HoldRequest[])[new HoldRequest.Stop(), new HoldRequest.Start(), new HoldRequest.Restart(null)])
        {
            var (cycle, plan) = await PlanAsync(rig, request);
            Assert.Empty(await cycle.RunAsync(plan, new Applier("person", "0.1.0", TimeProvider.System), waits: true, _ => { }, default, default));
            await rig.SyncedAsync();
            Assert.Equal(request is HoldRequest.Stop ? "0" : "1", (await rig.Cluster.LiveAsync("web-web", apiVersion: "apps/v1", kind: "Deployment")).At("spec", "replicas"));
        }
    }

    [Fact]
    public async Task A_rollback_for_some_time_ends_by_itself()
    {
        await using var rig = await ControlRig.StartAsync(repo => Write(repo, "v1"));
        await rig.SyncedAsync();
        rig.Repo.Write("web.yaml", ControlRig.App("web", "example.com/web:v2"));
        await rig.SyncedAsync(rig.Push());
        await AskAsync(rig, new HoldRequest.Rollback(1, TimeSpan.FromSeconds(4)));
        await rig.EventuallyAsync(async () => await ImageAsync(rig) == "example.com/web:v1");
        await rig.EventuallyAsync(async () => await ImageAsync(rig) == "example.com/web:v2");
        await rig.SyncedAsync();
    }

    private static void Write(GitRepo repo, string tag)
    {
        repo.Write("environment.yaml", ControlRig.Environment());
        repo.Write("space.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n");
        repo.Write("one.yaml", ControlRig.Map("one"));
        repo.Write("web.yaml", ControlRig.App("web", $"example.com/web:{tag}"));
    }

    private static async Task<(HoldCycle Cycle, HoldPlan Plan)> PlanAsync(ControlRig rig, HoldRequest request)
    {
        var cycle = new HoldCycle(rig.Cluster.Cluster("person"), await rig.KnownAsync(), TimeProvider.System);
        var (plan, problems) = await cycle.PlanAsync(Web, request, "ann", default);
        Assert.True(plan is { IsRefused: false }, string.Join('\n', problems));
        return (cycle, plan!);
    }

    /// <summary>Only writes the hold down, as the API does.</summary>
    private static async Task AskAsync(ControlRig rig, HoldRequest request)
    {
        var (cycle, plan) = await PlanAsync(rig, request);
        Assert.Null(await cycle.OrderAsync(plan, default));
    }

    private static async Task<StandingOrders> OrdersAsync(ControlRig rig) => (await new UndoCycle(rig.Cluster.Cluster("person"), await rig.KnownAsync()).OrdersAsync(default)).Orders!;

    private static async Task<string?> ImageAsync(ControlRig rig) => (await rig.Cluster.LiveAsync("web-web", apiVersion: "apps/v1", kind: "Deployment")).Map("spec").Map("template").Map("spec").Maps("containers").Single().At("image");
}
