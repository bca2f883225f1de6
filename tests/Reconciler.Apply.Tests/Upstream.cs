using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Reconciler.Kubernetes.Config;

namespace Reconciler.Apply.Tests;

/// <summary>The cluster behind a server that stands before it: requests go on with the cluster's credentials, answers come back as they are.</summary>
internal sealed class Upstream : IDisposable
{
    private static readonly HashSet<string> OfConnection = new(StringComparer.OrdinalIgnoreCase) { "Host", "Connection", "Keep-Alive", "Transfer-Encoding", "Content-Length", "TE", "Upgrade" };

    private readonly HttpClient _client;

    public Upstream(ClusterAccess access)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false };
        if (!access.Authorities.IsEmpty)
        {
            handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            handler.SslOptions.CertificateChainPolicy.CustomTrustStore.AddRange(access.Authorities.ToArray());
        }
        if (access.Certificate is { } certificate) handler.SslOptions.ClientCertificates = [certificate.Leaf];
        _client = new HttpClient(handler) { BaseAddress = new Uri($"{access.Server.AbsoluteUri.TrimEnd('/')}/"), Timeout = Timeout.InfiniteTimeSpan };
        if (access.Credentials is Credentials.Token token) _client.DefaultRequestHeaders.Add("Authorization", $"Bearer {token.Value}");
    }

    /// <summary>Passes a request on. All but a watch, which has no end of its own, comes to its end at the cluster whoever gives up.</summary>
    public async Task<HttpResponseMessage> AskAsync(HttpContext context)
    {
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.TrimStart('/'));
        var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        if (body.Length > 0) request.Content = new ByteArrayContent(body.ToArray());
        foreach (var (name, value) in context.Request.Headers.Where(header => !OfConnection.Contains(header.Key) && header.Key != "Authorization"))
            if (!request.Headers.TryAddWithoutValidation(name, value.AsEnumerable())) request.Content?.Headers.TryAddWithoutValidation(name, value.AsEnumerable());
        var isWatch = context.Request.Query.ContainsKey("watch");
        return await _client.SendAsync(request, isWatch ? HttpCompletionOption.ResponseHeadersRead : HttpCompletionOption.ResponseContentRead, isWatch ? context.RequestAborted : default);
    }

    /// <summary>Gives an answer back, piece by piece as it comes.</summary>
    public static async Task AnswerAsync(HttpContext context, HttpResponseMessage answer)
    {
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers).Where(header => !OfConnection.Contains(header.Key))) context.Response.Headers[name] = values.ToArray();
        await context.Response.StartAsync(context.RequestAborted);
        await using var events = await answer.Content.ReadAsStreamAsync(context.RequestAborted);
        var bytes = new byte[16 * 1024];
        for (int count; (count = await events.ReadAsync(bytes, context.RequestAborted)) > 0;)
        {
            await context.Response.Body.WriteAsync(bytes.AsMemory(0, count), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }

    public void Dispose() => _client.Dispose();
}
