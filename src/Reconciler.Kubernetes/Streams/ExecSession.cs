using System.Globalization;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Reconciler.Kube;
using Reconciler.Kubernetes.Answers;
using Reconciler.Objects;

namespace Reconciler.Kubernetes.Streams;

/// <summary>A running command: what it writes is read once, by one reader; what it reads may be written meanwhile.</summary>
public sealed class ExecSession : IDisposable
{
    private const byte Input = 0;
    private const byte Output = 1;
    private const byte ErrorOutput = 2;
    private const byte Ending = 3;
    private const byte TerminalSize = 4;
    private const byte CloseChannel = 255;

    private readonly WebSocket _socket;
    private readonly HttpResponseMessage _response;
    private readonly string _subject;
    private readonly SemaphoreSlim _sending = new(1);

    internal ExecSession(WebSocket socket, HttpResponseMessage response, string subject) =>
        (_socket, _response, _subject) = (socket, response, subject);

    /// <summary>Whether the command can be told that its input has ended; older servers have no way to say so.</summary>
    public bool CanCloseInput => _socket.SubProtocol == ExecOpener.Version5;

    /// <summary>What the command writes, and at the end how it ended.</summary>
    public async IAsyncEnumerable<ExecEvent> Events([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        ExecEvent? ending = null;
        while (await Receive(cancellation).ConfigureAwait(false) is [var channel, ..] message)
        {
            var content = message.AsMemory(1);
            // Channels are opened with an empty message, which says nothing.
            if (content.IsEmpty) continue;
            if (channel == Output) yield return new ExecEvent.Output(content);
            else if (channel == ErrorOutput) yield return new ExecEvent.ErrorOutput(content);
            else if (channel == Ending) ending = ReadEnding(content.Span);
        }
        yield return ending ?? Lost("the connection ended before the command did");
    }

    /// <summary>Gives the command some input.</summary>
    public Task Write(ReadOnlyMemory<byte> input, CancellationToken cancellation) => Send(Input, input, cancellation);

    /// <summary>Tells the command that its input has ended; false where the server has no way to.</summary>
    public async Task<bool> CloseInput(CancellationToken cancellation)
    {
        if (!CanCloseInput) return false;
        await Send(CloseChannel, new[] { Input }, cancellation).ConfigureAwait(false);
        return true;
    }

    /// <summary>Tells the terminal's new size.</summary>
    public Task Resize(int columns, int rows, CancellationToken cancellation) =>
        Send(TerminalSize, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"Width\":{columns},\"Height\":{rows}}}")), cancellation);

    public void Dispose()
    {
        _socket.Dispose();
        _response.Dispose();
        _sending.Dispose();
    }

    private async Task Send(byte channel, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        var message = new byte[content.Length + 1];
        message[0] = channel;
        content.CopyTo(message.AsMemory(1));
        await _sending.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            await _socket.SendAsync(message, WebSocketMessageType.Binary, endOfMessage: true, cancellation).ConfigureAwait(false);
        }
        catch (WebSocketException)
        {
            // The command has ended; how, the events tell.
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>The next message as a whole, or nothing at the end of the connection.</summary>
    private async Task<byte[]> Receive(CancellationToken cancellation)
    {
        using var message = new MemoryStream();
        var buffer = new byte[32 * 1024];
        try
        {
            while (true)
            {
                var part = await _socket.ReceiveAsync(buffer.AsMemory(), cancellation).ConfigureAwait(false);
                if (part.MessageType == WebSocketMessageType.Close) return [];
                message.Write(buffer, 0, part.Count);
                if (part.EndOfMessage && message.Length > 0) return message.ToArray();
            }
        }
        catch (Exception problem) when (problem is WebSocketException or IOException)
        {
            cancellation.ThrowIfCancellationRequested();
            return [];
        }
    }

    /// <summary>Reads the Status on the error channel: success, an exit code, or why the command could not run.</summary>
    private ExecEvent ReadEnding(ReadOnlySpan<byte> content)
    {
        MapNode? status = null;
        try
        {
            status = NodeJson.Read(content) as MapNode;
        }
        catch (JsonException)
        {
            // told below
        }
        if (status is null) return Lost("the server told the command's end in a way that can't be read");
        if (status.Text("status")?.Value == "Success") return new ExecEvent.Exited(0);
        var code = status.Map("details").Maps("causes").FirstOrDefault(cause => cause.Text("reason")?.Value == "ExitCode").Text("message")?.Value;
        if (status.Text("reason")?.Value == "NonZeroExitCode" && int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return new ExecEvent.Exited(number);
        return new ExecEvent.Failed(ErrorReader.Read(_subject, "pods", StatusBody.FromNode(500, status)));
    }

    private ExecEvent.Failed Lost(string message) => new(new KubeError.ConnectionFailed(IsSent: true) { Subject = _subject, Message = message });
}
