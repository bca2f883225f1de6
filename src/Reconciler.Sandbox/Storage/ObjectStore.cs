using System.Threading.Channels;

namespace Reconciler.Sandbox.Storage;

/// <summary>
/// The objects, in memory for reading and in one SQLite file. Writers run one after another; those that wait at the same time share one commit.
/// What readers and watchers see, and what a writer is answered, has been committed.
/// </summary>
public sealed class ObjectStore : IAsyncDisposable
{
    private const int LargestBatch = 64;

    private readonly SqliteFile _file;
    private readonly Lock _fileLock = new();
    private readonly Channel<WriteJob> _jobs = Channel.CreateUnbounded<WriteJob>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Task _writing;
    private volatile StoreState _state;

    private ObjectStore(SqliteFile file)
    {
        _file = file;
        _state = file.Load();
        Log.Start(_state.Revision);
        _writing = Task.Run(WriteJobsAsync);
    }

    /// <summary>What is committed now.</summary>
    public StoreState State => _state;

    public ChangeLog Log { get; } = new();

    /// <summary>Opens a file, which is made if it isn't there, and reads everything in it.</summary>
    public static ObjectStore Open(string path)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder) Directory.CreateDirectory(folder);
        return new ObjectStore(new SqliteFile(path));
    }

    /// <summary>
    /// Runs a job alone on the newest state and keeps what it wrote. The task ends when that is on disk. A job that throws leaves nothing behind.
    /// </summary>
    public Task<T> WriteAsync<T>(Func<StoreTransaction, T> job, CancellationToken cancel = default)
    {
        var waiting = new WriteJob<T>(job, cancel);
        return _jobs.Writer.TryWrite(waiting) ? waiting.Task : throw new ObjectDisposedException(nameof(ObjectStore));
    }

    /// <summary>Runs a job on what is committed now and forgets what it wrote, as a dry run does.</summary>
    public T Try<T>(Func<StoreTransaction, T> job) => job(new StoreTransaction(_state));

    /// <summary>The state as of an earlier revision; null where the history doesn't go back that far.</summary>
    public StoreState? StateAt(long revision)
    {
        var state = _state;
        if (revision == state.Revision) return state;
        if (!Log.TryRead(revision, out var changes, out _, out _)) return null;
        foreach (var change in changes.Where(change => change.Revision <= state.Revision).Reverse()) state = state.Before(change);
        return state.At(revision);
    }

    /// <summary>A text that the server keeps beside the objects, such as its certificate; null where it was never set.</summary>
    public string? Setting(string name)
    {
        lock (_fileLock) return _file.Setting(name);
    }

    /// <summary>A text that is made once and then kept.</summary>
    public string Kept(string name, Func<string> make)
    {
        if (Setting(name) is { } kept) return kept;
        var made = make();
        Set(name, made);
        return made;
    }

    public void Set(string name, string value)
    {
        lock (_fileLock) _file.Set(name, value);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_jobs.Writer.TryComplete()) return;
        await _writing;
        _file.Dispose();
    }

    private async Task WriteJobsAsync()
    {
        var batch = new List<WriteJob>(LargestBatch);
        while (await _jobs.Reader.WaitToReadAsync())
        {
            batch.Clear();
            while (batch.Count < LargestBatch && _jobs.Reader.TryRead(out var job)) batch.Add(job);
            WriteBatch(batch);
        }
    }

    private void WriteBatch(List<WriteJob> batch)
    {
        var state = _state;
        var changes = new List<StoreChange>();
        foreach (var job in batch)
        {
            var transaction = new StoreTransaction(state);
            if (!job.Run(transaction)) continue;
            state = transaction.State;
            changes.AddRange(transaction.Changes);
        }
        try
        {
            lock (_fileLock) _file.Commit(changes);
        }
        catch (Microsoft.Data.Sqlite.SqliteException problem)
        {
            foreach (var job in batch) job.Fail(problem);
            return;
        }
        if (changes.Count > 0) Log.Append(changes, () => _state = state);
        foreach (var job in batch) job.Finish();
    }
}
