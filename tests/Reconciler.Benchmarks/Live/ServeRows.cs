using System.Collections.Immutable;
using System.Globalization;
using Reconciler.Engine;
using Reconciler.Engine.Control;
using Reconciler.Git;
using Reconciler.Kube;
using Reconciler.Kubernetes;

namespace Reconciler.Benchmarks.Live;

/// <summary>A controller over many cycles, with repairs among them: whether something stays behind.</summary>
internal static class ServeRows
{
    private const int Early = 200;
    private const int Late = 1_000;
    private const int CyclesOfRepair = 10;
    // none is broken twice, which would be a fight
    private const int Apps = Late / CyclesOfRepair;
    private const int MostProcesses = 3;
    private const double MostGrowth = 1.05;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task<ImmutableArray<Budget>> MeasureAsync()
    {
        await using var cluster = await LiveCluster.StartAsync();
        using var source = cluster.Source(Apps);
        await cluster.ApplyAsync(source);
        Budget? budget = null;
        // what stays behind does so in every process; buffers that .NET pools come and go
        for (var i = 0; i < MostProcesses && budget is not { IsKept: true }; i++)
        {
            var numbers = await Worker.RunAsync(Worker.Serve, cluster.Kubeconfig, source.Folder, source.Name);
            budget = new Budget(string.Create(CultureInfo.InvariantCulture, $"live heap of a controller at cycle {Late} ({numbers[1]:0.0} MB) against cycle {Early} ({numbers[0]:0.0} MB)"), numbers[1] / numbers[0], MostGrowth, "times");
        }
        return [budget!];
    }

    /// <summary>The controller's process.</summary>
    public static async Task<int> WorkAsync(string kubeconfig, string folder, string space)
    {
        using var client = LiveCluster.ClientOf(kubeconfig);
        var setup = new EnvironmentSetup(
            folder,
            cancellation => Repositories.OpenAsync(new GitSettings(Environment.GetEnvironmentVariable), folder, null, folder, cancellation),
            _ => Task.FromResult<(ICluster?, ImmutableArray<Diagnostics.Diagnostic>)>((new KubeCluster(client, "benchmark"), [])),
            new KustomizeCommand("", TimeSpan.FromSeconds(10)))
        { Interval = TimeSpan.FromHours(1) };
        await using var controller = new Controller([setup], new Applier("benchmark", "0.1.0", TimeProvider.System), new Random(1), (_, problem) => Console.Error.WriteLine(problem));
        using var stop = new CancellationTokenSource();
        var running = controller.RunAsync(stop.Token, stop.Token);
        var loop = controller.Environments[0];
        await UntilAsync(() => loop.State.Phase == ControlPhase.Synced);
        var early = 0d;
        for (var i = 1; i <= Late; i++)
        {
            if (i % CyclesOfRepair == 0) await BreakAsync(client, space, i / CyclesOfRepair % Apps);
            var planned = loop.State.PlannedAt;
            loop.Tell(new Trigger.Due("a measurement"));
            await UntilAsync(() => loop.State.PlannedAt > planned && loop.State.Phase == ControlPhase.Synced);
            if (i == Early) early = CycleRows.LiveMegabytes();
        }
        var late = CycleRows.LiveMegabytes();
        await stop.CancelAsync();
        await running;
        return Worker.Print(early, late);
    }

    /// <summary>Somebody deletes an object, which the controller makes anew.</summary>
    private static async Task BreakAsync(KubeClient client, string space, int app) =>
        await client.Objects.Delete(new ObjectAddress(new KubeResource("", "v1", "Service", "services", true), space, string.Create(CultureInfo.InvariantCulture, $"app-{app:d5}-web")), new DeleteOptions(Propagation.Background), default);

    private static async Task UntilAsync(Func<bool> isReached)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!isReached())
        {
            if (TimeProvider.System.GetElapsedTime(began) > Patience) throw new TimeoutException("the controller did not come to rest");
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }
    }
}
