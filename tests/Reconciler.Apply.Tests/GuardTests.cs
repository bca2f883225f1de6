using System.Globalization;
using Reconciler.Objects;
using Reconciler.Planning;

namespace Reconciler.Apply.Tests;

public sealed class GuardTests
{
    [Theory, Everywhere]
    public async Task An_empty_source_is_refused_until_approved(Target target)
    {
        await using var bench = await Bench.On(target);
        bench.Map("one");
        await bench.Settle();
        bench.Remove("one.yaml");
        var plan = await bench.Plan();
        Assert.Equal(["RCN3001"], plan.Refusals.Select(refusal => refusal.Code.Id));
        await bench.Apply(Reads.Approving(3001));
        Assert.Null(await bench.Live("one"));
    }

    [Theory, Everywhere]
    public async Task The_budget_holds_every_deletion_and_nothing_else(Target target)
    {
        await using var bench = await Bench.On(target);
        for (var i = 0; i < 12; i++) bench.Map(string.Create(CultureInfo.InvariantCulture, $"m{i}"));
        await bench.Settle();
        for (var i = 0; i < 6; i++) bench.Remove(string.Create(CultureInfo.InvariantCulture, $"m{i}.yaml"));
        bench.Map("new");
        var plan = await bench.Apply();
        Assert.Equal((6, 0, 1), (plan.Counts.Refused, plan.Counts.Prune, plan.Counts.Create));
        Assert.All(plan.Changes.Where(change => change.Action == ChangeAction.Refuse), change => Assert.Equal(["RCN3002"], change.Codes()));
        Assert.NotNull(await bench.Live("m0"));
        Assert.NotNull(await bench.Live("new"));
        Assert.Equal(6, (await bench.Plan(new Approvals([], 5, false))).Counts.Refused);
        await bench.Apply(new Approvals([], 6, false));
        Assert.Null(await bench.Live("m0"));
    }

    [Theory, Everywhere]
    public async Task One_app_that_leaves_needs_no_approval_and_two_do(Target target)
    {
        await using var bench = await Bench.On(target);
        bench.Map("stays");
        foreach (var app in (string[])["a", "b", "c"])
            bench.Write($"{app}.yaml", $"apiVersion: reconciler.dev/v1\nkind: App\nmetadata: {{name: {app}}}\nspec: {{namespace: {bench.Name}, image: 'x:1', env: {{A: '1'}}, processes: {{web: {{}}, worker: {{}}, other: {{}}}}}}\n");
        await bench.Settle(waits: false);
        bench.Remove("a.yaml");
        Assert.Equal((6, 0), ((await bench.Plan()).Counts.Prune, (await bench.Plan()).Counts.Refused));
        bench.Remove("b.yaml");
        Assert.Equal((0, 12), ((await bench.Plan()).Counts.Prune, (await bench.Plan()).Counts.Refused));
    }

    [Theory, Everywhere]
    public async Task Five_deletions_need_no_approval(Target target)
    {
        await using var bench = await Bench.On(target);
        for (var i = 0; i < 6; i++) bench.Map(string.Create(CultureInfo.InvariantCulture, $"m{i}"));
        await bench.Settle();
        for (var i = 0; i < 5; i++) bench.Remove(string.Create(CultureInfo.InvariantCulture, $"m{i}.yaml"));
        Assert.Equal(5, (await bench.Settle()).Counts.Prune);
    }

    [Theory, Everywhere]
    public async Task A_protected_object_stays_also_when_the_protection_leaves_with_the_manifest(Target target)
    {
        await using var bench = await Bench.On(target);
        bench.Map("never", annotations: "reconciler.dev/prune: never");
        bench.Map("confirm", annotations: "reconciler.dev/prune: confirm");
        bench.Map("orphan", annotations: "reconciler.dev/prune: orphan");
        bench.Map("stays");
        await bench.Settle();
        await bench.Edited("never", body => body.With("metadata", body.Map("metadata")!.With("annotations", body.Map("metadata").Map("annotations")!.Without("reconciler.dev/prune"))));
        foreach (var name in (string[])["never", "confirm", "orphan"]) bench.Remove($"{name}.yaml");
        var plan = await bench.Apply();
        Assert.Contains(plan.Notes, note => note.Code.Id == "RCN3016");
        Assert.Equal(["RCN3005"], plan.Of("confirm").Codes());
        Assert.Equal(ChangeAction.Orphan, plan.Of("orphan").Action);
        var orphan = await bench.Live("orphan");
        Assert.Equal("1", orphan.At("data", "a"));
        Assert.Null(orphan.Map("metadata").Map("labels")?["applyset.kubernetes.io/part-of"]);
        Assert.NotNull(await bench.Live("never"));
        await bench.Apply(Reads.Approving(3005));
        Assert.Null(await bench.Live("confirm"));
    }

    [Theory, Everywhere]
    public async Task Another_source_is_refused_until_it_takes_over(Target target)
    {
        await using var bench = await Bench.On(target);
        bench.Map("one");
        await bench.Settle();
        bench.SourceIdentity = "folder/other";
        Assert.Equal(["RCN3008"], (await bench.Plan()).Refusals.Select(refusal => refusal.Code.Id));
        await bench.Apply(new Approvals([], null, true));
        Assert.Empty((await bench.Plan()).Refusals);
    }

    [Theory, Everywhere]
    public async Task A_commit_that_does_not_descend_is_refused_and_one_of_unknown_descent_deletes_nothing(Target target)
    {
        await using var bench = await Bench.On(target);
        bench.Commit = new string('a', 40);
        bench.Map("one");
        bench.Map("two");
        await bench.Settle();
        bench.Commit = new string('b', 40);
        bench.Remove("two.yaml");
        bench.Descent = Descent.NotDescending;
        Assert.Equal(["RCN3009"], (await bench.Plan()).Refusals.Select(refusal => refusal.Code.Id));
        bench.Descent = Descent.Unknown;
        var plan = await bench.Plan();
        Assert.Empty(plan.Refusals);
        Assert.Equal(["RCN3010"], plan.Of("two").Codes());
        bench.Descent = Descent.Fine;
        await bench.Settle();
    }

    [Theory, Everywhere]
    public async Task A_copy_with_our_label_is_left_alone(Target target)
    {
        await using var bench = await Bench.On(target);
        bench.Map("one");
        await bench.Settle();
        var live = (await bench.Live("one"))!;
        var label = live.At("metadata", "labels", "applyset.kubernetes.io/part-of");
        var owner = live.At("metadata", "annotations", "reconciler.dev/owner");
        await bench.Made($"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: copy, namespace: {bench.Name}, labels: {{applyset.kubernetes.io/part-of: {label}}}, annotations: {{reconciler.dev/owner: '{owner}'}}}}\ndata: {{a: '1'}}");
        var plan = await bench.Plan();
        Assert.False(plan.HasChanges);
        Assert.Contains(plan.Notes, note => note.Code.Id == "RCN3013" && note.Message.Contains("copy", StringComparison.Ordinal));
    }

    [Theory, Everywhere]
    public async Task What_moved_between_plan_and_apply_is_held(Target target)
    {
        await using var bench = await Bench.On(target);
        bench.Map("one");
        bench.Map("two");
        await bench.Settle();
        bench.Map("one", "{a: '2'}");
        bench.Remove("two.yaml");
        var planned = await bench.Planned();
        await bench.Edited("two", body => body.With("data", body.Map("data")!.With("a", "changed")));
        await bench.Deleted("one");
        await bench.Made($"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: one, namespace: {bench.Name}}}\ndata: {{theirs: '1'}}");
        Assert.Empty(await bench.Do(planned));
        Assert.Equal((0, 0), (bench.Status.Written, bench.Status.Deleted));
        Assert.Null((await bench.Live("one")).At("data", "a"));
        Assert.Equal("changed", (await bench.Live("two")).At("data", "a"));
    }

    [Theory, Everywhere]
    public async Task Two_who_apply_at_once_are_one_after_the_other(Target target)
    {
        await using var bench = await Bench.On(target);
        bench.Map("one");
        var planned = await bench.Planned();
        var lease = await Engine.Running.RunLease.TakeAsync(bench.Cluster, Bench.SystemNamespace, planned.Plan!.Identity.Manager, "the other", TimeProvider.System, default);
        if (lease is Engine.Running.LeaseResult.Failed) await bench.Made($"apiVersion: v1\nkind: Namespace\nmetadata: {{name: {Bench.SystemNamespace}}}");
        lease = lease is Engine.Running.LeaseResult.Held ? lease : await Engine.Running.RunLease.TakeAsync(bench.Cluster, Bench.SystemNamespace, planned.Plan.Identity.Manager, "the other", TimeProvider.System, default);
        var held = Assert.IsType<Engine.Running.LeaseResult.Held>(lease);
        var problem = Assert.Single(await bench.Do(planned));
        Assert.Equal("RCN2303", problem.Code.Id);
        Assert.Contains("the other", problem.Message, StringComparison.Ordinal);
        Assert.Null(await bench.Live("one"));
        await held.Lease.DisposeAsync();
        Assert.Empty(await bench.Do(planned));
        Assert.NotNull(await bench.Live("one"));
    }

    [Theory, Everywhere]
    public async Task A_confirmation_is_no_approval_of_what_an_object_holds(Target target)
    {
        await using var bench = await Bench.On(target);
        bench.Map("stays");
        bench.Write("namespace.yaml", $"apiVersion: v1\nkind: Namespace\nmetadata: {{name: {bench.Name}-held, annotations: {{reconciler.dev/prune: confirm}}}}\n");
        await bench.Settle();
        bench.Remove("namespace.yaml");
        var held = $"{bench.Name}-held";
        Assert.Equal(["RCN3003", "RCN3005"], (await bench.Plan()).Of(held).Codes().Order());
        Assert.Equal(ChangeAction.Refuse, (await bench.Plan(Reads.Approving(3005))).Of(held).Action);
        Assert.Equal(ChangeAction.Refuse, (await bench.Plan(Reads.Approving(3003))).Of(held).Action);
        Assert.Equal(ChangeAction.Prune, (await bench.Plan(Reads.Approving(3003, 3005))).Of(held).Action);
        await bench.Apply(Reads.Approving(3003, 3005));
    }

    [Theory, Everywhere]
    public async Task A_plan_that_another_run_has_overtaken_is_not_applied(Target target)
    {
        await using var bench = await Bench.On(target);
        bench.Map("one");
        var first = await bench.Planned();
        var second = await bench.Planned();
        Assert.Empty(await bench.Do(first));
        Assert.Equal("RCN2337", Assert.Single(await bench.Do(second)).Code.Id);
        await bench.Settle();
    }
}
