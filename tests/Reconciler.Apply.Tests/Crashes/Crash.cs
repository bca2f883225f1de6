using Reconciler.Kube;

namespace Reconciler.Apply.Tests.Crashes;

/// <summary>The process ends: thrown by the request that it ends at, and by every one after it.</summary>
public sealed class CrashException : Exception
{
    public CrashException() : base("the process ended here") { }

    public CrashException(string message) : base(message) { }

    public CrashException(string message, Exception inner) : base(message, inner) { }
}

/// <summary>
/// A process that ends at one of its requests, or of its writes: before the server sees it, or when it has been done and the answer is
/// lost.
/// </summary>
internal sealed class Crash(int point, bool isDone, bool ofWrites) : IDisposable
{
    private readonly CancellationTokenSource _ended = new();
    private int _requests;

    /// <summary>Whether the point was reached.</summary>
    public bool HasHappened => _ended.IsCancellationRequested;

    /// <summary>Ends what only waits, which a killed process doesn't go on with either.</summary>
    public CancellationToken Ended => _ended.Token;

    public async Task<KubeError?> HookAsync(ClusterCall call, Func<Task> send)
    {
        if (HasHappened) throw new CrashException();
        var isHere = (call.IsWrite || !ofWrites) && Interlocked.Increment(ref _requests) == point;
        if (!isHere || isDone) await send();
        if (isHere) await _ended.CancelAsync();
        // an answer that comes to a process that has ended is lost too
        return HasHappened ? throw new CrashException() : null;
    }

    public void Dispose() => _ended.Dispose();
}
