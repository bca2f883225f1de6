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

    /// <summary>Controllers write status at any time, which is no reason to know nothing of an object, nor to leave it as it is.</summary>
    [Theory]
    [InlineData("ask to apply")]
    [InlineData("apply")]
    public async Task Drift_of_an_object_whose_status_is_just_written_is_told_and_put_right(string verb)
    {
        await using var bench = await Bench.On(Target.Sandbox);
        bench.Deployment("web", "shop:1");
        await bench.Settle();
        var live = (await bench.Live("web", "apps/v1", "Deployment"))!;
        await bench.Replaced(live.With("spec", live.Map("spec")!.With("replicas", ScalarNode.Of(0))));
        var (direct, writes) = (bench.Cluster, 0);
        bench.Cluster = new HookedCluster(direct, async (call, send) =>
        {
            // three times just in between
            if (call.Verb == verb && call.Name == "web" && writes < 3) await bench.StatusWritten("web", ++writes);
            await send();
            return null;
        });
        var plan = await bench.Plan();
        Assert.Equal(ChangeAction.Update, plan.Of("web").Action);
        await bench.Apply();
        bench.Cluster = direct;
        Assert.Equal((3, 0), (writes, bench.Status.Held));
        Assert.Equal("1", (await bench.Live("web", "apps/v1", "Deployment")).At("spec", "replicas"));
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
    public async Task An_object_that_nobody_owns_any_more_is_ours_by_its_own_name_also_where_history_is_gone(Target target)
    {
        await using var bench = await Bench.On(target);
        bench.Map("one");
        await bench.Settle();
        await ForgetAsync(bench);
        await bench.Edited("one", body => body.With("metadata", body.Map("metadata")!.With("managedFields", ListNode.Of(MapNode.Empty))));
        bench.Map("one", "{a: '2'}");
        Assert.Equal(ChangeAction.Reclaim, (await bench.Settle()).Of("one").Action);
        Assert.Equal("2", (await bench.Live("one")).At("data", "a"));
    }

    [Theory, Everywhere]
    public async Task An_object_that_nobody_owns_and_that_names_another_stays_as_it_is(Target target)
    {
        await using var bench = await Bench.On(target);
        bench.Map("one");
        await bench.Settle();
        await ForgetAsync(bench);
        await bench.Edited("one", body => body.With("metadata", body.Map("metadata")!.With("managedFields", ListNode.Of(MapNode.Empty)).With("annotations", body.Map("metadata").Map("annotations")!.Without("reconciler.dev/owner"))));
        bench.Map("one", "{a: '2'}");
        Assert.Equal(ChangeAction.Refuse, (await bench.Plan()).Of("one").Action);
    }

    /// <summary>Somebody deletes what was written down of the bench's runs.</summary>
    private static async Task ForgetAsync(Bench bench)
    {
        foreach (var record in await bench.Records()) await bench.Forget(record);
    }

    public static TheoryData<string, string, string, string, string> Allocating => new()
    {
        { "v1", "PersistentVolumeClaim", "accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}, storageClassName: CLASS", "CLASS", "volumeName" },
        { "batch/v1", "Job", "template: {spec: {restartPolicy: Never, containers: [{name: c, image: 'shop:CLASS'}]}}", "CLASS", "selector" },
        { "apps/v1", "Deployment", "selector: {matchLabels: {a: CLASS}}, template: {metadata: {labels: {a: CLASS}}, spec: {containers: [{name: c, image: 'shop:1'}]}}", "CLASS", "progressDeadlineSeconds" },
        { "v1", "Pod", "containers: [{name: c, image: 'shop:1', command: [CLASS]}]", "CLASS", "nodeName" },
    };

    /// <summary>A change that is refused must not leave us owning what the server gave to the object, which we would take away from then on.</summary>
    [Theory, MemberData(nameof(Allocating))]
    public async Task What_the_server_allocated_does_not_come_to_be_ours(string apiVersion, string kind, string spec, string word, string allocated)
    {
        await using var bench = await Bench.On(Target.Sandbox);
        void Write(string value) => bench.Write("it.yaml", $"apiVersion: {apiVersion}\nkind: {kind}\nmetadata: {{name: it, namespace: {bench.Name}}}\nspec: {{{spec.Replace(word, value, StringComparison.Ordinal)}}}\n");
        Write("one");
        await bench.Apply(waits: false);
        // a claim gets its volume from whoever binds it
        if (kind == "PersistentVolumeClaim" && (await bench.Live("it", apiVersion, kind)) is { } unbound && unbound.Map("spec")![allocated] is null) await bench.Replaced(unbound.With("metadata", unbound.Map("metadata")!.Without("resourceVersion")).With("spec", unbound.Map("spec")!.With(allocated, "pv-of-others")));
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while ((await bench.Live("it", apiVersion, kind)).Map("spec")?[allocated] is null) await Task.Delay(50, deadline.Token);
        var live = (await bench.Live("it", apiVersion, kind))!;
        // whatever a controller writes meanwhile
        await bench.Replaced(live.With("metadata", live.Map("metadata")!.Without("resourceVersion").With("managedFields", ListNode.Of(MapNode.Empty))));
        Write("two");
        await bench.Do(await bench.Planned(), waits: false);
        Write("one");
        // a controller that writes status meanwhile holds what is taken back with force, and then people plan again
        while ((await bench.Plan()) is { HasChanges: true })
        {
            await bench.Do(await bench.Planned(), waits: false);
            await Task.Delay(50, deadline.Token);
        }
        var after = (await bench.Live("it", apiVersion, kind))!;
        Assert.Equal(live.At("metadata", "uid"), after.At("metadata", "uid"));
        Assert.True(Node.DeepEquals(live.Map("spec")![allocated], after.Map("spec")![allocated]), $"{allocated} is {after.Map("spec")![allocated]}");
        Assert.False(new Diffing.LiveObject(after).Applied($"reconciler-{bench.Name}")?.Fields.Map("f:spec")?.Has($"f:{allocated}") == true, $"{allocated} is ours");
        var plan = await bench.Plan();
        Assert.False(plan.HasChanges || plan.HasRefusals, string.Join('\n', plan.Changes.Select(change => $"{change.Action} {change.Key} {string.Join(", ", change.Problems)}")));
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
