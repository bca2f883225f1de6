using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Reconciler.Objects;
using Reconciler.Sandbox.Api;
using Reconciler.Sandbox.Server;

namespace Reconciler.Sandbox.Tests.Server;

/// <summary>A server of its own for one test class, spoken to over https.</summary>
public sealed class TestServer : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SandboxHooks Hooks { get; } = new();

    public SandboxServer Server { get; private set; } = null!;

    public HttpClient Client { get; private set; } = null!;

    public string StorePath => Path.Combine(_folder.Path, "sandbox.db");

    public async Task InitializeAsync()
    {
        Server = await SandboxServer.StartAsync(new SandboxOptions(StorePath) { Seed = 1, Hooks = Hooks });
        Client = ClientOf(new SandboxAddress(Server.Address, Server.Token, Server.AuthorityPem));
        // controllers give every namespace its account
        await Eventually(async () => (await GetAsync("/api/v1/namespaces/default/configmaps/kube-root-ca.crt")).Code == 200);
    }

    public async Task DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>A client that trusts the sandbox's authority and nothing else.</summary>
    public static HttpClient ClientOf(SandboxAddress address) => new(HandlerOf(address.AuthorityPem))
    {
        BaseAddress = address.Server,
        DefaultRequestVersion = new Version(2, 0),
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", address.Token) },
    };

    public static SocketsHttpHandler HandlerOf(string authorityPem)
    {
        var authority = X509Certificate2.CreateFromPem(authorityPem);
        var handler = new SocketsHttpHandler { EnableMultipleHttp2Connections = true };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, chain, _) =>
        {
            chain!.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            chain.ChainPolicy.CustomTrustStore.Add(authority);
            return chain.Build((X509Certificate2)certificate!);
        };
        return handler;
    }

    public Task<Answer> GetAsync(string path, string? accept = null) => SendAsync(HttpMethod.Get, path, null, accept: accept);

    public Task<Answer> PostAsync(string path, string body) => SendAsync(HttpMethod.Post, path, body);

    public Task<Answer> PutAsync(string path, string body) => SendAsync(HttpMethod.Put, path, body);

    public Task<Answer> DeleteAsync(string path, string? options = null) => SendAsync(HttpMethod.Delete, path, options);

    public Task<Answer> MergeAsync(string path, string body) => SendAsync(HttpMethod.Patch, path, body, "application/merge-patch+json");

    public Task<Answer> ApplyAsync(string path, string body, string manager = "tests") =>
        SendAsync(HttpMethod.Patch, $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}fieldManager={manager}", body, "application/apply-patch+yaml");

    public async Task<Answer> SendAsync(HttpMethod method, string path, string? body, string type = "application/json", string? accept = null)
    {
        using var request = new HttpRequestMessage(method, path) { Version = new Version(2, 0) };
        if (body is not null) request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };
        if (accept is not null) request.Headers.TryAddWithoutValidation("Accept", accept);
        using var response = await Client.SendAsync(request);
        var bytes = await response.Content.ReadAsByteArrayAsync();
        return new Answer((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType ?? "", bytes, response.Headers.TryGetValues("Warning", out var warnings) ? [.. warnings] : []);
    }

    /// <summary>A ConfigMap of a namespace.</summary>
    public async Task<Answer> ConfigMapAsync(string name, string inNamespace = "default", string labels = "{}") =>
        await PostAsync($"/api/v1/namespaces/{inNamespace}/configmaps", $$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{name}}","labels":{{labels}} },"data":{"a":"1"} }""");

    /// <summary>Makes a namespace that no other test uses.</summary>
    public async Task<string> NamespaceAsync(string name)
    {
        var answer = await PostAsync("/api/v1/namespaces", $$"""{"metadata":{"name":"{{name}}"} }""");
        Assert.Equal(201, answer.Code);
        return name;
    }

    public static async Task Eventually(Func<Task<bool>> condition)
    {
        for (var i = 0; i < 400; i++)
        {
            if (await condition()) return;
            await Task.Delay(25);
        }
        Assert.Fail("it did not become so within ten seconds");
    }
}

/// <summary>What the server answered.</summary>
public sealed record Answer(int Code, string Type, byte[] Bytes, string[] Warnings)
{
    public string Text => Encoding.UTF8.GetString(Bytes);

    public MapNode Body => (MapNode)NodeJson.Read(Bytes);

    public MapNode Meta => Body.Map("metadata")!;

    public string Version => Meta.Text("resourceVersion")!.Value;

    public string Uid => Meta.Text("uid")!.Value;

    public string? Reason => Body.Text("reason")?.Value;

    public string Message => Body.Text("message")!.Value;

    public string[] Names => [.. Body.Maps("items").Select(item => item.Map("metadata").Text("name")!.Value)];
}
