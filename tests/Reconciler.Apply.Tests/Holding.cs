using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Diffing;
using Reconciler.Engine;
using Reconciler.Engine.Inventory;
using Reconciler.Holds;
using Reconciler.Kube;
using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Rendering;

namespace Reconciler.Apply.Tests;

/// <summary>What somebody orders of an App of a bench, and what there is of it.</summary>
internal static class Holding
{
    public static void Shop(this Bench bench, string image, string more = "", string name = "shop") =>
        bench.Write($"{name}.yaml", $"apiVersion: reconciler.dev/v1\nkind: App\nmetadata: {{name: {name}}}\nspec:\n  namespace: {bench.Name}\n  image: {image}\n  env: {{A: '{image}'}}\n{more}");

    public static Lane Lane(this Bench bench, string name = "shop") => new($"App/{name}", bench.Name, Origin.None);

    public static async Task<(HoldPlan? Plan, ImmutableArray<Diagnostic> Problems)> Ask(this Bench bench, HoldRequest request, string name = "shop") =>
        await new HoldCycle(bench.Cluster, await bench.Known(), bench.Clock).PlanAsync(bench.Lane(name), request, "ann", default);

    /// <summary>Orders something and expects that it is done, and that the next plan has nothing to add.</summary>
    public static async Task<Plan> Hold(this Bench bench, HoldRequest request, bool waits = false)
    {
        var (plan, problems) = await bench.Ask(request);
        Assert.True(plan is { IsRefused: false }, string.Join('\n', problems.Concat(plan?.Plan.Changes.SelectMany(change => change.Problems) ?? [])));
        Assert.Empty(await new HoldCycle(bench.Cluster, await bench.Known(), bench.Clock).RunAsync(plan!, new Applier("ann", "0.1.0", bench.Clock), waits, _ => { }, default, default));
        await bench.Same();
        return plan!.Plan;
    }

    /// <summary>A reconcile of what is there already: nothing to do, before and after.</summary>
    public static async Task<Plan> Same(this Bench bench)
    {
        var plan = await bench.Plan();
        Assert.True(!plan.HasChanges && !plan.HasRefusals, string.Join('\n', plan.Changes.Where(change => change.Action != ChangeAction.Keep).Select(change => $"{change.Action} {change.Key} {change.Cause} {string.Join(", ", change.Fields.Select(field => field.Path))}")));
        await bench.Apply(waits: false);
        return plan;
    }

    public static async Task Resume(this Bench bench)
    {
        var known = await bench.Known();
        var part = PartId.Of(bench.Lane());
        Assert.Null(await new OrderStore(bench.Cluster, known.Identity, known.SystemNamespace).ChangeAsync(orders => orders.Resuming(part), default));
    }

    /// <summary>The Secrets that history is written in.</summary>
    public static async Task<ImmutableArray<LiveObject>> Records(this Bench bench)
    {
        Assert.True((await bench.Cluster.ListAsync(new ListRequest(KubeResource.Secrets) { Namespace = Bench.SystemNamespace }, default)).TryGet(out var list, out var error), error?.ToString());
        return [.. list.Items.Select(item => new LiveObject(item)).Where(live => live.Key.Name.StartsWith($"reconciler-{bench.Name}-history-", StringComparison.Ordinal))];
    }

    /// <summary>Somebody deletes one of them.</summary>
    public static Task Forget(this Bench bench, LiveObject record) =>
        bench.Cluster.DeleteAsync(new ObjectAddress(KubeResource.Secrets, Bench.SystemNamespace, record.Key.Name), new DeleteOptions(Propagation.Background), default);

    public static async Task<ImmutableArray<DeployedRevision>> Revisions(this Bench bench, string name = "shop")
    {
        var known = await bench.Known();
        Assert.True((await new HistoryStore(bench.Cluster, known.Identity, known.SystemNamespace).OfLaneAsync(bench.Lane(name), default)).TryGet(out var all, out var error), error?.ToString());
        return all;
    }

    public static async Task<string?> Replicas(this Bench bench, string name) => (await bench.Live(name, "apps/v1", "Deployment")).At("spec", "replicas");

    public static async Task<string?> Image(this Bench bench, string name) => (await bench.Live(name, "apps/v1", "Deployment")).Map("spec").Map("template").Map("spec").Maps("containers").Single().At("image");

    public static async Task<string?> Restarted(this Bench bench, string name) => (await bench.Live(name, "apps/v1", "Deployment")).At("spec", "template", "metadata", "annotations", "reconciler.dev/restart");

    public static Change Workload(this Plan plan, string name) => Assert.Single(plan.Changes, change => change.Key.Kind == "Deployment" && change.Key.Name == name);

    public static IEnumerable<string> Notes(this Plan plan, DiagnosticCode code) => plan.Notes.Where(note => note.Code == code).Select(note => note.Message);

}
