using System.Globalization;
using Reconciler.Cli.Tests.Clusters;
using Reconciler.Git;
using Xunit.Abstractions;

namespace Reconciler.Apply.Tests.Crashes;

/// <summary>
/// A real process of the command line is killed at each request that it makes, by count: before the server sees it, and when it has been
/// answered and the answer is not passed on. The next run makes good, as after a process that was not killed.
/// </summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const int MostRequests = 400;
    private const int Killed = 128 + 9;

    /// <summary>Points of the usual tests: while it reads, takes the lease, writes, and writes down what it did.</summary>
    private static readonly int[] Fixed = [4, 12, 17, 21];

    public static TheoryData<string> Names => [.. CrashScenario.All.Where(scenario => scenario.IsShort || CrashScenario.IsLong).Select(scenario => scenario.Name)];

    [Theory, MemberData(nameof(Names))]
    public async Task A_process_that_is_killed_at_any_request_is_made_good_by_the_next(string name)
    {
        var scenario = CrashScenario.Named(name);
        await using var sandbox = Targets.RealConfig is null ? await OwnSandbox.StartAsync() : null;
        var client = sandbox?.Client ?? await Targets.Client(Target.Cluster);
        await using var proxy = await KillingProxy.StartAsync(client.Access);
        var (wanted, _) = await EndAsync(client, proxy, scenario, new KillPoint(int.MaxValue, false));
        var requests = proxy.Requests;
        var kills = 0;
        foreach (var point in Points())
        {
            var (end, isKilled) = await EndAsync(client, proxy, scenario, point);
            Assert.True(wanted == end, $"{point}: wanted\n{wanted}\nand it is\n{end}");
            if (!isKilled) break;
            kills++;
        }
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"killed {kills} times; {requests} requests without"));
        Assert.InRange(kills, CrashScenario.IsLong ? requests : 2 * Fixed.Length, 2 * MostRequests - 1);
    }

    private static IEnumerable<KillPoint> Points() =>
        from request in CrashScenario.IsLong ? Enumerable.Range(1, MostRequests) : Fixed
        from isAnswered in (bool[])[false, true]
        select new KillPoint(request, isAnswered);

    private static async Task<(string End, bool IsKilled)> EndAsync(Kubernetes.KubeClient client, KillingProxy proxy, CrashScenario scenario, KillPoint point)
    {
        await using var bench = await scenario.BeginAsync(client, IdentityAsync);
        var end = await EndState.WatchOverAsync(bench);
        var isKilled = await RunAsync(bench, proxy, scenario, point);
        await scenario.RunAgainAsync(bench);
        var text = await end.TextAsync();
        await CrashScenario.CleanAsync(bench);
        return (text, isKilled);
    }

    /// <summary>The command in a process, and whether it was killed.</summary>
    private static async Task<bool> RunAsync(Bench bench, KillingProxy proxy, CrashScenario scenario, KillPoint point)
    {
        var config = Path.Combine(bench.Folder, ".kubeconfig");
        await File.WriteAllTextAsync(config, $"{{apiVersion: v1, kind: Config, clusters: [{{name: c, cluster: {{server: '{proxy.Address}'}}}}], users: [{{name: u, user: {{}}}}], contexts: [{{name: killing, context: {{cluster: c, user: u}}}}]}}");
        ReconcileProcess? process = null;
        proxy.Begin(point, () => process!.Kill());
        string[] command = scenario.IsUndo ? ["undo", "--environment", bench.Name] : ["apply", bench.Folder];
        using (process = ReconcileProcess.Start(bench.Folder, new Dictionary<string, string> { ["HOME"] = bench.Folder }, [.. command, "--yes", "--kubeconfig", config, "--cluster", "killing"]))
        {
            var code = await process.EndAsync();
            await proxy.EndAsync();
            Assert.True(code is 0 or 3 or 5 or Killed, $"it ended with {code}: {process.Out}{process.Error}");
            return code == Killed;
        }
    }

    /// <summary>The source is the same to the process and to the next run.</summary>
    private static async Task IdentityAsync(Bench bench)
    {
        var (repository, problem) = await Repositories.OpenAsync(new GitSettings(_ => null), bench.Folder, "", bench.Folder, default);
        Assert.True(repository is not null, problem?.ToString());
        bench.SourceIdentity = (await repository.IdentifyAsync(default)).Value;
    }
}
