using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Reconciler.Engine.Control;
using Reconciler.Server.Api;

namespace Reconciler.Server;

/// <summary>
/// Hands what a standby is asked to the process that leads, as whoever asks a Service can't choose: plans, runs and news are only with the
/// leader. It is asked with the caller's own credentials, and decides what they may do. No address is taken from a request.
/// </summary>
internal sealed class LeaderRelay(Controller controller, ServerSettings settings) : IDisposable
{
    /// <summary>Stands in what was handed on, so that two processes who disagree about who leads don't play with it.</summary>
    private const string Mark = "Reconciler-Relayed";

    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(10);
    private static readonly PathString Api = "/api/v1";

    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(2), ActivityHeadersPropagator = null });
    private readonly ConcurrentDictionary<string, (Uri? Address, long At)> _known = new(StringComparer.Ordinal);

    public async Task InvokeAsync(HttpContext context, Func<Task> next)
    {
        if (settings.Peers is not { } peers || LeaderFor(context.Request) is not { } leader || await AddressAsync(peers, leader, context.RequestAborted) is not { } address)
        {
            await next();
            return;
        }
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, ApiScope.Stopping(context));
        try
        {
            await RelayAsync(context, address, ending.Token);
        }
        catch (Exception problem) when (problem is HttpRequestException or IOException or OperationCanceledException)
        {
            _known.TryRemove(leader, out _);
            if (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested) await ApiJson.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "The leader doesn't answer", $"{leader} leads, and could not be asked; try again");
        }
    }

    public void Dispose() => _client.Dispose();

    /// <summary>Who has to be asked instead of us; null where we know ourselves.</summary>
    private string? LeaderFor(HttpRequest request)
    {
        if (!request.Path.StartsWithSegments(Api, StringComparison.Ordinal, out var rest) || rest == "/openapi.json" || request.Headers.ContainsKey(Mark)) return null;
        if (rest.Value!.Split('/') is ["", "environments", { Length: > 0 } id, ..]) return ApiScope.Find(controller, id) is { State: { IsLeader: false, Leader: var leader } } ? leader : null;
        // of all environments this process tells what it knows, unless it knows of none
        if (controller.Environments.Any(loop => loop.State.IsLeader)) return null;
        return controller.Environments.Select(loop => loop.State.Leader).OfType<string>().Distinct(StringComparer.Ordinal).ToList() is [var only] ? only : null;
    }

    private async Task<Uri?> AddressAsync(Func<string, CancellationToken, Task<Uri?>> peers, string leader, CancellationToken cancellation)
    {
        if (_known.TryGetValue(leader, out var known) && settings.Time.GetElapsedTime(known.At) < Memory) return known.Address;
        var address = await peers(leader, cancellation);
        if (_known.Count > 100) _known.Clear();
        _known[leader] = (address, settings.Time.GetTimestamp());
        return address;
    }

    private async Task RelayAsync(HttpContext context, Uri leader, CancellationToken cancellation)
    {
        var upgrade = context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } feature ? feature : null;
        using var request = RequestTo(leader, context.Request, isUpgrade: upgrade is not null);
        using var answer = await _client.SendAsync(request, cancellation);
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.NonValidated.Concat(answer.Content.Headers.NonValidated))
            if (!IsOfOneHop(name) || (upgrade is not null && answer.StatusCode == System.Net.HttpStatusCode.SwitchingProtocols)) context.Response.Headers[name] = new StringValues([.. values]);
        await using var theirs = await answer.Content.ReadAsStreamAsync(cancellation);
        if (answer.StatusCode != System.Net.HttpStatusCode.SwitchingProtocols)
        {
            await PipeAsync(theirs, context.Response.Body, cancellation);
            return;
        }
        await using var ours = await upgrade!.UpgradeAsync();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var (down, up) = (PipeAsync(theirs, ours, either.Token), PipeAsync(ours, theirs, either.Token));
        await Task.WhenAny(down, up);
        // what the leader still had to say is said; what the reader says then interests nobody
        await Task.WhenAny(down, Task.Delay(TimeSpan.FromSeconds(2), settings.Time, cancellation));
        await either.CancelAsync();
        try
        {
            await Task.WhenAll(down, up);
        }
        catch (Exception problem) when (problem is IOException or OperationCanceledException)
        {
            // one end has gone, so the other is let go of too
        }
    }

    private static HttpRequestMessage RequestTo(Uri leader, HttpRequest from, bool isUpgrade)
    {
        var request = new HttpRequestMessage(new HttpMethod(from.Method), new UriBuilder(leader) { Path = from.PathBase + from.Path, Query = from.QueryString.Value }.Uri) { Version = new Version(1, 1), VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        if (from.ContentLength > 0 || from.Headers.TransferEncoding.Count > 0) request.Content = new StreamContent(from.Body);
        foreach (var (name, values) in from.Headers)
        {
            if (IsOfOneHop(name) && !(isUpgrade && IsOfUpgrade(name))) continue;
            if (!request.Headers.TryAddWithoutValidation(name, values.AsEnumerable())) request.Content?.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
        }
        request.Headers.TryAddWithoutValidation(Mark, "1");
        return request;
    }

    private static async Task PipeAsync(Stream from, Stream to, CancellationToken cancellation)
    {
        var buffer = new byte[16 * 1024];
        while (await from.ReadAsync(buffer, cancellation) is var count and > 0)
        {
            await to.WriteAsync(buffer.AsMemory(0, count), cancellation);
            // logs and news are waited for
            await to.FlushAsync(cancellation);
        }
    }

    private static bool IsOfUpgrade(string header) => header.Equals("Connection", StringComparison.OrdinalIgnoreCase) || header.Equals("Upgrade", StringComparison.OrdinalIgnoreCase);

    private static bool IsOfOneHop(string header) => IsOfUpgrade(header) || header.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase) || header.Equals("Keep-Alive", StringComparison.OrdinalIgnoreCase) || header.Equals("Date", StringComparison.OrdinalIgnoreCase);
}
