using System.Diagnostics.CodeAnalysis;

namespace Reconciler.Sandbox.Storage;

/// <summary>
/// The last changes, for watches and for lists that go on from an older revision. Old ones are forgotten by number and size;
/// who asks for what was forgotten is told so.
/// </summary>
public sealed class ChangeLog
{
    private const int MostChanges = 20_000;
    private const long MostBytes = 96L << 20;

    private readonly Lock _lock = new();
    private readonly Queue<StoreChange> _changes = new();
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _bytes;
    private long _last;

    /// <summary>Changes up to and with this revision are forgotten.</summary>
    public long Compacted { get; private set; }

    internal void Start(long revision)
    {
        lock (_lock) Compacted = _last = revision;
    }

    /// <summary>Adds changes and lets readers see the state after them, in one step.</summary>
    internal void Append(IEnumerable<StoreChange> changes, Action publish)
    {
        TaskCompletionSource waiting;
        lock (_lock)
        {
            publish();
            foreach (var change in changes)
            {
                _changes.Enqueue(change);
                _bytes += change.Object.Json.Length;
                _last = change.Revision;
            }
            while (_changes.Count > MostChanges || _bytes > MostBytes) Forget();
            (waiting, _next) = (_next, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }
        waiting.SetResult();
    }

    /// <summary>Forgets everything up to and with a revision.</summary>
    public void Compact(long revision)
    {
        lock (_lock)
        {
            while (_changes.TryPeek(out var oldest) && oldest.Revision <= revision) Forget();
            Compacted = Math.Max(Compacted, Math.Min(revision, _last));
        }
    }

    /// <summary>
    /// The changes after a revision, how far they go, and a task that ends when there are more; false when some of them are forgotten.
    /// </summary>
    public bool TryRead(long after, [NotNullWhen(true)] out IReadOnlyList<StoreChange>? changes, out long upTo, out Task more)
    {
        lock (_lock)
        {
            more = _next.Task;
            upTo = Math.Max(after, _last);
            changes = after < Compacted ? null : after >= _last ? [] : Newer(after);
            return changes is not null;
        }
    }

    private StoreChange[] Newer(long after)
    {
        // revisions have no holes, so the first one's tells where to begin
        var first = _changes.Peek().Revision;
        return _changes.Skip((int)Math.Max(0, after + 1 - first)).ToArray();
    }

    private void Forget()
    {
        var oldest = _changes.Dequeue();
        _bytes -= oldest.Object.Json.Length;
        Compacted = oldest.Revision;
    }
}
