using Reconciler.Engine;
using Reconciler.Engine.Inventory;
using Reconciler.Kube;
using Reconciler.Objects;
using Reconciler.Runs;

namespace Reconciler.Apply.Tests;

/// <summary>What is told of a cluster without a source.</summary>
public sealed class LiveTests
{
    [Theory, Everywhere]
    public async Task Drift_is_told_from_what_was_applied(Target target)
    {
        await using var bench = await Bench.On(target);
        bench.Map("kept");
        bench.Map("changed");
        bench.Map("gone");
        await bench.Settle();
        Assert.Equal((0, 3), await Counts(bench));
        bench.Map("changed", "{a: '7'}");
        Assert.Equal((0, 3), await Counts(bench));
        await bench.Edited("changed", body => body.With("data", body.Map("data")!.With("a", "theirs").With("b", "added")));
        await bench.Edited("kept", body => body.With("data", body.Map("data")!.With("b", "added")));
        await bench.Deleted("gone");
        var report = await Report(bench);
        Assert.Equal([("changed", DriftKind.Changed), ("gone", DriftKind.Deleted)], report.Objects.Select(item => (item.Key.Name, item.Kind)));
        Assert.Equal(("kubectl-edit", 1), (report.Objects[0].Manager, report.Unchanged));
        Assert.Equal(["data.a"], report.Objects[0].Fields.Select(field => field.Path));
    }

    [Theory, Everywhere]
    public async Task A_lost_label_is_drift(Target target)
    {
        await using var bench = await Bench.On(target);
        bench.Map("one");
        await bench.Settle();
        await bench.Edited("one", body => body.With("metadata", body.Map("metadata")!.With("labels", body.Map("metadata").Map("labels")!.Without("applyset.kubernetes.io/part-of"))));
        Assert.Equal("one", Assert.Single((await Report(bench)).Objects).Key.Name);
    }

    [Theory, Everywhere]
    public async Task A_kind_that_can_not_be_listed_is_unknown_and_neither_drift_nor_healthy(Target target)
    {
        await using var bench = await Bench.On(target);
        bench.Map("one");
        bench.Write("account.yaml", $"apiVersion: v1\nkind: ServiceAccount\nmetadata: {{name: robot, namespace: {bench.Name}}}\n");
        await bench.Settle();
        bench.Cluster = new HookedCluster(bench.Cluster, ClusterHooks.Blind(new KubeResource("", "v1", "ServiceAccount", "serviceaccounts", true)));
        var report = await Report(bench);
        Assert.Equal((0, 1), (report.Objects.Length, report.Unchanged));
        Assert.Equal("ServiceAccount", Assert.Single(report.Unknown).GroupKind);
        var environment = await Status(bench);
        Assert.Equal("ServiceAccount", Assert.Single(environment.Unknown).GroupKind);
        Assert.Equal([PartHealth.Unknown, PartHealth.Healthy], environment.Parts.SelectMany(part => part.Objects).OrderBy(item => item.Health).Select(item => item.Health));
    }

    [Theory, Everywhere]
    public async Task Status_says_what_is_not_well_and_what_nobody_asks_for(Target target)
    {
        await using var bench = await Bench.On(target);
        bench.Map("one");
        bench.Map("gone");
        bench.Map("kept", annotations: "reconciler.dev/prune: never");
        bench.Write("web.yaml", $"apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: web, namespace: {bench.Name}}}\nspec: {{replicas: 2, selector: {{matchLabels: {{app: web}}}}, template: {{metadata: {{labels: {{app: web}}}}, spec: {{nodeSelector: {{not: there}}, containers: [{{name: c, image: 'registry.example.org/c:v1'}}]}}}}}}\n");
        await bench.Apply(waits: false);
        bench.Remove("kept.yaml");
        await bench.Apply(waits: false);
        await bench.Deleted("gone");
        var environment = await Status(bench);
        Assert.Equal(PartHealth.Missing, Part(environment, "gone.yaml").Health);
        Assert.Equal(PartHealth.Progressing, Part(environment, "web.yaml").Health);
        Assert.Equal(("web", 0, 2), Assert.Single(Part(environment, "web.yaml").Processes) is var web ? (web.Name, web.Ready, web.Wanted) : default);
        Assert.Equal("kept", Assert.Single(environment.Orphans).Key.Name);
        Assert.DoesNotContain(environment.Parts, part => part.Lane.Title == "kept.yaml");
        await bench.Deleted("kept");
        await bench.Apply(waits: false);
        Assert.Empty((await Status(bench)).Orphans);
    }

    [Theory, Everywhere]
    public async Task A_namespace_is_remembered_by_the_apply_that_makes_it(Target target)
    {
        await using var bench = await Bench.On(target);
        bench.Write("namespace.yaml", $"apiVersion: v1\nkind: Namespace\nmetadata: {{name: {bench.Name}-made}}\n");
        await bench.Apply();
        var environment = await Status(bench);
        Assert.Empty(environment.Orphans);
        Assert.Equal($"{bench.Name}-made", Assert.Single(Part(environment, "namespace.yaml").Objects).Key.Name);
        await bench.Apply();
        Assert.Equal(1, Part(await Status(bench), "namespace.yaml").Revision.Number);
        await bench.Deleted($"{bench.Name}-made", kind: "Namespace");
    }

    private static PartStatus Part(EnvironmentStatus environment, string title) => Assert.Single(environment.Parts, part => part.Lane.Title == title);

    private static async Task<(int Drifted, int Unchanged)> Counts(Bench bench) => await Report(bench) is var report ? (report.Objects.Length, report.Unchanged) : default;

    private static async Task<DriftReport> Report(Bench bench) =>
        (await new DriftCycle(bench.Cluster, TimeProvider.System).RunAsync(await Known(bench), default)).TryGet(out var report, out var why) ? report : throw new InvalidOperationException(why.ToString());

    private static async Task<EnvironmentStatus> Status(Bench bench) =>
        (await new StatusCycle(bench.Cluster, TimeProvider.System).RunAsync([await Known(bench)], default)).TryGet(out var status, out var why) ? Assert.Single(status.Environments) : throw new InvalidOperationException(why.ToString());

    private static async Task<KnownEnvironment> Known(Bench bench) =>
        (await KnownEnvironments.FindAsync(bench.Cluster, default)).TryGet(out var all, out var why) ? Assert.Single(all, known => known.Identity.Environment == bench.Name) : throw new InvalidOperationException(why.ToString());
}
