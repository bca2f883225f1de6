using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Reconciler.Benchmarks.Live;

/// <summary>New objects by each client that there is, in turns: objects per second of the whole process, as whoever types the command sees it.</summary>
internal static class Comparison
{
    private const int Apps = 200;
    private const int Rounds = 3;

    public static async Task<int> RunAsync()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await ApplyRows.WarmUpAsync(cluster);
        (string Name, Func<Task<double>> Run)[] clients =
        [
            ("a bare client, 32 at a time", async () => (await ApplyRows.BareOnceAsync(cluster, Apps)).Milliseconds),
            ("reconcile apply", async () => (await ApplyRows.CommandOnceAsync(cluster, Apps)).Milliseconds),
            .. Kubectl() is { } kubectl ? [("kubectl apply --server-side", () => KubectlAsync(cluster, kubectl))] : Array.Empty<(string, Func<Task<double>>)>(),
        ];
        var best = clients.ToDictionary(client => client.Name, _ => double.MaxValue);
        for (var i = 0; i < Rounds; i++)
            foreach (var (name, run) in i % 2 == 0 ? clients : clients.Reverse()) best[name] = Math.Min(best[name], await run());
        var objects = Apps * LiveSource.ObjectsOfApp;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{objects} new objects on {cluster.Name}"));
        foreach (var (name, _) in clients) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-30}{best[name] / 1000,8:0.0} s{objects / best[name] * 1000,8:0} objects a second"));
        return 0;
    }

    private static string? Kubectl() => Environment.GetEnvironmentVariable("RECONCILE_TEST_KUBECTL") is { Length: > 0 } named
        ? named
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, "kubectl")).FirstOrDefault(File.Exists);

    private static async Task<double> KubectlAsync(LiveCluster cluster, string kubectl)
    {
        using var source = await cluster.PlacedSourceAsync(Apps);
        var file = Path.Combine(source.Folder, "applies.json");
        var applies = await source.AppliesAsync(await cluster.Client.Kinds.Snapshot(default));
        await File.WriteAllTextAsync(file, $$"""{"apiVersion":"v1","kind":"List","items":[{{string.Join(',', applies.Select(apply => Encoding.UTF8.GetString(apply.Body)))}}]}""");
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(new ProcessStartInfo(kubectl, ["apply", "--server-side", "--kubeconfig", cluster.Kubeconfig, "-f", file]) { RedirectStandardOutput = true })!;
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? clock.Elapsed.TotalMilliseconds : throw new InvalidOperationException("kubectl failed");
    }
}
