using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Runs;

namespace Reconciler.Apply.Tests;

/// <summary>Two versions side by side, and the moment in between; only the sandbox has pods that can be steered.</summary>
public sealed class BlueGreenTests
{
    [Fact]
    public async Task A_new_version_is_well_before_it_gets_requests_and_the_old_one_leaves_after_that()
    {
        await using var bench = await Bench.On(Target.Sandbox);
        bench.BlueGreen("shop:1", processes: $"web: {{replicas: 2, {DeployBench.Probe}}}");
        await bench.Settle();
        Assert.Equal(("shop:1×2", "shop:1"), (await bench.Images(), await bench.Serves()));
        bench.BlueGreen("shop:2", processes: $"web: {{replicas: 2, {DeployBench.Probe}}}");
        var plan = await bench.Settle();
        Assert.Equal(1, plan.Counts.Retire);
        Assert.Equal(0, plan.Counts.Prune);
        Assert.Equal(("shop:2×2", "shop:2"), (await bench.Images(), await bench.Serves()));
        var order = bench.Told.Select(happened => happened switch
        {
            RunEvent.Written { Key.Kind: "Deployment" } => "made",
            RunEvent.Healthy => "well",
            RunEvent.Written { Key.Kind: "Service" } => "switched",
            RunEvent.Told => "emptied",
            RunEvent.Deleted => "gone",
            _ => null,
        }).OfType<string>();
        Assert.Equal(["made", "well", "switched", "emptied", "gone"], order);
    }

    [Theory]
    [InlineData("shop:2-never-ready")]
    [InlineData("shop:2-crash")]
    public async Task A_version_that_does_not_become_well_gets_no_requests_and_leaves_with_the_next(string image)
    {
        await using var bench = await Bench.On(Target.Sandbox);
        bench.BlueGreen("shop:1");
        await bench.Settle();
        bench.Patience = TimeSpan.FromSeconds(2);
        bench.BlueGreen(image);
        await bench.Apply();
        Assert.Equal((LaneOutcome.Failed, "shop:1"), (bench.OutcomeOf(), await bench.Serves()));
        // asked for again by hand it is waited for again, and not switched to because it is there
        await bench.Apply();
        Assert.Equal((LaneOutcome.Failed, "shop:1"), (bench.OutcomeOf(), await bench.Serves()));
        bench.Patience = TimeSpan.FromSeconds(60);
        bench.BlueGreen("shop:3");
        await bench.Settle();
        Assert.Equal(("shop:3×1", "shop:3"), (await bench.Images(), await bench.Serves()));
    }

    [Fact]
    public async Task The_gate_asks_every_new_pod_and_who_does_not_pass_gets_no_requests()
    {
        await using var bench = await Bench.On(Target.Sandbox);
        const string Gate = "drain: 0s, healthGate: {path: '/${PROCESS}/health', timeout: 2s, requestTimeout: 1s}";
        bench.BlueGreen("shop:1", Gate, "web: {replicas: 2}");
        await bench.Settle();
        Assert.Contains("the health gate is passed by 2 pods", bench.Steps());
        bench.BlueGreen("shop:2-unhealthy", Gate, "web: {replicas: 2}");
        await bench.Apply();
        Assert.Equal(["RCN2341"], bench.Failures());
        var message = bench.Told.OfType<RunEvent.ObjectFailed>().Single().Why.Single().Message;
        Assert.Contains("0 of 2 pods passed", message, StringComparison.Ordinal);
        Assert.Contains("{\"healthy\": false}", message, StringComparison.Ordinal);
        Assert.Equal("shop:1", await bench.Serves());
        bench.BlueGreen("shop:3", Gate, "web: {replicas: 2}");
        await bench.Settle();
        Assert.Equal("shop:3", await bench.Serves());
    }

    [Fact]
    public async Task A_gate_without_a_failing_answer_is_not_needed_for_a_version_that_is_ignored()
    {
        await using var bench = await Bench.On(Target.Sandbox);
        bench.BlueGreen("shop:1-unhealthy");
        await bench.Settle();
        Assert.Equal("shop:1-unhealthy", await bench.Serves());
    }

    [Fact]
    public async Task Scaling_makes_no_new_version_and_the_same_again_is_nothing_to_do()
    {
        await using var bench = await Bench.On(Target.Sandbox);
        bench.BlueGreen("shop:1");
        await bench.Settle();
        var before = Assert.Single(await bench.Deployments()).At("metadata", "uid");
        bench.BlueGreen("shop:1", processes: $"web: {{replicas: 3, {DeployBench.Probe}}}");
        await bench.Settle();
        Assert.Equal((before, "shop:1×3"), (Assert.Single(await bench.Deployments()).At("metadata", "uid"), await bench.Images()));
    }

    [Fact]
    public async Task A_reverted_commit_finds_the_old_version_that_was_kept()
    {
        await using var bench = await Bench.On(Target.Sandbox);
        const string Keep = "drain: 0s, keepPrevious: 1";
        foreach (var image in (string[])["shop:1", "shop:2"])
        {
            bench.BlueGreen(image, Keep);
            await bench.Settle();
        }
        Assert.Equal("shop:1×0 shop:2×1", await bench.Images());
        bench.BlueGreen("shop:1", Keep);
        var plan = await bench.Settle();
        Assert.Equal((0, "shop:1×1 shop:2×0", "shop:1"), (plan.Counts.Create, await bench.Images(), await bench.Serves()));
        Assert.DoesNotContain(plan.Changes, change => change.Cause is Cause.Drift);
        bench.BlueGreen("shop:3", Keep);
        await bench.Settle();
        // the one that served last stays, the older one goes
        Assert.Equal("shop:1×0 shop:3×1", await bench.Images());
    }

    [Fact]
    public async Task A_version_that_never_served_is_not_kept_in_place_of_one_that_did()
    {
        await using var bench = await Bench.On(Target.Sandbox);
        const string Keep = "drain: 0s, keepPrevious: 1";
        const string Two = $"web: {{{DeployBench.Probe}}}, worker: {{command: [work]}}";
        foreach (var image in (string[])["shop:1", "shop:2"])
        {
            bench.BlueGreen(image, Keep, Two);
            await bench.Settle();
        }
        bench.Patience = TimeSpan.FromSeconds(3);
        bench.BlueGreen("shop:3-never-ready", Keep, Two);
        await bench.Apply();
        Assert.Equal((LaneOutcome.Failed, "shop:2"), (bench.OutcomeOf(), await bench.Serves()));
        bench.Patience = TimeSpan.FromSeconds(60);
        bench.BlueGreen("shop:2", Keep, Two);
        await bench.Settle();
        Assert.Equal(("shop:1×0 shop:1×0 shop:2×1 shop:2×1", "shop:2"), (await bench.Images(), await bench.Serves()));
    }

    [Fact]
    public async Task What_nothing_sends_requests_to_starts_when_the_requests_have_switched()
    {
        await using var bench = await Bench.On(Target.Sandbox);
        const string Two = $"web: {{{DeployBench.Probe}}}, worker: {{command: [work], replicas: 2}}";
        bench.BlueGreen("shop:1", processes: Two);
        await bench.Settle();
        Assert.Equal("shop:1×1 shop:1×2", await bench.Images());
        bench.BlueGreen("shop:2", processes: Two);
        await bench.Settle();
        Assert.Equal("shop:2×1 shop:2×2", await bench.Images());
        var told = bench.Told.ToList();
        int At(Predicate<RunEvent> is_) => told.FindIndex(is_);
        Assert.InRange(At(each => each is RunEvent.Told { Message: "made, and starts when the old version has stopped getting requests" }), 0, At(each => each is RunEvent.Written { Key.Kind: "Service" }));
        Assert.True(At(each => each is RunEvent.Written { Key.Kind: "Service" }) < At(each => each is RunEvent.Written written && written.Key.Name.StartsWith("shop-worker-", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_version_under_an_autoscaler_starts_with_as_many_pods_as_the_old_one_has()
    {
        await using var bench = await Bench.On(Target.Sandbox);
        const string Scaled = $"web: {{{DeployBench.Probe}, autoscaling: {{engine: hpa, min: 1, max: 9, triggers: [{{type: cpu, metricType: Utilization, metadata: {{value: '70'}}}}]}}}}";
        bench.BlueGreen("shop:1", processes: Scaled);
        await bench.Settle();
        var old = Assert.Single(await bench.Deployments());
        await bench.Replaced(old.With("spec", old.Map("spec")!.With("replicas", ScalarNode.Of(4))), "autoscaler");
        bench.BlueGreen("shop:2", processes: Scaled);
        await bench.Settle();
        Assert.Equal("shop:2×4", await bench.Images());
        Assert.Equal(Assert.Single(await bench.Deployments()).At("metadata", "name"), (await bench.Live("shop-web", "autoscaling/v2", "HorizontalPodAutoscaler")).At("spec", "scaleTargetRef", "name"));
    }

    [Fact]
    public async Task A_version_that_somebody_switched_back_to_is_not_scaled_down()
    {
        await using var bench = await Bench.On(Target.Sandbox);
        bench.BlueGreen("shop:1");
        await bench.Settle();
        var first = (await bench.Live("shop-web", "v1", "Service"))!.Map("spec")!["selector"]!;
        bench.BlueGreen("shop:2");
        var direct = bench.Cluster;
        bench.Cluster = new HookedCluster(direct, async (call, send) =>
        {
            if (call is { Verb: "list", Resource.Kind: "EndpointSlice" })
            {
                var service = (await bench.Live("shop-web", "v1", "Service"))!;
                await bench.Replaced(service.With("spec", service.Map("spec")!.With("selector", first)));
            }
            await send();
            return null;
        });
        bench.Patience = TimeSpan.FromSeconds(3);
        await bench.Apply();
        bench.Cluster = direct;
        Assert.Equal((LaneOutcome.Failed, "shop:1"), (bench.OutcomeOf(), await bench.Serves()));
        Assert.Equal("shop:1×1 shop:2×1", await bench.Images());
        bench.Patience = TimeSpan.FromSeconds(60);
        await bench.Settle();
        Assert.Equal(("shop:2×1", "shop:2"), (await bench.Images(), await bench.Serves()));
    }

    [Theory]
    [InlineData("strategy: rolling", "strategy: blueGreen, drain: 0s")]
    [InlineData("strategy: blueGreen, drain: 0s", "strategy: rolling")]
    public async Task Another_strategy_is_a_new_version_too(string before, string after)
    {
        await using var bench = await Bench.On(Target.Sandbox);
        bench.App("shop:1", before, $"web: {{{DeployBench.Probe}}}");
        await bench.Settle();
        bench.App("shop:2", after, $"web: {{{DeployBench.Probe}}}");
        var plan = await bench.Settle();
        Assert.Equal((0, 1, "shop:2×1"), (plan.Counts.Prune, plan.Counts.Retire, await bench.Images()));
    }

    [Fact]
    public async Task A_preview_leads_to_each_version_by_itself()
    {
        await using var bench = await Bench.On(Target.Sandbox);
        bench.BlueGreen("shop:1", "drain: 0s, preview: true");
        await bench.Settle();
        bench.BlueGreen("shop:2", "drain: 0s, preview: true");
        await bench.Settle();
        // one can look at the new version before it gets requests
        Assert.True(bench.Told.FindIndex(each => each is RunEvent.Written { Key: { Kind: "Service", Name: not "shop-web" } }) < bench.Told.FindIndex(each => each is RunEvent.Written { Key: { Kind: "Service", Name: "shop-web" } }));
        var name = Assert.Single(await bench.Deployments()).At("metadata", "name");
        Assert.Equal(["shop-web", name], (await bench.All("v1", "Service")).Select(service => service.At("metadata", "name")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task With_the_App_all_its_versions_leave()
    {
        await using var bench = await Bench.On(Target.Sandbox);
        foreach (var image in (string[])["shop:1", "shop:2"])
        {
            bench.BlueGreen(image, "drain: 0s, keepPrevious: 2");
            await bench.Settle();
        }
        bench.Remove("app.yaml");
        bench.Map("other");
        await bench.Settle(new Approvals([], 20, false));
        Assert.Empty(await bench.Deployments());
        Assert.Null(await bench.Live("shop-web", "v1", "Service"));
    }
}
