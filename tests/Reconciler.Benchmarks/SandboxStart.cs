using System.Collections.Immutable;
using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using Reconciler.Kubernetes.Config;

namespace Reconciler.Benchmarks;

/// <summary>From the start of the process to the first answer: the fastest of five starts, with an empty store and with one that is there.</summary>
internal static class SandboxStart
{
    private const int Repetitions = 5;
    private const double MostMilliseconds = 500;

    public static async Task<ImmutableArray<Budget>> MeasureAsync(double slack)
    {
        var folder = Directory.CreateTempSubdirectory("reconciler-benchmark-");
        try
        {
            var (empty, existing) = (double.MaxValue, double.MaxValue);
            for (var i = 0; i < Repetitions; i++)
            {
                var store = Path.Combine(folder.FullName, $"{i}.db");
                empty = Math.Min(empty, await StartAsync(store));
                existing = Math.Min(existing, await StartAsync(store));
            }
            return
            [
                new Budget("start of the sandbox, empty", empty, MostMilliseconds * slack, "ms"),
                new Budget("start of the sandbox, as it was left", existing, MostMilliseconds * slack, "ms"),
            ];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<double> StartAsync(string store)
    {
        var start = Worker.Program(Worker.Command, "-", "sandbox", "start", "--quiet");
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        start.Environment["RECONCILE_SANDBOX"] = store;
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        try
        {
            if (await process.StandardOutput.ReadLineAsync() is null) throw new InvalidOperationException(await process.StandardError.ReadToEndAsync());
            var access = KubeConfig.Load(new ConfigSources { ExplicitFile = $"{store}.kubeconfig" }).Access!;
            using var handler = new SocketsHttpHandler();
            handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            handler.SslOptions.CertificateChainPolicy.CustomTrustStore.Add(access.Authorities[0]);
            using var client = new HttpClient(handler);
            var ready = await client.GetStringAsync(new Uri(access.Server, "/readyz"));
            return ready == "ok" ? clock.Elapsed.TotalMilliseconds : throw new InvalidOperationException(ready);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }
}
