using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;
using System.Text.Json;
using Reconciler.Engine.Routers;
using Reconciler.Kube;
using Reconciler.Objects;

namespace Reconciler.Etcd;

/// <summary>
/// Sends requests to the first endpoint that answers, and logs in where a user is named. A request whose fate is unknown may be sent
/// again to another endpoint: every write has conditions that its own doing breaks.
/// </summary>
internal sealed class EtcdHttp(StoreAccess access, SocketsHttpHandler handler, TimeProvider time) : IDisposable
{
    private const int Ok = 200;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly HttpMessageInvoker _pool = new(handler);
    private string? _token;

    public void Dispose() => _pool.Dispose();

    /// <summary>The answer to a request about something; a token that has expired is renewed once.</summary>
    public async Task<Answer<MapNode>> SendAsync(string path, MapNode body, string subject, CancellationToken cancellation)
    {
        if (access.Username is { } user && _token is null && await LogInAsync(user, cancellation) is { } refused) return new Answer<MapNode>.Failed(refused);
        var answer = await TryAllAsync(path, body, subject, cancellation);
        if (answer.Error is not KubeError.Unauthorized || access.Username is not { } again) return answer;
        if (await LogInAsync(again, cancellation) is { } stillRefused) return new Answer<MapNode>.Failed(stillRefused);
        return await TryAllAsync(path, body, subject, cancellation);
    }

    private async Task<KubeError?> LogInAsync(string user, CancellationToken cancellation)
    {
        _token = null;
        var answer = await TryAllAsync("/v3/auth/authenticate", EtcdMessages.Login(user, access.Password ?? ""), $"the user {user}", cancellation);
        if (!answer.TryGet(out var body, out var why)) return why;
        _token = body.Text("token")?.Value;
        return _token is null ? new KubeError.Unauthorized { Subject = $"the user {user}", Message = "etcd gave no token" } : null;
    }

    private async Task<Answer<MapNode>> TryAllAsync(string path, MapNode body, string subject, CancellationToken cancellation)
    {
        KubeError? last = null;
        foreach (var endpoint in access.Endpoints)
        {
            var answer = await TryAsync(endpoint, path, body, subject, cancellation);
            if (answer.Error is not (KubeError.ConnectionFailed or KubeError.Unavailable or KubeError.TimedOut or KubeError.Untrusted)) return answer;
            last = answer.Error;
        }
        return new Answer<MapNode>.Failed(last ?? new KubeError.Unavailable { Subject = subject, Message = "no endpoint is named" });
    }

    private async Task<Answer<MapNode>> TryAsync(string endpoint, string path, MapNode body, string subject, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        Answer<MapNode> Failed(KubeError why, string message) => new Answer<MapNode>.Failed(why with { Subject = subject, Message = $"etcd at {endpoint}: {message}" });
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, endpoint.TrimEnd('/') + path) { Content = new ByteArrayContent(NodeJson.ToUtf8(body)) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            if (_token is not null) request.Headers.TryAddWithoutValidation("Authorization", _token);
            using var response = await _pool.SendAsync(request, limit.Token);
            var text = await response.Content.ReadAsByteArrayAsync(limit.Token);
            if (response.StatusCode == HttpStatusCode.OK) return new Answer<MapNode>.Ok(NodeJson.Read(text) as MapNode ?? MapNode.Empty, Ok);
            var (error, message) = Refusal(response.StatusCode, text);
            return Failed(error, message);
        }
        catch (Exception problem) when (problem is JsonException or FormatException or OverflowException)
        {
            return Failed(new KubeError.Unexpected(), "the answer is not etcd's");
        }
        catch (Exception problem) when (problem is HttpRequestException or IOException)
        {
            cancellation.ThrowIfCancellationRequested();
            return Failed(Innermost(problem) is AuthenticationException ? new KubeError.Untrusted() : new KubeError.ConnectionFailed(IsSent: true), Innermost(problem).Message);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Failed(new KubeError.TimedOut(), "no answer within 5 s");
        }
    }

    /// <summary>What a refusal means, by the number that gRPC gives it, with etcd's own words.</summary>
    private static (KubeError Error, string Message) Refusal(HttpStatusCode status, byte[] text)
    {
        var body = Read(text);
        var message = (body.Text("message") ?? body.Text("error"))?.Value.Replace("etcdserver: ", "", StringComparison.Ordinal) ?? $"it answers {(int)status}";
        return (body.Int("code")?.Value switch
        {
            16 => new KubeError.Unauthorized(),
            3 when message.StartsWith("user name is empty", StringComparison.Ordinal) || message.StartsWith("authentication failed", StringComparison.Ordinal) => new KubeError.Forbidden(),
            7 => new KubeError.Forbidden(),
            4 => new KubeError.TimedOut(),
            14 => new KubeError.Unavailable(),
            _ => new KubeError.Unexpected { Code = (int)status },
        }, message);
    }

    private static MapNode? Read(byte[] text)
    {
        try
        {
            return NodeJson.Read(text) as MapNode;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Exception Innermost(Exception problem)
    {
        while (problem.InnerException is { } inner) problem = inner;
        return problem;
    }
}
