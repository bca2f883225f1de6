namespace Reconciler.Engine.Control;

/// <summary>
/// Keys that want work. A key is with at most one worker at a time, and never lost: what is added while it is worked on comes back when
/// that is done. Adding a key that waits already adds nothing.
/// </summary>
public sealed class KeyedWork<TKey>(TimeProvider time) : IDisposable where TKey : notnull
{
    private readonly Lock _gate = new();
    private readonly Queue<TKey> _ready = new();
    private readonly HashSet<TKey> _waiting = [];
    private readonly HashSet<TKey> _working = [];
    private readonly HashSet<TKey> _again = [];
    private readonly Dictionary<TKey, (ITimer Timer, long Due)> _later = [];
    private readonly SemaphoreSlim _free = new(0);

    /// <summary>How many keys wait for a worker.</summary>
    public int Depth
    {
        get
        {
            lock (_gate) return _ready.Count;
        }
    }

    public void Add(TKey key)
    {
        lock (_gate)
        {
            if (_working.Contains(key)) _again.Add(key);
            else if (_waiting.Add(key)) Enqueue(key);
        }
    }

    /// <summary>Adds a key after some time; of several times the earliest counts.</summary>
    public void AddAfter(TKey key, TimeSpan delay)
    {
        var due = time.GetTimestamp() + (long)(delay.TotalSeconds * time.TimestampFrequency);
        lock (_gate)
        {
            if (_later.TryGetValue(key, out var known) && known.Due <= due) return;
            if (known.Timer is not null) known.Timer.Dispose();
            _later[key] = (time.CreateTimer(_ => Arrive(key, due), null, delay, Timeout.InfiniteTimeSpan), due);
        }
    }

    /// <summary>The next key; it has to be given back with <see cref="Done"/>.</summary>
    public async Task<TKey> TakeAsync(CancellationToken cancellation)
    {
        await _free.WaitAsync(cancellation);
        lock (_gate)
        {
            var key = _ready.Dequeue();
            _waiting.Remove(key);
            _working.Add(key);
            return key;
        }
    }

    public void Done(TKey key)
    {
        lock (_gate)
        {
            _working.Remove(key);
            if (_again.Remove(key) && _waiting.Add(key)) Enqueue(key);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var (timer, _) in _later.Values) timer.Dispose();
            _later.Clear();
        }
        _free.Dispose();
    }

    private void Arrive(TKey key, long due)
    {
        lock (_gate)
        {
            // a timer that was replaced by an earlier one may still fire
            if (!_later.TryGetValue(key, out var known) || known.Due != due) return;
            known.Timer.Dispose();
            _later.Remove(key);
        }
        Add(key);
    }

    private void Enqueue(TKey key)
    {
        _ready.Enqueue(key);
        _free.Release();
    }
}
