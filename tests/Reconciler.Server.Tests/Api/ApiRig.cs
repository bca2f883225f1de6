using System.Net;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text;
using Reconciler.Objects;
using Reconciler.Server.Access;

namespace Reconciler.Server.Tests.Api;

/// <summary>A controller with an App, asked over HTTP.</summary>
internal sealed class ApiRig : IAsyncDisposable
{
    private readonly ServedRig _served;

    private ApiRig(ServedRig served) => _served = served;

    public ControlRig Rig => _served.Rig;

    public Uri Address => _served.Server.Address;

    public static async Task<ApiRig> StartAsync(string tokens = "", Func<ServerSettings, TestCluster, ServerSettings>? with = null, Action<GitRepo>? write = null)
    {
        var rig = await ControlRig.StartAsync(write ?? Write);
        var served = await ServedRig.StartAsync(rig, settings =>
        {
            settings = settings with { Tokens = tokens.Length == 0 ? [] : StaticToken.Read("tokens", tokens).Tokens };
            return with?.Invoke(settings, rig.Cluster) ?? settings;
        });
        await rig.SyncedAsync();
        return new ApiRig(served);
    }

    public async Task<(HttpStatusCode Code, Node Body, HttpResponseMessage Response)> AskAsync(string path, string? token = null, string? post = null, string type = "application/json", Action<HttpRequestMessage>? with = null)
    {
        using var request = new HttpRequestMessage(post is null ? HttpMethod.Get : HttpMethod.Post, path);
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (post is not null) request.Content = new StringContent(post, Encoding.UTF8, type);
        with?.Invoke(request);
        var response = await _served.Client.SendAsync(request);
        var text = await response.Content.ReadAsByteArrayAsync();
        var isJson = response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true;
        return (response.StatusCode, isJson ? NodeJson.Read(text) : ScalarNode.Of(Encoding.UTF8.GetString(text), Origin.None), response);
    }

    /// <summary>The document of a request that is answered well.</summary>
    public async Task<Node> GetAsync(string path)
    {
        var (code, body, _) = await AskAsync(path);
        Assert.True(code == HttpStatusCode.OK, $"{code} {CanonicalJson.WriteOrdered(body, indented: true)}");
        return body;
    }

    public async Task<ClientWebSocket> FollowAsync(string path)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(Address) { Scheme = "ws", Path = path.Split('?')[0], Query = path.Contains('?', StringComparison.Ordinal) ? path[path.IndexOf('?', StringComparison.Ordinal)..] : "" }.Uri, default);
        return socket;
    }

    /// <summary>The next message of a WebSocket; null at its end.</summary>
    public static async Task<MapNode?> NextAsync(ClientWebSocket socket)
    {
        using var limit = new CancellationTokenSource(ControlRig.Longest);
        using var message = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer, limit.Token);
            if (part.MessageType == WebSocketMessageType.Close) return null;
            message.Write(buffer, 0, part.Count);
            if (part.EndOfMessage) return (MapNode)NodeJson.Read(message.ToArray());
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Rig.StopAsync();
        await _served.DisposeAsync();
        await Rig.DisposeAsync();
    }

    private static void Write(GitRepo repo)
    {
        repo.Write("environment.yaml", ControlRig.Environment());
        repo.Write("space.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n");
        repo.Write("one.yaml", ControlRig.Map("one"));
        repo.Write("web.yaml", ControlRig.App("web", "example.com/web:v1", "  env: {TOKEN: hunter2-hunter2}\n"));
    }
}
