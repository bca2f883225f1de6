using System.Text;
using Reconciler.Runs;

namespace Reconciler.Cli.Output;

/// <summary>
/// Shows a run while it goes on: on a terminal a screen that changes in place, with what lasts above it; elsewhere plain lines as they
/// come. Events come from any thread, and one task draws.
/// </summary>
internal sealed class RunProgress : IAsyncDisposable
{
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(100);

    private readonly CommandHost _host;
    private readonly RunLines _lines;
    private readonly TimeProvider _time;
    private readonly int _parts;
    private readonly Lock _gate = new();
    private readonly StringBuilder _lasting = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly Task? _drawing;
    private RunStatus _status = new();

    public RunProgress(CommandHost host, RunLines lines, TimeProvider time, int parts, bool isLive)
    {
        (_host, _lines, _time, _parts) = (host, lines, time, parts);
        if (isLive) _drawing = Task.Run(DrawAsync);
    }

    public RunStatus Status
    {
        get
        {
            lock (_gate) return _status;
        }
    }

    public void Show(RunEvent happened)
    {
        lock (_gate)
        {
            _status = _status.With(happened);
            var text = _lines.Of(happened, _status, _drawing is not null);
            if (_drawing is null) _host.Error.Write(text);
            else _lasting.Append(text);
        }
    }

    /// <summary>Takes the screen away, when everything that lasts is above it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_ending.IsCancellationRequested) return;
        await _ending.CancelAsync();
        if (_drawing is not null) await _drawing;
        _ending.Dispose();
    }

    /// <summary>
    /// Each frame is one write: away with the lines of the last one, then what lasts, and the lines as they are now. The cursor
    /// stays visible, so that whatever ends the process leaves the terminal as it was.
    /// </summary>
    private async Task DrawAsync()
    {
        var drawn = 0;
        for (var frame = 0; ; frame++)
        {
            var isLast = _ending.IsCancellationRequested;
            var (width, height) = Terminal.Size();
            var (lasting, status) = Take();
            var lines = isLast ? [] : ProgressScreen.Lines(status, _parts, _time.GetUtcNow(), width, height, frame);
            var text = new StringBuilder();
            // line by line from the last one up: some terminals keep a screen that is cleared as a whole
            if (drawn > 0) text.Append("\r\e[2K").Insert(text.Length, "\e[1A\e[2K", drawn - 1);
            text.Append(lasting).AppendJoin('\n', lines);
            await _host.Error.WriteAsync(text.ToString());
            drawn = lines.Length;
            if (isLast) return;
            await Task.WhenAny(Task.Delay(Frame, _time, _ending.Token));
        }
    }

    private (string Lasting, RunStatus Status) Take()
    {
        lock (_gate)
        {
            var lasting = _lasting.ToString();
            _lasting.Clear();
            return (lasting, _status);
        }
    }
}
