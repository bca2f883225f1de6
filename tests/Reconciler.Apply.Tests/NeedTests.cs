using Reconciler.Planning;
using Reconciler.Runs;

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
        bench.Cluster = new DeafCluster(bench.Cluster, "theirs");
        var plan = await bench.Apply();
        Assert.Contains(plan.Notes, note => note.Code.Id == "RCN2322");
        Assert.Equal("RCN2322", Assert.Single(bench.Told.OfType<RunEvent.ObjectFailed>()).Why.Single().Code.Id);
        Assert.Null(await bench.Live("one"));
    }
}
