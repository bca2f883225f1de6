using Reconciler.Runs;

namespace Reconciler.Apply.Tests;

/// <summary>Tasks around a deploy, and what becomes of one that fails; only the sandbox has pods that can be steered.</summary>
public sealed class DeployTests
{
    private const string Migrate = "tasks: {before: [{name: migrate, command: [migrate]}]}";

    [Fact]
    public async Task Tasks_run_once_for_a_revision_before_and_after_it()
    {
        await using var bench = await Bench.On(Target.Sandbox);
        const string Both = "tasks: {before: [{name: first, command: [one]}, {name: second, command: [two]}], after: [{name: warm, command: [three]}]}";
        bench.App("shop:1", Both);
        await bench.Settle();
        var order = bench.Told.OfType<RunEvent.Written>().Select(written => written.Key.Name.Split('-') is [_, var what, var number, ..] ? $"{what}{number}" : written.Key.Kind).ToList();
        Assert.True(order.IndexOf("before1") < order.IndexOf("before2") && order.IndexOf("before2") < order.IndexOf("Deployment") && order.IndexOf("Deployment") < order.IndexOf("after1"), string.Join(' ', order));
        Assert.Equal(3, bench.Told.OfType<RunEvent.Logged>().Count(logged => !logged.Lines.IsEmpty));
        // neither resources nor the number of pods are what a task stands for
        bench.App("shop:1", Both, "web: {replicas: 2, resources: {requests: {cpu: 50m}}}");
        await bench.Settle();
        Assert.DoesNotContain(bench.Told.OfType<RunEvent.Written>(), written => written.Key.Kind == "Job");
        bench.App("shop:2", Both);
        await bench.Settle();
        Assert.Equal(3, bench.Told.OfType<RunEvent.Written>().Count(written => written.Key.Kind == "Job"));
        Assert.Equal(3, (await bench.All("batch/v1", "Job")).Length);
    }

    [Fact]
    public async Task A_task_that_fails_stops_the_deploy_before_anything_is_replaced_and_runs_again_when_asked()
    {
        await using var bench = await Bench.On(Target.Sandbox);
        bench.App("shop:1", Migrate);
        await bench.Settle();
        bench.App("shop:2-job-fails", Migrate);
        await bench.Apply();
        Assert.Equal((LaneOutcome.Failed, "shop:1×1"), (bench.OutcomeOf(), await bench.Images()));
        Assert.Contains("RCN2342", bench.Failures());
        Assert.Contains(bench.Told.OfType<RunEvent.Logged>(), logged => !logged.Lines.IsEmpty);
        var job = (await bench.All("batch/v1", "Job")).Single(body => DeployBench.Image(body) == "shop:2-job-fails").At("metadata", "uid");
        await bench.Apply();
        Assert.Equal((LaneOutcome.Failed, "shop:1×1"), (bench.OutcomeOf(), await bench.Images()));
        Assert.DoesNotContain(await bench.All("batch/v1", "Job"), body => body.At("metadata", "uid") == job);
        bench.App("shop:3", Migrate);
        await bench.Settle();
        Assert.Equal("shop:3×1", await bench.Images());
        Assert.Single(await bench.All("batch/v1", "Job"));
    }

    [Fact]
    public async Task A_task_after_the_deploy_that_fails_leaves_everything_in_place()
    {
        await using var bench = await Bench.On(Target.Sandbox);
        bench.App("shop:1-job-fails", "rollbackOnFailure: true, onFirstFailure: remove, tasks: {after: [{name: warm, command: [warm]}]}");
        await bench.Apply();
        Assert.Equal((LaneOutcome.Failed, "shop:1-job-fails×1"), (bench.OutcomeOf(), await bench.Images()));
        Assert.False((await bench.Plan()).HasChanges);
    }

    [Theory]
    [InlineData("rolling")]
    [InlineData("recreate")]
    [InlineData("blueGreen")]
    public async Task A_deploy_that_fails_is_rolled_back_to_the_last_good_revision(string strategy)
    {
        await using var bench = await Bench.On(Target.Sandbox);
        var deploy = $"strategy: {strategy}, rollbackOnFailure: true";
        const string Web = $"web: {{{DeployBench.Probe}}}";
        bench.App("shop:1", deploy, Web, "  env: {LEVEL: good}\n");
        await bench.Settle();
        bench.Patience = TimeSpan.FromSeconds(2);
        bench.App("shop:2-never-ready", deploy, Web, "  env: {LEVEL: bad}\n  cron: [{name: nightly, schedule: '0 3 * * *', command: [night]}]\n");
        await bench.Apply();
        Assert.Equal((LaneOutcome.Failed, "shop:1×1"), (bench.OutcomeOf(), await bench.Images()));
        Assert.Empty(await bench.All("batch/v1", "CronJob"));
        Assert.Contains(bench.Told.OfType<RunEvent.Noted>(), noted => noted.Note.Code.Id == "RCN2346");
        Assert.StartsWith("rolled back to revision 1", bench.Status.Lanes.Values.Single(lane => lane.Lane.Title == "App/shop").Message, StringComparison.Ordinal);
        bench.Patience = TimeSpan.FromSeconds(60);
        bench.App("shop:1", deploy, Web, "  env: {LEVEL: good}\n");
        await bench.Settle();
        Assert.Equal("shop:1×1", await bench.Images());
        bench.App("shop:3", deploy, Web, "  env: {LEVEL: good}\n");
        await bench.Settle();
        Assert.Equal("shop:3×1", await bench.Images());
    }

    [Theory]
    [InlineData("remove", 0)]
    [InlineData("keep", 1)]
    public async Task A_first_deploy_that_fails_stays_or_is_taken_away_as_asked(string choice, int left)
    {
        await using var bench = await Bench.On(Target.Sandbox);
        bench.Patience = TimeSpan.FromSeconds(2);
        bench.App("shop:1-never-ready", $"rollbackOnFailure: true, onFirstFailure: {choice}", $"web: {{{DeployBench.Probe}}}");
        await bench.Apply();
        Assert.Equal((LaneOutcome.Failed, left), (bench.OutcomeOf(), (await bench.Deployments()).Count));
        Assert.Equal(left, (await bench.All("v1", "Service")).Length);
        bench.Patience = TimeSpan.FromSeconds(60);
        bench.App("shop:2", $"rollbackOnFailure: true, onFirstFailure: {choice}", $"web: {{{DeployBench.Probe}}}");
        await bench.Settle();
        Assert.Equal("shop:2×1", await bench.Images());
    }

    [Fact]
    public async Task An_App_that_gets_another_name_stays_until_it_is_healthy_under_the_new_one()
    {
        await using var bench = await Bench.On(Target.Sandbox);
        const string Web = $"web: {{{DeployBench.Probe}}}";
        bench.App("shop:1", "", Web);
        await bench.Settle();
        bench.Patience = TimeSpan.FromSeconds(2);
        bench.Write("app.yaml", (await File.ReadAllTextAsync(Path.Combine(bench.Folder, "app.yaml"))).Replace("name: shop", "name: store", StringComparison.Ordinal));
        var plan = await bench.Plan();
        var note = Assert.Single(plan.Notes, note => note.Code.Id == "RCN3043");
        Assert.Contains("App/shop is App/store from now on", note.Message, StringComparison.Ordinal);
        Assert.EndsWith("its history and what finds it by the names of its Services do not go over", note.Message, StringComparison.Ordinal);
        // nothing can be scheduled for the new name at first
        await bench.Made($"apiVersion: v1\nkind: ResourceQuota\nmetadata: {{name: none, namespace: {bench.Name}}}\nspec: {{hard: {{pods: '1'}}}}");
        await bench.Apply();
        Assert.Equal("shop:1×1 shop:1×1", await bench.Images());
        Assert.NotNull(await bench.Live("shop-web", "v1", "Service"));
        await bench.Deleted("none", kind: "ResourceQuota");
        bench.Patience = TimeSpan.FromSeconds(60);
        await bench.Settle();
        Assert.Equal("shop:1×1", await bench.Images());
        Assert.Null(await bench.Live("shop-web", "v1", "Service"));
    }

    [Fact]
    public async Task The_gate_holds_for_rolling_deploys_too()
    {
        await using var bench = await Bench.On(Target.Sandbox);
        const string Gate = "rollbackOnFailure: true, healthGate: {type: simple, timeout: 2s, requestTimeout: 1s}";
        bench.App("shop:1", Gate);
        await bench.Settle();
        bench.App("shop:2-unhealthy", Gate);
        await bench.Apply();
        Assert.Contains("RCN2341", bench.Failures());
        Assert.Equal((LaneOutcome.Failed, "shop:1×1"), (bench.OutcomeOf(), await bench.Images()));
    }
}
