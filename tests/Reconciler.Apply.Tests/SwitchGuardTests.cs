using Reconciler.Kube;
using Reconciler.Runs;

namespace Reconciler.Apply.Tests;

/// <summary>
/// What deployers before us got wrong: a host that is published too early, errors that count as absence, requests without a limit, two
/// deploys at once. Only the sandbox has pods that can be steered.
/// </summary>
public sealed class SwitchGuardTests
{
    private const string Gate = "drain: 0s, healthGate: {timeout: 4s, requestTimeout: 1s}";

    [Theory]
    [InlineData("strategy: blueGreen, ")]
    [InlineData("")]
    public async Task A_first_deploy_that_fails_publishes_no_host_and_one_that_is_well_does(string strategy)
    {
        await using var bench = await Bench.On(Target.Sandbox);
        const string Host = "  domains: [shop.example.com]\n  ingress: {class: nginx}\n";
        bench.App("shop:1-unhealthy", strategy + Gate[11..], more: Host);
        await bench.Apply();
        Assert.Equal(LaneOutcome.Failed, bench.OutcomeOf());
        Assert.Null(await bench.Live("shop", "networking.k8s.io/v1", "Ingress"));
        bench.App("shop:2", strategy + Gate[11..], more: Host);
        await bench.Settle();
        Assert.NotNull(await bench.Live("shop", "networking.k8s.io/v1", "Ingress"));
    }

    [Fact]
    public async Task A_pod_that_does_not_answer_in_time_has_not_passed()
    {
        await using var bench = await Bench.On(Target.Sandbox);
        bench.BlueGreen("shop:1", Gate);
        await bench.Settle();
        bench.BlueGreen("shop:2", Gate);
        var direct = bench.Cluster;
        bench.Cluster = new HookedCluster(direct, async (call, send) =>
        {
            if (call.Verb == "ask pod") await Task.Delay(Timeout.Infinite, call.Cancellation);
            await send();
            return null;
        });
        await bench.Apply();
        bench.Cluster = direct;
        Assert.Contains("it didn't answer within 1s", bench.Told.OfType<RunEvent.ObjectFailed>().Single().Why.Single().Message, StringComparison.Ordinal);
        Assert.Equal("shop:1", await bench.Serves());
    }

    [Fact]
    public async Task The_gate_has_one_deadline_for_all_pods_and_rounds()
    {
        await using var bench = await Bench.On(Target.Sandbox);
        const string Impatient = "drain: 0s, healthGate: {timeout: 3s, requestTimeout: 3s}";
        bench.BlueGreen("shop:1", Impatient, "web: {replicas: 3}");
        var direct = bench.Cluster;
        bench.Cluster = new HookedCluster(direct, async (call, send) =>
        {
            if (call.Verb == "ask pod") await Task.Delay(Timeout.Infinite, call.Cancellation);
            await send();
            return null;
        });
        var began = TimeProvider.System.GetTimestamp();
        await bench.Apply();
        bench.Cluster = direct;
        Assert.InRange(TimeProvider.System.GetElapsedTime(began), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(45));
        Assert.Contains("has not passed the health gate after 3s", bench.Told.OfType<RunEvent.ObjectFailed>().Single().Why.Single().Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_old_version_runs_as_long_as_an_endpoint_names_one_of_its_pods()
    {
        await using var bench = await Bench.On(Target.Sandbox);
        bench.BlueGreen("shop:1");
        await bench.Settle();
        var pod = (await bench.All("v1", "Pod")).Single().At("metadata", "name")!;
        await bench.Made($"apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {{name: late, namespace: {bench.Name}, labels: {{kubernetes.io/service-name: shop-web, endpointslice.kubernetes.io/managed-by: somebody}}}}\naddressType: IPv4\nendpoints: [{{addresses: ['10.9.9.9'], targetRef: {{kind: Pod, namespace: {bench.Name}, name: {pod}}}}}]\n");
        bench.Patience = TimeSpan.FromSeconds(3);
        bench.BlueGreen("shop:2");
        await bench.Apply();
        Assert.Equal((LaneOutcome.Failed, "shop:1×1 shop:2×1", "shop:2"), (bench.OutcomeOf(), await bench.Images(), await bench.Serves()));
        Assert.Contains($"the Service shop-web still leads to {pod}", bench.Told.OfType<RunEvent.ObjectFailed>().Single().Why.Single().Message, StringComparison.Ordinal);
        await bench.Deleted("late", "discovery.k8s.io/v1", "EndpointSlice");
        bench.Patience = TimeSpan.FromSeconds(60);
        await bench.Settle();
        Assert.Equal("shop:2×1", await bench.Images());
    }

    [Theory]
    [InlineData("keep")]
    [InlineData("remove")]
    public async Task A_version_that_serves_stays_when_a_change_of_it_fails(string choice)
    {
        await using var bench = await Bench.On(Target.Sandbox);
        var deploy = $"drain: 0s, rollbackOnFailure: true, onFirstFailure: {choice}";
        bench.BlueGreen("shop:1", deploy);
        await bench.Settle();
        var version = Assert.Single(await bench.Deployments()).At("metadata", "uid");
        await bench.Made($"apiVersion: v1\nkind: ResourceQuota\nmetadata: {{name: small, namespace: {bench.Name}}}\nspec: {{hard: {{pods: '1'}}}}");
        bench.Patience = TimeSpan.FromSeconds(3);
        bench.BlueGreen("shop:1", deploy, $"web: {{replicas: 3, {DeployBench.Probe}}}");
        await bench.Apply();
        Assert.Equal((LaneOutcome.Failed, "shop:1×1", "shop:1"), (bench.OutcomeOf(), await bench.Images(), await bench.Serves()));
        Assert.Equal((version, "1"), (Assert.Single(await bench.Deployments()).At("metadata", "uid"), Assert.Single(await bench.Deployments()).At("status", "availableReplicas")));
    }

    [Theory]
    [InlineData("get", "Service")]
    [InlineData("list", "EndpointSlice")]
    public async Task What_can_not_be_read_keeps_the_old_version_running(string verb, string kind)
    {
        await using var bench = await Bench.On(Target.Sandbox);
        bench.BlueGreen("shop:1");
        await bench.Settle();
        bench.BlueGreen("shop:2");
        var direct = bench.Cluster;
        bench.Cluster = new HookedCluster(direct, async (call, send) =>
        {
            if (call.Verb == verb && call.Resource?.Kind == kind) return new KubeError.Unavailable { Subject = kind, Message = "the server is away" };
            await send();
            return null;
        });
        bench.Patience = TimeSpan.FromSeconds(3);
        await bench.Apply();
        bench.Cluster = direct;
        Assert.Equal((LaneOutcome.Failed, "shop:1×1 shop:2×1", "shop:2"), (bench.OutcomeOf(), await bench.Images(), await bench.Serves()));
        Assert.Contains("RCN2344", bench.Failures());
        bench.Patience = TimeSpan.FromSeconds(60);
        await bench.Settle();
        Assert.Equal("shop:2×1", await bench.Images());
    }

    [Fact]
    public async Task Of_many_deploys_at_once_one_goes_on_and_just_the_wanted_pods_are_left()
    {
        await using var bench = await Bench.On(Target.Sandbox);
        bench.BlueGreen("shop:1", processes: $"web: {{replicas: 2, {DeployBench.Probe}}}");
        await bench.Settle();
        bench.BlueGreen("shop:2", processes: $"web: {{replicas: 2, {DeployBench.Probe}}}");
        var plans = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => bench.Planned()));
        var problems = await Task.WhenAll(plans.Select((planned, number) => new Engine.ApplyCycle(bench.Cluster, new Engine.Applier($"person {number}", "0.1.0", TimeProvider.System), new Engine.Running.RunOptions(), _ => { }).RunAsync(planned, default, default)));
        // the others are told that somebody applies, or that their plan is overtaken
        Assert.Equal(4, problems.Count(each => each.Any(problem => problem.Code.Id is "RCN2303" or "RCN2337")));
        await bench.Settle();
        Assert.Equal(("shop:2×2", "shop:2"), (await bench.Images(), await bench.Serves()));
    }

    [Fact]
    public async Task The_same_version_again_is_nothing_to_do_and_another_one_leaves_one_workload()
    {
        await using var bench = await Bench.On(Target.Sandbox);
        for (var version = 1; version <= 3; version++)
        {
            bench.BlueGreen($"shop:{version}");
            await bench.Settle();
            Assert.False((await bench.Apply()).HasChanges);
            Assert.Equal($"shop:{version}×1", await bench.Images());
        }
    }
}
