using Reconciler.Diffing;
using Reconciler.Engine;
using Reconciler.Engine.Inventory;
using Reconciler.Objects;
using Reconciler.Planning;

namespace Reconciler.Apply.Tests;

public sealed class UndoTests
{
    [Theory, Everywhere]
    public async Task What_was_pruned_comes_back_as_it_was_and_is_held(Target target)
    {
        await using var bench = await Bench.On(target);
        bench.Map("one");
        bench.Map("two", "{a: before, b: '2'}");
        bench.Write("service.yaml", Service(bench));
        bench.Write("secret.yaml", $"apiVersion: v1\nkind: Secret\nmetadata: {{name: hidden, namespace: {bench.Name}}}\nstringData: {{password: hunter2}}\n");
        await bench.Settle();
        var address = (await bench.Live("web", "v1", "Service")).At("spec", "clusterIP");
        bench.Remove("two.yaml");
        bench.Remove("service.yaml");
        bench.Remove("secret.yaml");
        Assert.Equal(3, (await bench.Settle()).Counts.Prune);

        var run = Assert.Single((await bench.Orders()).Runs);
        Assert.Equal(3, run.Objects);
        var undoable = await bench.Undo(run);
        Assert.Equal(3, undoable.Planned.Plan!.Counts.Create);
        Assert.Equal("before", (await bench.Live("two")).At("data", "a"));
        Assert.Equal("aHVudGVyMg==", (await bench.Live("hidden", "v1", "Secret")).At("data", "password"));
        Assert.Equal(address, (await bench.Live("web", "v1", "Service")).At("spec", "clusterIP"));

        var held = await bench.Settle();
        Assert.Equal(0, held.Counts.Prune);
        Assert.Equal(3, held.Notes.Count(note => note.Code.Id == "RCN3040"));
        Assert.NotNull(await bench.Live("two"));
    }

    [Theory, Everywhere]
    public async Task A_hold_ends_with_its_time_by_release_or_in_the_source(Target target)
    {
        await using var bench = await Bench.On(target);
        bench.Map("one");
        foreach (var name in (string[])["late", "released", "again"]) bench.Map(name);
        await bench.Settle();
        foreach (var name in (string[])["late", "released", "again"]) bench.Remove($"{name}.yaml");
        await bench.Settle();
        await bench.Undo((await bench.Orders()).Runs[0], TimeSpan.FromHours(1));
        Assert.False((await bench.Plan()).HasChanges);

        bench.Map("again");
        Assert.Equal(ChangeAction.Keep, (await bench.Settle()).Of("again").Action);
        Assert.Equal(2, (await bench.Orders()).Held.Length);

        bench.Clock = new LaterClock(TimeSpan.FromHours(2));
        Assert.Equal(2, (await bench.Plan()).Counts.Prune);
        bench.Clock = TimeProvider.System;
        Assert.Equal(2, (await new UndoCycle(bench.Cluster, await bench.Known()).ReleaseAsync(null, default)).Released);
        Assert.Equal(2, (await bench.Settle()).Counts.Prune);
        Assert.NotNull(await bench.Live("again"));
        Assert.Null(await bench.Live("late"));
    }

    [Theory, Everywhere]
    public async Task Values_of_secrets_are_not_kept_longer_than_a_day_and_undo_says_so(Target target)
    {
        await using var bench = await Bench.On(target);
        bench.Map("one");
        bench.Map("two");
        bench.Write("secret.yaml", $"apiVersion: v1\nkind: Secret\nmetadata: {{name: hidden, namespace: {bench.Name}}}\nstringData: {{password: hunter2}}\n");
        await bench.Settle();
        bench.Remove("secret.yaml");
        bench.Remove("two.yaml");
        await bench.Settle();
        bench.Clock = new LaterClock(KeptStore.SecretTime + TimeSpan.FromMinutes(1));
        await bench.Settle();
        bench.Clock = TimeProvider.System;
        var undoable = await bench.Undo((await bench.Orders()).Runs[0]);
        Assert.Contains(undoable.Losses, loss => loss.Message.Contains("1 of 2", StringComparison.Ordinal));
        Assert.NotNull(await bench.Live("two"));
        Assert.Null(await bench.Live("hidden", "v1", "Secret"));
    }

    [Theory, Everywhere]
    public async Task What_somebody_else_made_meanwhile_is_not_overwritten(Target target)
    {
        await using var bench = await Bench.On(target);
        bench.Map("one");
        bench.Map("two", "{a: ours}");
        await bench.Settle();
        bench.Remove("two.yaml");
        await bench.Settle();
        await bench.Made($"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: two, namespace: {bench.Name}}}\ndata: {{a: theirs}}");
        var undoable = await bench.Undo((await bench.Orders()).Runs[0]);
        Assert.Equal(ChangeAction.Refuse, undoable.Planned.Plan!.Of("two").Action);
        Assert.Equal("theirs", (await bench.Live("two")).At("data", "a"));
        Assert.Empty((await bench.Orders()).Held);
    }

    [Theory, Everywhere]
    public async Task An_object_that_is_let_go_stays_and_is_forgotten(Target target)
    {
        await using var bench = await Bench.On(target);
        bench.Map("one");
        bench.Map("two");
        await bench.Settle();
        var (planned, problem) = await ObjectPlans.LetGoAsync(bench.Cluster, await bench.Known(), new LiveObject((await bench.Live("two"))!), default);
        Assert.True(planned is not null, problem?.ToString());
        Assert.Contains(planned.Plan!.Of("two").Problems, warning => warning.Code.Id == "RCN3041");
        Assert.Empty(await bench.Do(planned, isWhole: false));
        var live = await bench.Live("two");
        Assert.Equal("1", live.At("data", "a"));
        Assert.DoesNotContain("reconciler", CanonicalJson.Write(live!), StringComparison.Ordinal);
        Assert.Equal(["RCN3006"], (await bench.Plan()).Of("two").Codes());
        bench.Remove("two.yaml");
        var after = await bench.Settle();
        Assert.Empty(after.Notes);
        Assert.NotNull(await bench.Live("two"));
    }

    [Theory, Everywhere]
    public async Task An_object_that_a_command_adopts_is_ours_after_the_next_apply(Target target)
    {
        await using var bench = await Bench.On(target);
        bench.Map("one");
        await bench.Settle();
        await bench.Made($"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: two, namespace: {bench.Name}}}\ndata: {{a: theirs}}");
        bench.Map("two", "{a: ours}");
        Assert.Equal(["RCN3006"], (await bench.Plan()).Of("two").Codes());
        Assert.Null(await new OrderStore(bench.Cluster, (await bench.Known()).Identity, Bench.SystemNamespace).ChangeAsync(orders => orders with { Adoptions = [new ObjectKey("", "ConfigMap", bench.Name, "two")] }, default));
        Assert.Equal(ChangeAction.Adopt, (await bench.Settle()).Of("two").Action);
        Assert.Equal("ours", (await bench.Live("two")).At("data", "a"));
        Assert.Empty((await bench.Orders()).Adoptions);
    }

    private static string Service(Bench bench) =>
        $"apiVersion: v1\nkind: Service\nmetadata: {{name: web, namespace: {bench.Name}}}\nspec: {{type: NodePort, selector: {{app: web}}, ports: [{{name: http, port: 80}}, {{name: dns, port: 53, protocol: UDP}}]}}\n";
}

/// <summary>The time that it will be.</summary>
internal sealed class LaterClock(TimeSpan later) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + later;
}
