using System.Text;
using System.Threading.Channels;

namespace Reconciler.Sandbox.Life.Content;

/// <summary>
/// What a terminal does between keys and a program: it shows what is typed, hands on whole lines, and makes an interrupt of Ctrl+C and the
/// end of input of Ctrl+D.
/// </summary>
internal sealed class PseudoTerminal(ShellStreams outside) : IDisposable
{
    private const char Interrupt = '\x03';
    private const char End = '\x04';
    private const char Erase = '\x7f';

    private readonly Channel<byte[]> _lines = Channel.CreateUnbounded<byte[]>();
    private readonly CancellationTokenSource _interrupted = new();

    /// <summary>Cancelled by Ctrl+C.</summary>
    public CancellationToken Interrupted => _interrupted.Token;

    /// <summary>The streams of the program inside.</summary>
    public ShellStreams Inside => outside with { ReadAsync = ReadAsync, OutAsync = ShowAsync, ErrorAsync = ShowAsync, IsTerminal = true };

    /// <summary>Takes keys until there are no more.</summary>
    public async Task PumpAsync(CancellationToken cancel)
    {
        var line = new StringBuilder();
        try
        {
            while (await outside.ReadAsync(cancel) is { } bytes)
                foreach (var key in Encoding.UTF8.GetString(bytes))
                    if (!await TakeAsync(line, key)) return;
        }
        catch (OperationCanceledException)
        {
            // the program has ended
        }
        finally
        {
            _lines.Writer.TryComplete();
        }
    }

    public void Dispose() => _interrupted.Dispose();

    private async Task<bool> TakeAsync(StringBuilder line, char key)
    {
        switch (key)
        {
            case Interrupt:
                await ShowAsync("^C\n"u8.ToArray());
                await _interrupted.CancelAsync();
                return false;
            case End when line.Length == 0:
                return false;
            case '\r' or '\n':
                await ShowAsync("\n"u8.ToArray());
                _lines.Writer.TryWrite(Encoding.UTF8.GetBytes(line.Append('\n').ToString()));
                line.Clear();
                return true;
            case Erase:
                if (line.Length == 0) return true;
                line.Length--;
                await outside.OutAsync("\b \b"u8.ToArray());
                return true;
            default:
                line.Append(key);
                await outside.OutAsync(Encoding.UTF8.GetBytes([key]));
                return true;
        }
    }

    private async ValueTask<byte[]?> ReadAsync(CancellationToken cancel) =>
        await _lines.Reader.WaitToReadAsync(cancel) && _lines.Reader.TryRead(out var line) ? line : null;

    private Task ShowAsync(byte[] bytes) => outside.OutAsync(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes).Replace("\n", "\r\n", StringComparison.Ordinal)));
}
