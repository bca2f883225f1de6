using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Reconciler.Kubernetes.Config;
using Reconciler.Kubernetes.Http;

namespace Reconciler.Benchmarks.Live;

/// <summary>
/// A client that only sends: no trees, no retries, no ownership, answers read and thrown away. It has the product's pool of connections, so that it
/// differs from the product only by what the product does more.
/// </summary>
internal sealed class BareClient : IDisposable
{
    private const int Parallel = 32;

    private readonly ClusterAccess _access;
    private readonly AuthenticationHeaderValue? _authorization;
    private readonly HttpMessageInvoker _pool;

    private BareClient(ClusterAccess access, CredentialState credentials)
    {
        (_access, _authorization) = (access, credentials.Header);
        _pool = new HttpMessageInvoker(HandlerFactory.Make(access, credentials.Certificate, new HttpSettings()));
    }

    public static async Task<BareClient> OpenAsync(string kubeconfig)
    {
        var access = LiveCluster.AccessOf(kubeconfig);
        using var source = new CredentialSource(access, TimeProvider.System);
        return new BareClient(access, await source.Current(default));
    }

    public void Dispose() => _pool.Dispose();

    /// <summary>Applies in a process of its own: what the whole process took, and what the requests did.</summary>
    public static async Task<(double Milliseconds, double WritingMilliseconds)> ApplyAsync(string kubeconfig, IReadOnlyList<(string Path, byte[] Body)> applies)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllLinesAsync(file, applies.Select(apply => $"{apply.Path} {Encoding.UTF8.GetString(apply.Body)}"));
            var clock = Stopwatch.StartNew();
            var numbers = await Worker.RunAsync(Worker.Bare, kubeconfig, file);
            return (clock.Elapsed.TotalMilliseconds, numbers[0]);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>The applying process.</summary>
    public static async Task<int> WorkAsync(string kubeconfig, string file)
    {
        var applies = (await File.ReadAllLinesAsync(file)).Select(line => line.Split(' ', 2)).Select(line => (Path: line[0], Body: Encoding.UTF8.GetBytes(line[1]))).ToList();
        using var client = await OpenAsync(kubeconfig);
        var clock = Stopwatch.StartNew();
        await System.Threading.Tasks.Parallel.ForEachAsync(applies, new ParallelOptions { MaxDegreeOfParallelism = Parallel }, async (apply, cancel) =>
        {
            var content = new ByteArrayContent(apply.Body);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/apply-patch+yaml");
            await client.SendAsync(HttpMethod.Patch, apply.Path, content, cancel);
        });
        return Worker.Print(clock.Elapsed.TotalMilliseconds);
    }

    /// <summary>Lists all at a time, and reads the answers without looking at them.</summary>
    public async Task<double> ListAsync(IEnumerable<string> paths)
    {
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(paths.Select(path => SendAsync(HttpMethod.Get, path, null, default)));
        return clock.Elapsed.TotalMilliseconds;
    }

    private async Task SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(method, new Uri(_access.Server.AbsoluteUri.TrimEnd('/') + path)) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionOrLower, Content = content };
        request.Headers.Authorization = _authorization;
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        using var response = await _pool.SendAsync(request, cancel);
        if (!response.IsSuccessStatusCode) throw new InvalidOperationException($"{path}: {await response.Content.ReadAsStringAsync(cancel)}");
        await response.Content.CopyToAsync(Stream.Null, cancel);
    }
}
