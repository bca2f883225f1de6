using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text;
using Reconciler.Objects;
using Reconciler.Sandbox.Faults;
using Reconciler.Sandbox.Life;
using Reconciler.Sandbox.Server;
using Reconciler.Sandbox.Tests.Server;

namespace Reconciler.Sandbox.Tests.Life;

/// <summary>A whole sandbox with all its parts, spoken to over https.</summary>
public sealed class FullSandbox : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SandboxParts Parts { get; } = new() { Pace = LifePace.Instant with { Run = TimeSpan.FromSeconds(1) } };

    public SandboxServer Server { get; private set; } = null!;

    public HttpClient Client { get; private set; } = null!;

    public FaultInjector Faults => Parts.Faults;

    public async Task InitializeAsync()
    {
        Server = await SandboxServer.StartAsync(Parts.AddTo(new SandboxOptions(_folder.File("sandbox.db")) { Seed = 1 }));
        Client = TestServer.ClientOf(new SandboxAddress(Server.Address, Server.Token, Server.AuthorityPem));
    }

    public async Task DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
    }

    public void Dispose() => _folder.Dispose();

    public Task<(int Code, MapNode Body)> GetAsync(string path, string? token = null, params string[] headers) => SendAsync(HttpMethod.Get, path, null, token, headers);

    public Task<(int Code, MapNode Body)> PostAsync(string path, string body, string? token = null, params string[] headers) => SendAsync(HttpMethod.Post, path, body, token, headers);

    public async Task<(int Code, MapNode Body)> SendAsync(HttpMethod method, string path, string? body, string? token = null, params string[] headers)
    {
        using var request = Request(method, path, body, token, headers);
        using var response = await Client.SendAsync(request);
        var bytes = await response.Content.ReadAsByteArrayAsync();
        return ((int)response.StatusCode, bytes is [(byte)'{', ..] ? (MapNode)NodeJson.Read(bytes) : new MapBuilder { ["text"] = Encoding.UTF8.GetString(bytes) }.ToMap());
    }

    public static HttpRequestMessage Request(HttpMethod method, string path, string? body, string? token = null, params string[] headers)
    {
        var request = new HttpRequestMessage(method, path) { Version = new Version(2, 0) };
        if (body is not null) request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes("---\n" + body)) { Headers = { ContentType = new MediaTypeHeaderValue("application/yaml") } };
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        for (var i = 0; i < headers.Length; i += 2) request.Headers.Add(headers[i], headers[i + 1]);
        return request;
    }

    /// <summary>Makes a pod and waits until it runs.</summary>
    public async Task PodAsync(string name, string image = "nginx:1", string more = "", string container = "")
    {
        Assert.Equal(201, (await PostAsync("/api/v1/namespaces/default/pods", Samples.Pod(name, image, more, container))).Code);
        await TestServer.Eventually(async () => (await GetAsync($"/api/v1/namespaces/default/pods/{name}")).Body.Map("status").Text("phase")?.Value != "Pending");
    }

    /// <summary>Runs a command in a pod and gives what came on each channel.</summary>
    public async Task<Dictionary<int, string>> ExecAsync(string pod, string query, string protocol, params byte[][] input)
    {
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol(protocol);
        socket.Options.SetRequestHeader("Authorization", $"Bearer {Server.Token}");
        await socket.ConnectAsync(new Uri($"wss://{Server.Address.Authority}/api/v1/namespaces/default/pods/{pod}/exec?{query}"), new HttpMessageInvoker(TestServer.HandlerOf(Server.AuthorityPem)), CancellationToken.None);
        foreach (var message in input) await socket.SendAsync(message, WebSocketMessageType.Binary, true, CancellationToken.None);
        var output = new Dictionary<int, string>();
        var buffer = new byte[8192];
        while (true)
        {
            var read = await socket.ReceiveAsync(buffer, CancellationToken.None);
            if (read.MessageType == WebSocketMessageType.Close) break;
            output[buffer[0]] = output.GetValueOrDefault(buffer[0], "") + Encoding.UTF8.GetString(buffer, 1, read.Count - 1);
        }
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", CancellationToken.None);
        return output;
    }

    /// <summary>A token of a new account.</summary>
    public async Task<string> AccountAsync(string name)
    {
        await PostAsync("/api/v1/namespaces/default/serviceaccounts", $"{{apiVersion: v1, kind: ServiceAccount, metadata: {{name: {name}}}}}");
        var (code, body) = await PostAsync($"/api/v1/namespaces/default/serviceaccounts/{name}/token", "{apiVersion: authentication.k8s.io/v1, kind: TokenRequest, spec: {expirationSeconds: 600}}");
        Assert.Equal(201, code);
        return body.Map("status").Text("token")!.Value;
    }
}
