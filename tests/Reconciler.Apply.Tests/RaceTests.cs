using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Runs;

namespace Reconciler.Apply.Tests;

/// <summary>What others do between a plan and its apply, or instead of us.</summary>
public sealed class RaceTests
{
    [Theory, Everywhere]
    public async Task An_object_that_somebody_made_since_the_plan_is_not_merged_into(Target target)
    {
        await using var bench = await Bench.On(target);
        bench.Map("one");
        var planned = await bench.Planned();
        await bench.Made($"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: one, namespace: {bench.Name}}}\ndata: {{theirs: '1'}}");
        Assert.Empty(await bench.Do(planned));
        Assert.Equal((0, 1), (bench.Status.Written, bench.Status.Held));
        var live = await bench.Live("one");
        Assert.Null(live.At("data", "a"));
        Assert.Null(live.At("metadata", "labels", "applyset.kubernetes.io/part-of"));
        Assert.Equal(["RCN3006"], (await bench.Plan()).Of("one").Codes());
    }

    [Theory, Everywhere]
    public async Task An_object_whose_ownership_was_taken_is_taken_back_and_changed_at_once(Target target)
    {
        await using var bench = await Bench.On(target);
        string Service(int port) => $"apiVersion: v1\nkind: Service\nmetadata: {{name: svc, namespace: {bench.Name}}}\nspec: {{ports: [{{port: {port}}}], selector: {{a: b}}}}\n";
        bench.Write("svc.yaml", Service(80));
        await bench.Settle();
        var before = await bench.Live("svc", "v1", "Service");
        await bench.Replaced(before!.With("metadata", before.Map("metadata")!.With("managedFields", ListNode.Of(MapNode.Empty))));
        bench.Write("svc.yaml", Service(81));
        var plan = await bench.Settle();
        Assert.Equal(ChangeAction.Reclaim, plan.Of("svc").Action);
        Assert.DoesNotContain(plan.Notes, note => note.Code.Id == "RCN3020");
        var after = await bench.Live("svc", "v1", "Service");
        Assert.Equal(before.At("metadata", "uid"), after.At("metadata", "uid"));
        Assert.Equal(["81"], after.Map("spec").Maps("ports").Select(port => port.At("port")));
    }

    [Theory, Everywhere]
    public async Task A_deletion_that_was_held_is_not_forgotten(Target target)
    {
        await using var bench = await Bench.On(target);
        bench.Map("one");
        bench.Write("account.yaml", $"apiVersion: v1\nkind: ServiceAccount\nmetadata: {{name: two, namespace: {bench.Name}}}\nautomountServiceAccountToken: false\n");
        await bench.Settle();
        bench.Remove("account.yaml");
        var planned = await bench.Planned();
        var live = await bench.Live("two", "v1", "ServiceAccount");
        await bench.Replaced(live!.With("automountServiceAccountToken", true));
        Assert.Empty(await bench.Do(planned));
        Assert.Equal((0, 1), (bench.Status.Deleted, bench.Status.Held));
        Assert.Contains(bench.Status.Lanes.Values, lane => lane.Outcome == LaneOutcome.Failed);
        Assert.Equal(ChangeAction.Prune, (await bench.Settle()).Of("two").Action);
        Assert.Null(await bench.Live("two", "v1", "ServiceAccount"));
    }
}
