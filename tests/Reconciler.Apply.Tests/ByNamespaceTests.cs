using Reconciler.Planning;
using Reconciler.Runs;

namespace Reconciler.Apply.Tests;

/// <summary>With rights in single namespaces, where no list of the whole cluster is to be had.</summary>
public sealed class ByNamespaceTests
{
    private const string Everything = "{apiGroups: ['*'], resources: ['*'], verbs: ['*']}";

    [Theory, Everywhere]
    public async Task What_lies_there_is_applied_waited_for_compared_and_pruned(Target target)
    {
        await using var bench = await ExpectingAsync(target);
        bench.Map("one");
        bench.Map("two");
        await bench.ActIn(Everything);
        var planned = await bench.Planned();
        Assert.True(planned.Seen.IsByNamespace);
        await bench.Settle();
        Assert.Equal(LaneOutcome.Done, bench.Status.Lanes.Values.Select(lane => lane.Outcome).Distinct().Single());
        bench.Remove("two.yaml");
        // that it is gone is seen by a watch
        var plan = await bench.Plan();
        Assert.Equal(ChangeAction.Prune, plan.Of("two").Action);
        await bench.Settle();
        Assert.Null(await bench.Live("two"));
        Assert.NotNull(await bench.Live("one"));
    }

    [Theory, Everywhere]
    public async Task A_namespace_that_may_not_be_listed_any_more_leaves_its_objects(Target target)
    {
        await using var bench = await ExpectingAsync(target);
        bench.Map("one");
        bench.Map("two");
        await bench.Settle();
        bench.Remove("two.yaml");
        await bench.ActIn("{apiGroups: [''], resources: [secrets], verbs: ['*']}");
        var plan = await bench.Plan();
        Assert.DoesNotContain(plan.Changes, change => change.Action is ChangeAction.Prune);
        Assert.Contains(plan.Changes.SelectMany(change => change.Problems).Concat(plan.Notes), problem => problem.Message.Contains("ConfigMap", StringComparison.Ordinal));
        Assert.NotNull(await bench.Live("two"));
    }

    [Theory, Everywhere]
    public async Task What_is_of_no_namespace_is_refused_before_anything_is_written(Target target)
    {
        await using var bench = await ExpectingAsync(target);
        bench.Write("class.yaml", $"apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: {{name: {bench.Name}}}\nvalue: 5\n");
        await bench.ActIn(Everything);
        var refused = (await bench.Plan()).Of(bench.Name);
        Assert.Equal(ChangeAction.Refuse, refused.Action);
        Assert.Contains("forbidden", string.Join(' ', refused.Problems), StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>A bench whose source has no Namespace.</summary>
    private static async Task<Bench> ExpectingAsync(Target target)
    {
        var bench = await Bench.On(target);
        bench.Write("environment.yaml", $"apiVersion: reconciler.dev/v1\nkind: Environment\nmetadata: {{name: {bench.Name}}}\nspec: {{systemNamespace: {Bench.SystemNamespace}, namespaces: expect}}\n");
        return bench;
    }
}
