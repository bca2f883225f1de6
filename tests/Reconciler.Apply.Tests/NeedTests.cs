using Reconciler.Apply.Tests.Simulation;
using Reconciler.Planning;
using Reconciler.Runs;
using Reconciler.Sandbox.Api;
using Reconciler.Sandbox.Faults;

namespace Reconciler.Apply.Tests;

/// <summary>Lanes that wait: for each other, and for objects that are not in the source.</summary>
public sealed class NeedTests
{
    [Theory, Everywhere]
    public async Task A_lane_waits_for_an_object_outside_the_source_until_it_is_there(Target target)
    {
        await using var bench = await Bench.On(target);
        bench.Map("one", annotations: $"reconciler.dev/depends-on: ConfigMap/{bench.Name}/theirs");
        bench.Map("two");
        var planned = await bench.Planned();
        var note = Assert.Single(planned.Plan!.Notes, note => note.Code.Id == "RCN2321");
        Assert.Equal($"one.yaml waits for ConfigMap/{bench.Name}/theirs: it is not there", note.Message);
        var made = false;
        await bench.Do(planned, happens: happened =>
        {
            if (made || happened is not RunEvent.Waiting) return;
            made = true;
            _ = Task.Run(async () =>
            {
                await Task.Delay(300);
                Assert.Null(await bench.Live("one"));
                await bench.Made($"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: theirs, namespace: {bench.Name}}}");
            });
        });
        Assert.True(made);
        Assert.All(bench.Status.Lanes.Values, lane => Assert.Equal(LaneOutcome.Done, lane.Outcome));
        Assert.NotNull(await bench.Live("one"));
        bench.Map("one", "{a: '2'}", annotations: $"reconciler.dev/depends-on: ConfigMap/{bench.Name}/theirs");
        await bench.Settle();
        Assert.Empty(bench.Told.OfType<RunEvent.Waiting>());
    }

    [Theory, Everywhere]
    public async Task A_lane_whose_object_does_not_come_is_skipped_and_nothing_of_it_is_written(Target target)
    {
        await using var bench = await Bench.On(target);
        bench.Patience = TimeSpan.FromSeconds(1);
        var needing = $"reconciler.dev/depends-on: StatefulSet.apps/{bench.Name}/postgres";
        bench.Map("one", annotations: needing);
        bench.Map("two");
        await bench.Apply();
        Assert.Null(await bench.Live("one"));
        Assert.NotNull(await bench.Live("two"));
        var problem = Assert.Single(bench.Told.OfType<RunEvent.ObjectFailed>()).Why.Single();
        Assert.Equal(("RCN2321", $"one.yaml waits for StatefulSet.apps/{bench.Name}/postgres: it is not there, after 1s"), (problem.Code.Id, problem.Message));
        Assert.Equal(LaneOutcome.Skipped, bench.Status.Lanes["/one.yaml"].Outcome);
        await bench.Apply(waits: false);
        Assert.Null(await bench.Live("one"));
        Assert.DoesNotContain(bench.Told, happened => happened is RunEvent.Waiting);
    }

    [Fact]
    public async Task An_object_that_is_not_healthy_is_said_with_its_reason()
    {
        await using var bench = await Bench.On(Target.Sandbox);
        bench.Patience = TimeSpan.FromSeconds(1);
        await bench.Made(Workloads.Text(bench, "theirs", "shop:never-ready"));
        bench.Map("one", annotations: $"reconciler.dev/depends-on: Deployment.apps/{bench.Name}/theirs");
        await bench.Apply();
        Assert.Contains("0 of 1 pod ready", Assert.Single(bench.Told.OfType<RunEvent.ObjectFailed>()).Why.Single().Message, StringComparison.Ordinal);
        await bench.Made(Workloads.Text(bench, "theirs", "shop:1"));
        await bench.Apply();
        Assert.NotNull(await bench.Live("one"));
    }

    [Theory, Everywhere]
    public async Task A_lane_that_is_unchanged_is_in_place_and_one_that_is_refused_is_not(Target target)
    {
        await using var bench = await Bench.On(target);
        bench.Map("base");
        await bench.Settle();
        bench.Map("one", annotations: $"reconciler.dev/depends-on: ConfigMap/{bench.Name}/base");
        await bench.Settle();
        Assert.NotNull(await bench.Live("one"));
        await bench.Made($"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: foreign, namespace: {bench.Name}}}\ndata: {{theirs: '1'}}");
        bench.Map("foreign");
        bench.Map("two", annotations: $"reconciler.dev/depends-on: ConfigMap/{bench.Name}/foreign");
        Assert.Equal(ChangeAction.Refuse, (await bench.Apply()).Of("foreign").Action);
        Assert.Null(await bench.Live("two"));
        var problem = Assert.Single(bench.Told.OfType<RunEvent.ObjectFailed>()).Why.Single();
        Assert.Equal(("RCN2307", "two.yaml waits for foreign.yaml, which is refused by the plan"), (problem.Code.Id, problem.Message));
    }

    [Fact]
    public async Task What_can_not_be_read_is_not_waited_for()
    {
        await using var bench = await Bench.On(Target.Sandbox);
        bench.Map("one", annotations: $"reconciler.dev/depends-on: ConfigMap/{bench.Name}/theirs");
        bench.Cluster = new HookedCluster(bench.Cluster, ClusterHooks.Deaf("theirs"));
        var plan = await bench.Apply();
        Assert.Contains(plan.Notes, note => note.Code.Id == "RCN2322");
        Assert.Equal("RCN2322", Assert.Single(bench.Told.OfType<RunEvent.ObjectFailed>()).Why.Single().Code.Id);
        Assert.Null(await bench.Live("one"));
    }

    public static TheoryData<string> Verbs => ["watch", "list,watch"];

    [Theory, MemberData(nameof(Verbs))]
    public async Task An_object_that_may_not_be_watched_is_said_at_once_and_not_waited_for(string verbs)
    {
        await using var world = await SimulatedWorld.StartAsync();
        await using var bench = await Bench.On(world.Plain);
        bench.Map("one", annotations: $"reconciler.dev/depends-on: ConfigMap/{bench.Name}/theirs");
        bench.Map("two");
        var planned = await bench.Planned();
        world.Use(FaultPlan.Of(new FaultRule(new FaultAction.Refuse(new ApiStatus(403, "Forbidden", "configmaps is forbidden: User \"a\" cannot watch resource \"configmaps\""))) { Verbs = [.. verbs.Split(',')], Resources = ["configmaps"] }));
        var began = System.Diagnostics.Stopwatch.StartNew();
        Assert.Empty(await bench.Do(planned));
        Assert.True(began.Elapsed < bench.Patience, "it was waited for to the end");
        var problem = Assert.Single(bench.Told.OfType<RunEvent.ObjectFailed>()).Why.Single();
        Assert.Equal("RCN2322", problem.Code.Id);
        Assert.StartsWith($"one.yaml depends on ConfigMap/{bench.Name}/theirs, which can't be watched: ", problem.Message, StringComparison.Ordinal);
        Assert.Equal((LaneOutcome.Skipped, LaneOutcome.Done), (bench.Status.Lanes["/one.yaml"].Outcome, bench.Status.Lanes["/two.yaml"].Outcome));
        Assert.Null(await bench.Live("one"));
    }

    [Fact]
    public async Task A_kind_that_somebody_brings_late_is_waited_for_as_long_as_the_deploy_may_take()
    {
        await using var bench = await Bench.On(Target.Sandbox);
        bench.Clock = new FastTime(20);
        bench.Patience = TimeSpan.FromSeconds(1200);
        Late(bench);
        var began = bench.Clock.GetTimestamp();
        Task? brought = null;
        var planned = await bench.Planned();
        Assert.Equal(ChangeAction.Deferred, planned.Plan!.Of("late").Action);
        Assert.Empty(await bench.Do(planned, happens: happened =>
        {
            if (happened is not RunEvent.Waiting { Key.Name: "late" } || brought is not null) return;
            // longer than the ten seconds after which a missing kind once was an error
            brought = Task.Run(async () =>
            {
                while (bench.Clock.GetElapsedTime(began) < TimeSpan.FromSeconds(30)) await Task.Delay(20);
                await bench.Made(SimulatedSource.DefinitionText("Gadget", bench.Name, 1, ""));
            });
        }));
        await brought!;
        Assert.Contains(bench.Told, happened => happened is RunEvent.Waiting waiting && waiting.Message == $"the kind Gadget.{bench.Name}.sim.example.com is not served");
        Assert.Equal(LaneOutcome.Done, bench.Status.Lanes["/late.yaml"].Outcome);
    }

    [Fact]
    public async Task A_kind_that_does_not_come_is_named_when_the_time_is_over()
    {
        await using var bench = await Bench.On(Target.Sandbox);
        bench.Clock = new FastTime(20);
        bench.Patience = TimeSpan.FromSeconds(30);
        Late(bench);
        bench.Map("two");
        await bench.Apply();
        var problem = Assert.Single(bench.Told.OfType<RunEvent.ObjectFailed>(), failed => failed.Key.Name == "late").Why.Single();
        Assert.Equal(("RCN2338", $"Gadget.{bench.Name}.sim.example.com/{bench.Name}/late can't be made: after 30s the kind Gadget.{bench.Name}.sim.example.com is not served"), (problem.Code.Id, problem.Message));
        Assert.NotNull(await bench.Live("two"));
    }

    /// <summary>An object of a kind that a chart is to bring.</summary>
    private static void Late(Bench bench)
    {
        bench.Write("chart.yaml", "apiVersion: reconciler.dev/v1\nkind: Chart\nmetadata: {name: somebodys-umbrella}\nspec: {repo: 'https://charts.example.org', version: 1.0.0}\n");
        bench.Write("late.yaml", $"apiVersion: {bench.Name}.sim.example.com/v1\nkind: Gadget\nmetadata: {{name: late, namespace: {bench.Name}}}\nspec: {{size: 1}}\n");
    }
}
