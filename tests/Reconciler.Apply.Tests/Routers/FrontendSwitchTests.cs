using Reconciler.Etcd.Tests;
using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Runs;

namespace Reconciler.Apply.Tests.Routers;

/// <summary>Frontends under blue-green: the router is switched when the new version is well, before the old one leaves; only the sandbox has pods that can be steered.</summary>
public sealed class FrontendSwitchTests
{
    private const string Host = "shop.example.org";
    private const string Frontend = $"  frontend: {Host}\n";

    [Theory]
    [InlineData("")]
    [InlineData(", preview: true")]
    public async Task The_router_is_switched_to_a_version_that_is_well_and_the_old_backend_leaves(string more)
    {
        await using var etcd = await EtcdServer.StartAsync();
        await using var bench = await Bench.On(Target.Sandbox);
        bench.Environment(etcd, "");
        bench.BlueGreen("shop:1", $"drain: 0s{more}", more: Frontend);
        await bench.Settle();
        var first = await BackendOf(bench, etcd);
        bench.BlueGreen("shop:2", $"drain: 0s{more}", more: Frontend);
        var change = (await bench.Settle()).Of(Host);
        var second = await BackendOf(bench, etcd);
        Assert.NotEqual(first, second);
        var field = Assert.Single(change.Fields);
        Assert.Equal((ChangeAction.Update, "spec.backend", first, second), (change.Action, field.Path, ((ScalarNode)field.Old!).Value, ((ScalarNode)field.New!).Value));
        var all = await etcd.AllAsync();
        var service = more.Length == 0 ? "shop-web" : $"shop-web-{second.Split('-')[^1]}";
        Assert.Equal([$"/proxy/backends/{second}/{(await bench.Live(service, kind: "Service")).At("spec", "clusterIP")}", $"/proxy/frontends/{Host}"], all.Keys);
        var order = bench.Told.Select(happened => happened switch
        {
            RunEvent.Healthy => "well",
            RunEvent.Written { Key: { Kind: "Service", Name: "shop-web" } } => "switched",
            RunEvent.Written { Key.Kind: "Frontend" } => "told",
            RunEvent.Deleted { Key.Kind: "Deployment" } => "gone",
            _ => null,
        }).OfType<string>();
        Assert.Equal(["well", "switched", "told", "gone"], order);
        // going back finds the version by its hash again
        bench.BlueGreen("shop:1", $"drain: 0s{more}", more: Frontend);
        await bench.Settle();
        Assert.Equal(first, await BackendOf(bench, etcd));
    }

    [Fact]
    public async Task A_version_that_does_not_become_well_is_never_told_to_the_router()
    {
        await using var etcd = await EtcdServer.StartAsync();
        await using var bench = await Bench.On(Target.Sandbox);
        bench.Environment(etcd, "");
        bench.BlueGreen("shop:1", more: Frontend);
        await bench.Settle();
        var before = await etcd.AllAsync();
        bench.Patience = TimeSpan.FromSeconds(2);
        bench.BlueGreen("shop:2-never-ready", more: Frontend);
        await bench.Apply();
        Assert.Equal(LaneOutcome.Failed, bench.OutcomeOf());
        Assert.Equal(before, await etcd.AllAsync());
    }

    [Fact]
    public async Task A_deploy_that_fails_after_the_switch_and_is_rolled_back_takes_the_router_along()
    {
        await using var etcd = await EtcdServer.StartAsync();
        await using var bench = await Bench.On(Target.Sandbox);
        bench.Environment(etcd, "");
        const string Processes = $"web: {{{DeployBench.Probe}}}, worker: {{image: 'WORKER', command: [work], port: 9000, {DeployBench.Probe}}}";
        bench.BlueGreen("shop:1", "drain: 0s, rollbackOnFailure: true", Processes.Replace("WORKER", "work:1", StringComparison.Ordinal), Frontend);
        await bench.Settle();
        var before = await etcd.AllAsync();
        bench.Patience = TimeSpan.FromSeconds(3);
        // workers start with the switch
        bench.BlueGreen("shop:2", "drain: 0s, rollbackOnFailure: true", Processes.Replace("WORKER", "work:2-never-ready", StringComparison.Ordinal), Frontend);
        await bench.Apply();
        Assert.Equal(2, bench.Told.Count(happened => happened is RunEvent.Written { Key.Kind: "Frontend" }));
        Assert.StartsWith("rolled back to revision 1", bench.Status.Lanes.Values.Single(lane => lane.Lane.Title == "App/shop").Message, StringComparison.Ordinal);
        Assert.Equal(before, await etcd.AllAsync());
    }

    private static async Task<string> BackendOf(Bench bench, EtcdServer etcd)
    {
        var value = YamlReader.Read("", (await etcd.AllAsync())[$"/proxy/frontends/{Host}"]).Documents[0].Root.Text("BackendId")!.Value;
        Assert.StartsWith($"{bench.Name}-shop-", value, StringComparison.Ordinal);
        return value;
    }
}
