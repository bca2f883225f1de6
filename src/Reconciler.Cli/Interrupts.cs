namespace Reconciler.Cli;

/// <summary>
/// What signals ask of a command: the first to end in good order, the second to end at once. Who can't end faster than that is ended by
/// the system: at the second signal where no run is under way, else at the third.
/// </summary>
internal sealed class Interrupts : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _abort = new();
    private volatile bool _isRunning;

    /// <summary>Begin nothing more.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>Wait for nothing more, not even for requests in flight.</summary>
    public CancellationToken Abort => _abort.Token;

    /// <summary>Whether something may have been written.</summary>
    public bool IsRunning => _isRunning;

    /// <summary>From here on the second signal is the run's to answer, which has something to say.</summary>
    public void RunBegins() => _isRunning = true;

    /// <summary>Takes a signal; whether the process is to go on.</summary>
    public bool Take()
    {
        if (!_stop.IsCancellationRequested)
        {
            _stop.Cancel();
            return true;
        }
        if (!_isRunning || _abort.IsCancellationRequested) return false;
        _abort.Cancel();
        return true;
    }

    public void Dispose()
    {
        _stop.Dispose();
        _abort.Dispose();
    }
}
