using Reconciler.Kube;
using Reconciler.Planning;

namespace Reconciler.Apply.Tests;

public sealed class StorageTests
{
    private const string NoDefault = "storageClass: not-there, ";

    [Theory, Everywhere]
    public async Task A_claim_that_a_pod_mounts_is_not_deleted_whatever_is_approved(Target target)
    {
        await using var bench = await Bench.On(target);
        Storage(bench, "uploads", "delete");
        bench.Map("stays");
        await bench.Settle(waits: false);
        await bench.Made(Pod(bench, "user", "uploads"));
        bench.Remove("uploads.yaml");
        Assert.Equal(["RCN3003", "RCN3018"], (await bench.Plan()).Of("uploads").Codes());
        var plan = await bench.Apply(Reads.Approving(3003, 3018));
        Assert.Equal(["RCN3018"], plan.Of("uploads").Codes());
        Assert.Contains($"Pod/{bench.Name}/user", plan.Of("uploads").Problems[0].Message, StringComparison.Ordinal);
        Assert.Null((await bench.Live("uploads", kind: "PersistentVolumeClaim")).At("metadata", "deletionTimestamp"));
        await bench.Deleted("user", kind: "Pod");
        await bench.Apply(Reads.Approving(3003));
        Assert.Null(await bench.Live("uploads", kind: "PersistentVolumeClaim"));
    }

    [Theory, Everywhere]
    public async Task An_app_and_its_storage_leave_together_and_not_while_somebody_else_mounts_it(Target target)
    {
        await using var bench = await Bench.On(target);
        Storage(bench, "uploads", "delete");
        bench.Write("shop.yaml", $"apiVersion: reconciler.dev/v1\nkind: App\nmetadata: {{name: shop}}\nspec: {{namespace: {bench.Name}, image: 'registry.example.org/shop:v1', deploy: {{strategy: recreate}}, mounts: [{{storage: uploads, path: /data}}]}}\n");
        bench.Map("stays");
        await bench.Apply(waits: false);
        await Pods(bench, 1);
        await bench.Made(Pod(bench, "other", "uploads"));
        bench.Remove("uploads.yaml");
        bench.Remove("shop.yaml");
        var refused = (await bench.Plan(Reads.Approving(3003))).Of("uploads");
        Assert.Equal(["RCN3018"], refused.Codes());
        Assert.Contains($"mounted by Pod/{bench.Name}/other", refused.Problems[0].Message, StringComparison.Ordinal);
        Assert.DoesNotContain("shop-web", refused.Problems[0].Message, StringComparison.Ordinal);
        await bench.Deleted("other", kind: "Pod");
        Assert.Equal(ChangeAction.Prune, (await bench.Plan(Reads.Approving(3003))).Of("uploads").Action);
    }

    [Theory, Everywhere]
    public async Task A_claim_stays_while_the_source_still_mounts_it(Target target)
    {
        await using var bench = await Bench.On(target);
        Storage(bench, "uploads", "delete");
        bench.Write("idle.yaml", $"apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: idle, namespace: {bench.Name}}}\nspec: {{replicas: 0, selector: {{matchLabels: {{app: idle}}}}, template: {{metadata: {{labels: {{app: idle}}}}, spec: {{containers: [{{name: c, image: 'registry.example.org/c:v1'}}], volumes: [{{name: v, persistentVolumeClaim: {{claimName: uploads}}}}]}}}}}}\n");
        await bench.Settle(waits: false);
        bench.Remove("uploads.yaml");
        var plan = await bench.Plan(Reads.Approving(3003));
        Assert.Equal(["RCN3018"], plan.Of("uploads").Codes());
        Assert.Contains("Deployment.apps", plan.Of("uploads").Problems[0].Message, StringComparison.Ordinal);
    }

    [Theory, Everywhere]
    public async Task A_claim_is_not_deleted_while_pods_can_not_be_listed(Target target)
    {
        await using var bench = await Bench.On(target);
        Storage(bench, "uploads", "delete");
        bench.Map("stays");
        await bench.Settle(waits: false);
        bench.Remove("uploads.yaml");
        bench.Cluster = new HookedCluster(bench.Cluster, ClusterHooks.Blind(KubeResource.Pods));
        var plan = await bench.Plan(Reads.Approving(3003));
        Assert.Equal(["RCN3018"], plan.Of("uploads").Codes());
        Assert.Contains("can't be found out", plan.Of("uploads").Problems[0].Message, StringComparison.Ordinal);
    }

    [Theory, Everywhere]
    public async Task A_storage_that_is_kept_stays_and_is_named(Target target)
    {
        await using var bench = await Bench.On(target);
        Storage(bench, "uploads", "keep");
        bench.Map("stays");
        await bench.Settle(waits: false);
        bench.Remove("uploads.yaml");
        var plan = await bench.Settle();
        Assert.Contains(plan.Notes, note => note.Code.Id == "RCN3016" && note.Message.Contains("uploads", StringComparison.Ordinal));
        Assert.NotNull(await bench.Live("uploads", kind: "PersistentVolumeClaim"));
        // history knows that the source has let it go
        var left = Assert.Single((await bench.Planned()).History, revision => revision.Lane.Title == "Storage/uploads");
        Assert.True(Assert.Single(left.Objects).IsLeft);
        // and it goes on being named
        Assert.Contains((await bench.Plan()).Notes, note => note.Code.Id == "RCN3016");
        Storage(bench, "uploads", "keep");
        await bench.Settle(waits: false);
        Assert.False(Assert.Single(Assert.Single((await bench.Planned()).History, revision => revision.Lane.Title == "Storage/uploads").Objects).IsLeft);
    }

    [Theory, Everywhere]
    public async Task A_claim_that_waits_for_its_volume_grows_when_it_has_it(Target target)
    {
        await using var bench = await Bench.On(target);
        Storage(bench, "uploads", "keep", NoDefault);
        await bench.Settle(waits: false);
        Storage(bench, "uploads", "keep", NoDefault, size: "2Gi");
        var plan = await bench.Settle(waits: false);
        Assert.Equal(ChangeAction.Keep, plan.Of("uploads").Action);
        Assert.Contains(plan.Notes, note => note.Code.Id == "RCN3030" && note.Message.Contains("uploads", StringComparison.Ordinal));
        Assert.Equal("1Gi", (await bench.Live("uploads", kind: "PersistentVolumeClaim")).At("spec", "resources", "requests", "storage"));
    }

    [Theory, Everywhere]
    public async Task A_claim_that_waits_for_its_volume_can_get_another_class_with_consent(Target target)
    {
        await using var bench = await Bench.On(target);
        Storage(bench, "uploads", "keep", NoDefault);
        await bench.Settle(waits: false);
        Storage(bench, "uploads", "keep", "storageClass: another, ");
        Assert.Contains("RCN3014", (await bench.Plan()).Of("uploads").Codes());
        bench.Write("uploads.yaml", $"apiVersion: reconciler.dev/v1\nkind: Storage\nmetadata: {{name: uploads, annotations: {{reconciler.dev/replace: 'true'}}}}\nspec: {{namespace: {bench.Name}, size: 1Gi, storageClass: another}}\n");
        await bench.Made(Pod(bench, "user", "uploads"));
        Assert.Equal(["RCN3018"], (await bench.Plan()).Of("uploads").Codes());
        await bench.Deleted("user", kind: "Pod");
        Assert.Equal(1, (await bench.Settle(waits: false)).Counts.Replace);
        Assert.Equal("another", (await bench.Live("uploads", kind: "PersistentVolumeClaim")).At("spec", "storageClassName"));
    }

    [Theory, Everywhere]
    public async Task A_kind_that_is_missing_is_brought_by_its_own_chart_or_definition_only(Target target)
    {
        await using var bench = await Bench.On(target);
        bench.Write("scaled.yaml", $"apiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata: {{name: scaled, namespace: {bench.Name}}}\nspec: {{scaleTargetRef: {{name: web}}}}\n");
        bench.Write("other.yaml", Chart("cert-manager"));
        var refused = (await bench.Plan()).Of("scaled");
        Assert.Equal((ChangeAction.Refuse, "RCN2208"), (refused.Action, Assert.Single(refused.Codes())));
        Assert.Contains("kind: Chart, metadata: {name: keda}", refused.Problems[0].Fix, StringComparison.Ordinal);
        bench.Write("other.yaml", Chart("somebodys-umbrella"));
        Assert.Equal(ChangeAction.Refuse, (await bench.Plan()).Of("scaled").Action);
        bench.Write("other.yaml", Chart("keda"));
        Assert.Equal(ChangeAction.Deferred, (await bench.Plan()).Of("scaled").Action);
        bench.Write("scaled.yaml", $"apiVersion: example.org/v1\nkind: Widget\nmetadata: {{name: scaled, namespace: {bench.Name}}}\n");
        Assert.Equal(ChangeAction.Refuse, (await bench.Plan()).Of("scaled").Action);
        bench.Write("other.yaml", Chart("somebodys-umbrella"));
        var last = await bench.Plan();
        Assert.Equal(ChangeAction.Deferred, last.Of("scaled").Action);
        // no chart brings the kind that charts are written in
        if (last.Changes.Single(change => change.Key.Kind == "HelmChart") is var chart && target == Target.Sandbox) Assert.Equal(ChangeAction.Refuse, chart.Action);
    }

    private static string Chart(string name) => $"apiVersion: reconciler.dev/v1\nkind: Chart\nmetadata: {{name: {name}}}\nspec: {{repo: 'https://charts.example.org', version: 1.0.0}}\n";

    private static void Storage(Bench bench, string name, string onRemove, string more = "", string size = "1Gi") =>
        bench.Write($"{name}.yaml", $"apiVersion: reconciler.dev/v1\nkind: Storage\nmetadata: {{name: {name}}}\nspec: {{namespace: {bench.Name}, size: {size}, {more}onRemove: {onRemove}}}\n");

    private static string Pod(Bench bench, string name, string claim) =>
        $"apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, namespace: {bench.Name}}}\nspec: {{terminationGracePeriodSeconds: 0, containers: [{{name: c, image: 'registry.example.org/c:v1'}}], volumes: [{{name: v, persistentVolumeClaim: {{claimName: {claim}}}}}]}}";

    private static async Task Pods(Bench bench, int count)
    {
        for (var i = 0; i < 200; i++)
        {
            var answer = await bench.Cluster.ListAsync(new ListRequest(KubeResource.Pods) { Namespace = bench.Name }, default);
            if (answer.TryGet(out var list, out _) && list.Items.Length >= count) return;
            await Task.Delay(50);
        }
        Assert.Fail("no pods came");
    }
}
