namespace Reconciler.Sandbox.Storage;

/// <summary>One writer in the queue: it runs, then waits for the commit that it shares with others.</summary>
internal abstract class WriteJob
{
    /// <summary>Runs the job; false when it wrote nothing because it failed or nobody waits for it any more.</summary>
    public abstract bool Run(StoreTransaction transaction);

    /// <summary>Gives the answer to who waits.</summary>
    public abstract void Finish();

    public abstract void Fail(Exception problem);
}

internal sealed class WriteJob<T>(Func<StoreTransaction, T> job, CancellationToken cancel) : WriteJob
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;

    public Task<T> Task => _done.Task;

    public override bool Run(StoreTransaction transaction)
    {
        if (cancel.IsCancellationRequested)
        {
            _done.TrySetCanceled(cancel);
            return false;
        }
        try
        {
            _result = job(transaction);
            return true;
        }
#pragma warning disable CA1031 // whatever a job throws belongs to who waits for it, not to the other writers
        catch (Exception problem)
#pragma warning restore CA1031
        {
            _done.TrySetException(problem);
            return false;
        }
    }

    public override void Finish() => _done.TrySetResult(_result!);

    public override void Fail(Exception problem) => _done.TrySetException(problem);
}
