using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Reconciler.Engine.Control;
using Reconciler.Objects;
using Reconciler.Server.Access;

namespace Reconciler.Server.Api;

/// <summary>
/// The controller's news over WebSockets: those after a number, then those that come. A reader who is too slow or was away for too long
/// is told to ask for everything anew.
/// </summary>
internal static class EventRoutes
{
    private static readonly TimeSpan SendLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(2);

    public static void Map(IEndpointRouteBuilder api, ApiScope scope)
    {
        api.MapGet("/events", Task<IResult> (HttpContext context) => ServeAsync(scope, context, _ => true, endsWith: null));
        api.MapGet("/runs/{run}/events", (HttpContext context, string run) => ServeAsync(scope, context, happened => happened.News is ControlNews.RunHappened of && of.RunId == run, run));
    }

    private static async Task<IResult> ServeAsync(ApiScope scope, HttpContext context, Func<ControlEvent, bool> isWanted, string? endsWith) =>
        await scope.AllowedOfAsync(context, async loops =>
        {
            if (!context.WebSockets.IsWebSocketRequest) return ApiJson.Problem(StatusCodes.Status426UpgradeRequired, "A WebSocket is needed", "connect with a WebSocket client");
            if (!long.TryParse(context.Request.Query["after"].FirstOrDefault() ?? (endsWith is null ? scope.Controller.Log.Last.ToString(CultureInfo.InvariantCulture) : "0"), NumberStyles.None, CultureInfo.InvariantCulture, out var after))
                return ApiJson.Problem(StatusCodes.Status400BadRequest, "Malformed", "after is a number");
            if (endsWith is not null && await RunRoutes.FindAsync(scope, loops, endsWith, context.RequestAborted) is null) return RunRoutes.Missing(loops, endsWith);
            var seen = loops.Select(loop => loop.State.Id).ToHashSet(StringComparer.Ordinal);
            var isNamed = context.WebSockets.WebSocketRequestedProtocols.Contains(SocketProtocol.Name);
            using var socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext { SubProtocol = isNamed ? SocketProtocol.Name : null, KeepAliveInterval = TimeSpan.FromSeconds(15), KeepAliveTimeout = TimeSpan.FromSeconds(30) });
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, ApiScope.Stopping(context));
            var reading = ReadAsync(socket, ending);
            try
            {
                await SendAsync(scope, socket, after, happened => seen.Contains(happened.Environment) && isWanted(happened), endsWith, ending.Token);
                // cutting the connection off now could lose what the reader has not read yet
                await reading.WaitAsync(SendLimit, scope.Settings.Time, ending.Token);
            }
            catch (Exception problem) when (problem is OperationCanceledException or WebSocketException or TimeoutException)
            {
                // the reader has gone
            }
            // who was told of the end answers it, or is left after a moment
            if (socket.State == WebSocketState.CloseSent) await Task.WhenAny(reading, Task.Delay(CloseLimit, scope.Settings.Time, context.RequestAborted));
            await ending.CancelAsync();
            await reading;
            if (socket.State == WebSocketState.CloseReceived) await AnswerCloseAsync(socket);
            return Results.Empty;
        });

    private static async Task SendAsync(ApiScope scope, WebSocket socket, long after, Func<ControlEvent, bool> isWanted, string? endsWith, CancellationToken cancellation)
    {
        await foreach (var entry in scope.Controller.Log.ReadAsync(after, cancellation))
        {
            var text = entry switch
            {
                LogEntry.Resync resync => new MapBuilder { ["type"] = "resync", ["number"] = ScalarNode.Of(resync.Number) }.ToMap(),
                LogEntry.Happened { Event: var happened } when isWanted(happened) => StateJson.Event(happened),
                _ => null,
            };
            if (text is null) continue;
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(SendLimit);
            await socket.SendAsync(Encoding.UTF8.GetBytes(CanonicalJson.WriteOrdered(text, indented: false)), WebSocketMessageType.Text, endOfMessage: true, limit.Token);
            if (endsWith is not null && (entry is LogEntry.Happened { Event.News: ControlNews.RunHappened { Event: Runs.RunEvent.Ended } } || (entry is LogEntry.Resync && HasEnded(scope, endsWith))))
            {
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "the run has ended", limit.Token);
                return;
            }
        }
    }

    /// <summary>Who says goodbye hears one, or takes the end for a broken connection.</summary>
    private static async Task AnswerCloseAsync(WebSocket socket)
    {
        using var limit = new CancellationTokenSource(CloseLimit, TimeProvider.System);
        try
        {
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token);
        }
        catch (Exception problem) when (problem is OperationCanceledException or WebSocketException)
        {
            // it did not wait for it
        }
    }

    /// <summary>Whether a run is over, so that what the log has forgotten of it does not come any more.</summary>
    private static bool HasEnded(ApiScope scope, string run) => RunRoutes.All(scope).Any(known => known.Id == run && known.Ended is not null);

    /// <summary>What a reader says is nothing to us but its end.</summary>
    private static async Task ReadAsync(WebSocket socket, CancellationTokenSource ending)
    {
        var buffer = new byte[1024];
        try
        {
            while (socket.State is WebSocketState.Open or WebSocketState.CloseSent)
                if ((await socket.ReceiveAsync(buffer, ending.Token)).MessageType == WebSocketMessageType.Close) break;
        }
        catch (Exception problem) when (problem is OperationCanceledException or WebSocketException)
        {
            // gone
        }
        await ending.CancelAsync();
    }
}
