using Reconciler.Planning;

namespace Reconciler.Apply.Tests;

/// <summary>Plans of those who may only read: an estimate that says what it is.</summary>
public sealed class ReadOnlyTests
{
    [Theory, Everywhere]
    public async Task Who_may_only_read_gets_a_plan_that_is_computed_here(Target target)
    {
        await using var bench = await Bench.On(target);
        await Filled(bench);
        await bench.ActAs("reader", "['*']");
        var plan = await bench.Plan();
        Assert.Contains(plan.Notes, note => note.Code.Id == "RCN3020");
        Assert.Equal((ChangeAction.Update, true, "data.a"), (plan.Of("one").Action, plan.Of("one").IsUnverified, Assert.Single(plan.Of("one").Fields).Path));
        Assert.Equal((ChangeAction.Create, true), (plan.Of("new").Action, plan.Of("new").IsUnverified));
        Assert.Equal((ChangeAction.Prune, true), (plan.Of("old").Action, plan.Of("old").IsUnverified));
        Assert.Equal((ChangeAction.Keep, ChangeAction.Keep), (plan.Of("same").Action, plan.Of("secret").Action));
        Assert.False(plan.HasRefusals);
    }

    [Theory, Everywhere]
    public async Task Who_may_not_read_secrets_gets_an_estimate_without_them_and_nothing_that_can_be_applied(Target target)
    {
        await using var bench = await Bench.On(target);
        await Filled(bench);
        await bench.ActAs("viewer", "[configmaps, namespaces, services]");
        var planned = await bench.Planned();
        Assert.Null(planned.Plan);
        Assert.Equal("RCN2205", Assert.Single(planned.Problems).Code.Id);
        bench.IsEstimate = true;
        var plan = await bench.Plan();
        Assert.Equal(2, plan.Notes.Count(note => note.Code.Id == "RCN3028"));
        Assert.DoesNotContain(plan.Changes, change => change.Key.Kind == "Secret");
        Assert.Equal((ChangeAction.Update, ChangeAction.Create, ChangeAction.Prune), (plan.Of("one").Action, plan.Of("new").Action, plan.Of("old").Action));
        Assert.False(plan.HasRefusals);
    }

    private static async Task Filled(Bench bench)
    {
        foreach (var name in (string[])["one", "old", "same"]) bench.Map(name);
        bench.Write("secret.yaml", $"apiVersion: v1\nkind: Secret\nmetadata: {{name: secret, namespace: {bench.Name}}}\nstringData: {{a: hunter2}}\n");
        await bench.Settle();
        bench.Map("one", "{a: '2'}");
        bench.Map("new");
        bench.Remove("old.yaml");
    }
}
