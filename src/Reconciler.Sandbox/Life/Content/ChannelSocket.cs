using System.Collections.Immutable;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Reconciler.Objects;

namespace Reconciler.Sandbox.Life.Content;

/// <summary>
/// A WebSocket with numbered channels, as kubectl speaks it for exec: each message begins with its channel. Version 5 can also close a channel.
/// </summary>
internal sealed class ChannelSocket : IDisposable
{
    public const byte Input = 0;
    public const byte Output = 1;
    public const byte Error = 2;
    public const byte Status = 3;
    public const byte Resize = 4;
    private const byte Close = 255;
    private const string Accepts = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static readonly ImmutableArray<string> Protocols = ["v5.channel.k8s.io", "v4.channel.k8s.io"];

    private readonly WebSocket _socket;
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly Channel<byte[]> _input = Channel.CreateUnbounded<byte[]>();

    private ChannelSocket(WebSocket socket) => _socket = socket;

    /// <summary>Rows and columns of the caller's terminal, as it told them last.</summary>
    public (int Rows, int Columns) Size { get; private set; } = (24, 80);

    /// <summary>Whether a request wants a WebSocket at all.</summary>
    public static bool IsWanted(HttpContext context) => context.Request.Headers.Upgrade.ToString().Equals("websocket", StringComparison.OrdinalIgnoreCase);

    /// <summary>Takes the connection over; null where no protocol is known to both sides.</summary>
    public static async Task<ChannelSocket?> AcceptAsync(HttpContext context)
    {
        var offered = context.Request.Headers.SecWebSocketProtocol.SelectMany(value => (value ?? "").Split(',')).Select(each => each.Trim()).ToList();
        var protocol = Protocols.FirstOrDefault(offered.Contains);
        if (protocol is null || context.Features.Get<IHttpUpgradeFeature>() is not { IsUpgradableRequest: true } upgrade) return null;
        var response = context.Response;
        response.Headers.Connection = "Upgrade";
        response.Headers.Upgrade = "websocket";
#pragma warning disable CA5350 // the hash that the protocol prescribes; it protects nothing
        response.Headers.SecWebSocketAccept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(context.Request.Headers.SecWebSocketKey + Accepts)));
#pragma warning restore CA5350
        response.Headers.SecWebSocketProtocol = protocol;
        var stream = await upgrade.UpgradeAsync();
        return new ChannelSocket(WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true, SubProtocol = protocol, KeepAliveInterval = TimeSpan.Zero }));
    }

    /// <summary>Reads until the other side is done; what comes for standard input is kept for the command.</summary>
    public async Task ReceiveAsync(CancellationToken cancel)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (true)
            {
                using var message = new MemoryStream();
                ValueWebSocketReceiveResult part;
                do
                {
                    part = await _socket.ReceiveAsync(buffer.AsMemory(), cancel);
                    message.Write(buffer, 0, part.Count);
                }
                while (!part.EndOfMessage);
                if (part.MessageType == WebSocketMessageType.Close) return;
                var bytes = message.ToArray();
                if (bytes is [Close, Input, ..]) _input.Writer.TryComplete();
                else if (bytes is [Input, .. var text]) _input.Writer.TryWrite(text);
                else if (bytes is [Resize, .. var size]) Take(size);
            }
        }
        catch (Exception problem) when (problem is WebSocketException or OperationCanceledException or IOException)
        {
            // the other side has gone
        }
        finally
        {
            _input.Writer.TryComplete();
        }
    }

    private void Take(byte[] size)
    {
        try
        {
            if (NodeJson.Read(size) is MapNode map && map.Int("Width") is { } width && map.Int("Height") is { } height) Size = (height.Value, width.Value);
        }
        catch (JsonException)
        {
            // a size that can't be read changes nothing
        }
    }

    /// <summary>The next piece of standard input; null when it has ended.</summary>
    public async ValueTask<byte[]?> ReadAsync(CancellationToken cancel) =>
        await _input.Reader.WaitToReadAsync(cancel) && _input.Reader.TryRead(out var bytes) ? bytes : null;

    public async Task SendAsync(byte channel, byte[] bytes)
    {
        await _sending.WaitAsync();
        try
        {
            if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await _socket.SendAsync((byte[])[channel, .. bytes], WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);
        }
        catch (Exception problem) when (problem is WebSocketException or IOException)
        {
            // nobody reads any more
        }
        finally
        {
            _sending.Release();
        }
    }

    public async Task CloseAsync()
    {
        try
        {
            if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived) await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", CancellationToken.None);
        }
        catch (Exception problem) when (problem is WebSocketException or IOException)
        {
            // it is closed already
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        _sending.Dispose();
    }
}
