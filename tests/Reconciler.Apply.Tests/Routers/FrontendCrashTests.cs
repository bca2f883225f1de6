using Reconciler.Etcd.Tests;
using Reconciler.Kube;
using Reconciler.Planning;
using Reconciler.Runs;

namespace Reconciler.Apply.Tests.Routers;

/// <summary>A run that ends between two steps of a frontend leaves what the next one goes on with.</summary>
public sealed class FrontendCrashTests
{
    private const string Host = "shop.example.org";

    [Theory, Everywhere]
    public async Task A_run_that_ends_after_the_backend_leaves_no_frontend_and_the_next_one_writes_it(Target target)
    {
        await using var etcd = await EtcdServer.StartAsync();
        await using var bench = await Bench.On(target);
        bench.Environment(etcd, "");
        bench.Write("shop.yaml", bench.App("shop", $"frontend: {Host}"));
        await ApplyUntil(bench, 2);
        Assert.StartsWith($"/proxy/backends/{bench.Name}-shop/", Assert.Single((await etcd.AllAsync()).Keys), StringComparison.Ordinal);
        Assert.Equal(ChangeAction.Create, (await bench.Settle(waits: false)).Of(Host).Action);
        Assert.Equal(2, (await etcd.AllAsync()).Count);
    }

    [Theory, Everywhere]
    public async Task A_backend_that_no_frontend_came_to_name_leaves_with_its_app(Target target)
    {
        await using var etcd = await EtcdServer.StartAsync();
        await using var bench = await Bench.On(target);
        bench.Environment(etcd, "");
        bench.Map("stays");
        bench.Write("shop.yaml", bench.App("shop", $"frontend: {Host}"));
        await ApplyUntil(bench, 2);
        bench.Remove("shop.yaml");
        Assert.Equal(ChangeAction.Prune, (await bench.Settle(waits: false)).Of(Host).Action);
        Assert.Empty(await etcd.AllAsync());
    }

    [Theory, Everywhere]
    public async Task A_run_that_ends_after_the_switch_leaves_the_old_backend_to_the_next_one(Target target)
    {
        await using var etcd = await EtcdServer.StartAsync();
        await using var bench = await Bench.On(target);
        bench.Environment(etcd, "");
        bench.Write("blue.yaml", bench.App("blue", $"frontend: {Host}"));
        bench.Write("green.yaml", bench.App("green", ""));
        await bench.Settle(waits: false);
        bench.Write("blue.yaml", bench.App("blue", ""));
        bench.Write("green.yaml", bench.App("green", $"frontend: {Host}"));
        await ApplyUntil(bench, 3);
        var all = await etcd.AllAsync();
        Assert.Equal(3, all.Count);
        Assert.Contains($"\"BackendId\":\"{bench.Name}-green\"", all[$"/proxy/frontends/{Host}"], StringComparison.Ordinal);
        var change = (await bench.Settle(waits: false)).Of(Host);
        Assert.Contains(change.Fields, field => field.Path == "spec.oldBackends");
        Assert.Equal(2, (await etcd.AllAsync()).Count);
    }

    [Theory, Everywhere]
    public async Task A_removal_that_ends_half_way_is_ended_by_the_next_one(Target target)
    {
        await using var etcd = await EtcdServer.StartAsync();
        await using var bench = await Bench.On(target);
        bench.Environment(etcd, "");
        bench.Map("stays");
        bench.Write("shop.yaml", bench.App("shop", $"frontend: {Host}"));
        await bench.Settle(waits: false);
        bench.Remove("shop.yaml");
        await ApplyUntil(bench, 2);
        Assert.StartsWith($"/proxy/backends/{bench.Name}-shop/", Assert.Single((await etcd.AllAsync()).Keys), StringComparison.Ordinal);
        Assert.Equal(ChangeAction.Prune, (await bench.Settle(waits: false)).Of(Host).Action);
        Assert.Empty(await etcd.AllAsync());
    }

    [Theory, Everywhere]
    public async Task An_answer_that_is_lost_does_no_harm(Target target)
    {
        await using var etcd = await EtcdServer.StartAsync();
        await using var bench = await Bench.On(target);
        bench.Environment(etcd, "");
        bench.Write("shop.yaml", bench.App("shop", $"frontend: {Host}"));
        var tools = bench.Routers;
        bench.Routers = HookedStore.Over(tools, async (_, send) =>
        {
            await send();
            return new Answer<bool>.Failed(new KubeError.ConnectionFailed(IsSent: true) { Message = "lost" });
        });
        await bench.Apply(waits: false);
        Assert.Equal(LaneOutcome.Failed, bench.Status.Lanes.Values.Single(lane => lane.Lane.Title == "App/shop").Outcome);
        Assert.Contains(bench.Told.OfType<RunEvent.ObjectFailed>(), failed => failed.Why[0].Code.Id == "RCN2608");
        bench.Routers = tools;
        await bench.Settle(waits: false);
        Assert.Equal(2, (await etcd.AllAsync()).Count);
    }

    [Theory, Everywhere]
    public async Task Somebody_who_takes_the_host_between_plan_and_write_keeps_it(Target target)
    {
        await using var etcd = await EtcdServer.StartAsync();
        await using var bench = await Bench.On(target);
        bench.Environment(etcd, "");
        bench.Write("shop.yaml", bench.App("shop", $"frontend: {Host}"));
        var tools = bench.Routers;
        bench.Routers = HookedStore.Over(tools, async (step, send) =>
        {
            // just before the frontend would be made
            if (step.Writes[0].Key == $"/proxy/frontends/{Host}") await etcd.PutAsync($"/proxy/frontends/{Host}", "theirs");
            return await send();
        });
        await bench.Apply(waits: false);
        Assert.Equal("theirs", (await etcd.AllAsync())[$"/proxy/frontends/{Host}"]);
        Assert.Contains(bench.Told.OfType<RunEvent.Held>(), held => held.Why.Message.Contains("left no name", StringComparison.Ordinal));
    }

    /// <summary>Applies, and dies just before so many transactions were sent.</summary>
    private static async Task ApplyUntil(Bench bench, int transaction)
    {
        var tools = bench.Routers;
        using var death = new CancellationTokenSource();
        var sent = 0;
        bench.Routers = HookedStore.Over(tools, async (_, send) =>
        {
            if (++sent < transaction) return await send();
            await death.CancelAsync();
            death.Token.ThrowIfCancellationRequested();
            return await send();
        });
        var planned = await bench.Planned();
        Assert.True(planned.Plan is not null, string.Join('\n', planned.Problems));
        Assert.Empty(await bench.Do(planned, waits: false, stop: death.Token, abort: death.Token));
        Assert.Equal(transaction, sent);
        bench.Routers = tools;
    }
}
