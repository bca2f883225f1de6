using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Reconciler.Engine;
using Reconciler.Kubernetes;
using Reconciler.Planning;

namespace Reconciler.Benchmarks.Live;

/// <summary>Plans one after another in one process, as a controller makes them: what an object costs, and whether something stays behind.</summary>
internal static class CycleRows
{
    private const int Early = 20;
    private const int Late = 100;
    private const int Repetitions = 5;
    private const int MostProcesses = 3;
    private const double MostGrowth = 1.05;
    private const double MostRatio = 1.3;

    public static async Task<ImmutableArray<Budget>> MeasureAsync(int fewApps, int manyApps, double slack)
    {
        await using var cluster = await LiveCluster.StartAsync();
        using var few = cluster.Source(fewApps);
        using var many = cluster.Source(manyApps);
        await cluster.ApplyAsync(few);
        await cluster.ApplyAsync(many);
        ImmutableArray<Budget> budgets = [];
        // what stays behind does so in every process; buffers that .NET pools come and go
        for (var i = 0; i < MostProcesses && (i == 0 || !budgets.All(budget => budget.IsKept)); i++)
            budgets = Budgets(few.Objects, many.Objects, await Worker.RunAsync(Worker.Cycle, cluster.Kubeconfig, few.Folder, many.Folder), slack);
        return budgets;
    }

    private static ImmutableArray<Budget> Budgets(int few, int many, double[] numbers, double slack)
    {
        var (early, late, ofFew, ofMany) = (numbers[0], numbers[1], numbers[2] / few, numbers[3] / many);
        return
        [
            new Budget(string.Create(CultureInfo.InvariantCulture, $"no-change plan, an object of {many} ({ofMany:0.000} ms) against one of {few} ({ofFew:0.000} ms)"), ofMany / ofFew, MostRatio * LiveTable.RoomFor(slack), "times"),
            new Budget(string.Create(CultureInfo.InvariantCulture, $"live heap at plan {Late} ({late:0.0} MB) against plan {Early} ({early:0.0} MB)"), late / early, MostGrowth, "times"),
        ];
    }

    /// <summary>The planning process: the live heap at an early and at a late plan, and then, with everything compiled, the fastest plan of few and of many objects.</summary>
    public static async Task<int> WorkAsync(string kubeconfig, string few, string many)
    {
        using var client = LiveCluster.ClientOf(kubeconfig);
        var cluster = new KubeCluster(client, "benchmark");
        var (early, late) = (0d, 0d);
        for (var i = 1; i <= Late; i++)
        {
            await PlanAsync(cluster, few);
            if (i == Early) early = LiveMegabytes();
            if (i == Late) late = LiveMegabytes();
        }
        return Worker.Print(early, late, await FastestAsync(cluster, few), await FastestAsync(cluster, many));
    }

    private static async Task<double> FastestAsync(KubeCluster cluster, string folder)
    {
        var best = double.MaxValue;
        for (var i = 0; i < Repetitions; i++)
        {
            var clock = Stopwatch.StartNew();
            await PlanAsync(cluster, folder);
            best = Math.Min(best, clock.Elapsed.TotalMilliseconds);
        }
        return best;
    }

    private static async Task PlanAsync(KubeCluster cluster, string folder)
    {
        var planned = await PlanCycle.RunAsync(cluster, new PlanRequest(await LiveSource.RenderAsync(folder), new SourceFacts($"folder/{folder}")), default);
        if (planned.Plan is not { HasChanges: false }) throw new InvalidOperationException($"the plan has changes: {string.Join('\n', planned.Problems)}");
    }

    /// <summary>What is left after a full collection.</summary>
    public static double LiveMegabytes()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return GC.GetTotalMemory(forceFullCollection: false) / 1e6;
    }
}
