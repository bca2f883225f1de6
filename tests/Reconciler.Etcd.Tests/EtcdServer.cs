using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Reconciler.Etcd.Tests;

/// <summary>A real etcd on ports of its own, with what an operator does to it. It is spoken to without our adapter.</summary>
public sealed class EtcdServer : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("etcd-");
    private readonly EtcdCertificates? _certificates;
    private readonly HttpClient _client;
    private readonly int _port = FreePort();
    private Process? _process;
    private string? _token;

    private EtcdServer(bool hasTls)
    {
        if (hasTls) _certificates = EtcdCertificates.In(_folder.FullName);
        _client = new HttpClient(_certificates?.Handler() ?? new HttpClientHandler());
    }

    public string Endpoint => string.Create(CultureInfo.InvariantCulture, $"{(_certificates is null ? "http" : "https")}://127.0.0.1:{_port}");

    /// <summary>The certificates of one with TLS, which lets nobody in without one.</summary>
    public EtcdCertificates Certificates => _certificates!;

    public static async Task<EtcdServer> StartAsync(bool hasTls = false)
    {
        var server = new EtcdServer(hasTls);
        await server.StartAsync();
        return server;
    }

    /// <summary>Starts it again with the data that it had.</summary>
    public async Task StartAsync()
    {
        var peer = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort()}");
        string[] arguments =
        [
            "--name", "test", "--data-dir", Path.Combine(_folder.FullName, "data"), "--logger", "zap", "--log-level", "error",
            "--listen-client-urls", Endpoint, "--advertise-client-urls", Endpoint, "--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer, "--initial-cluster", $"test={peer}",
            .. _certificates?.Arguments ?? [],
        ];
        _process = Process.Start(new ProcessStartInfo(Program(), arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        _ = _process.StandardError.ReadToEndAsync();
        _ = _process.StandardOutput.ReadToEndAsync();
        for (var tries = 0; ; tries++)
        {
            try
            {
                if ((await _client.GetAsync($"{Endpoint}/health")).IsSuccessStatusCode) return;
            }
            catch (HttpRequestException) when (tries < 300 && !_process.HasExited)
            {
                // it is on its way
            }
            await Task.Delay(50);
        }
    }

    public void Stop()
    {
        if (_process is null) return;
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        _process = null;
    }

    /// <summary>Lets in only root, and a user who may do everything below one prefix and nothing else.</summary>
    public async Task RequireUserAsync(string user, string password, string prefix)
    {
        await AskAsync("/v3/auth/user/add", new JsonObject { ["name"] = "root", ["password"] = "root" });
        await AskAsync("/v3/auth/role/add", new JsonObject { ["name"] = "root" });
        await AskAsync("/v3/auth/user/grant", new JsonObject { ["user"] = "root", ["role"] = "root" });
        await AskAsync("/v3/auth/user/add", new JsonObject { ["name"] = user, ["password"] = password });
        await AskAsync("/v3/auth/role/add", new JsonObject { ["name"] = user });
        await AskAsync("/v3/auth/role/grant", new JsonObject { ["name"] = user, ["perm"] = new JsonObject { ["permType"] = "READWRITE", ["key"] = Base64(prefix), ["range_end"] = Base64($"{prefix[..^1]}{(char)(prefix[^1] + 1)}") } });
        await AskAsync("/v3/auth/user/grant", new JsonObject { ["user"] = user, ["role"] = user });
        await AskAsync("/v3/auth/enable", []);
        _token = (string?)(await AskAsync("/v3/auth/authenticate", new JsonObject { ["name"] = "root", ["password"] = "root" }))["token"];
    }

    public Task PutAsync(string key, string value) => AskAsync("/v3/kv/put", new JsonObject { ["key"] = Base64(key), ["value"] = Base64(value) });

    public Task PutAsync(string key, byte[] value) => AskAsync("/v3/kv/put", new JsonObject { ["key"] = Base64(key), ["value"] = Convert.ToBase64String(value) });

    public Task DeleteAsync(string key) => AskAsync("/v3/kv/deleterange", new JsonObject { ["key"] = Base64(key) });

    /// <summary>Everything that is in it, by key.</summary>
    public async Task<SortedDictionary<string, string>> AllAsync()
    {
        var answer = await AskAsync("/v3/kv/range", new JsonObject { ["key"] = Base64("\0"), ["range_end"] = Base64("\0") });
        var pairs = answer["kvs"]?.AsArray() ?? [];
        return new SortedDictionary<string, string>(pairs.ToDictionary(pair => Text(pair!["key"]), pair => Text(pair!["value"])), StringComparer.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        Stop();
        _client.Dispose();
        await Task.Yield();
        _folder.Delete(recursive: true);
    }

    private async Task<JsonNode> AskAsync(string path, JsonObject body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Endpoint}{path}") { Content = JsonContent.Create(body) };
        if (_token is not null) request.Headers.TryAddWithoutValidation("Authorization", _token);
        using var response = await _client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode ? JsonNode.Parse(text)! : throw new InvalidOperationException($"{path}: {text}");
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string Text(JsonNode? node) => Encoding.UTF8.GetString(Convert.FromBase64String((string?)node ?? ""));

    /// <summary>From PATH, or from where tests/run puts it.</summary>
    private static string Program()
    {
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") ?? Path.Combine(Environment.GetEnvironmentVariable("HOME") ?? "/", ".cache");
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append(Path.Combine(cache, "reconciler", "bin")).Select(folder => Path.Combine(folder, "etcd")).First(File.Exists);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
