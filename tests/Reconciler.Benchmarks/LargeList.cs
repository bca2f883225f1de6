using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Reconciler.Kube;
using Reconciler.Kubernetes;
using Reconciler.Kubernetes.Config;
using Reconciler.Kubernetes.Http;
using Reconciler.Kubernetes.Tests.Verbs;

namespace Reconciler.Benchmarks;

/// <summary>
/// The client reads 5,000 Deployments of 10 KB in one list. It does so in a process of its own, whose peak of memory is then the client's; this
/// process only sends the bytes.
/// </summary>
internal static class LargeList
{
    private const int Objects = 5_000;
    private const double MostMilliseconds = 1_500;
    private const double MostMegabytes = 300;

    public static async Task<ImmutableArray<Budget>> MeasureAsync(double slack)
    {
        var body = Encoding.UTF8.GetBytes($$"""{"kind":"DeploymentList","apiVersion":"apps/v1","metadata":{"resourceVersion":"1"},"items":[{{string.Join(',', Enumerable.Range(0, Objects).Select(LargeObjects.Deployment))}}]}""");
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var ending = new CancellationTokenSource();
        var serving = ServeAsync(listener, body, ending.Token);
        var (milliseconds, megabytes) = (double.MaxValue, double.MaxValue);
        for (var i = 0; i < 3; i++)
        {
            var numbers = await Worker.RunAsync(Worker.List, ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture));
            (milliseconds, megabytes) = (Math.Min(milliseconds, numbers[0]), Math.Min(megabytes, numbers[1]));
        }
        await ending.CancelAsync();
        await serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var what = string.Create(CultureInfo.InvariantCulture, $"list of {Objects} large Deployments ({body.Length / 1e6:0} MB)");
        return [new Budget(what, milliseconds, MostMilliseconds * slack, "ms"), new Budget($"{what}, peak of the process", megabytes, MostMegabytes, "MB")];
    }

    /// <summary>The reading process: one cold list, and what the process took at most.</summary>
    public static async Task<int> ReadAsync(string port)
    {
        using var client = new KubeClient(new ClusterAccess { Context = "benchmark", Server = new Uri($"http://127.0.0.1:{port}") }, new HttpSettings(), TimeProvider.System, new Random(1));
        var clock = Stopwatch.StartNew();
        var answer = await client.Objects.List(new ListRequest(new KubeResource("apps", "v1", "Deployment", "deployments", true)), default);
        var elapsed = clock.Elapsed.TotalMilliseconds;
        if (answer is not Answer<ObjectList>.Ok { Value.Items.Length: Objects }) throw new InvalidOperationException($"the list is not whole: {answer.Error}");
        using var self = Process.GetCurrentProcess();
        return Worker.Print(elapsed, self.PeakWorkingSet64 / 1e6);
    }

    private static async Task ServeAsync(TcpListener listener, byte[] body, CancellationToken cancel)
    {
        var request = new byte[16 * 1024];
        while (true)
        {
            using var connection = await listener.AcceptTcpClientAsync(cancel);
            await using var stream = connection.GetStream();
            _ = await stream.ReadAsync(request, cancel);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n")), cancel);
            await stream.WriteAsync(body, cancel);
        }
    }
}
