using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Reconciler.Objects;
using Reconciler.Runs;

namespace Reconciler.Engine.Control;

/// <summary>What is new.</summary>
public abstract record ControlNews
{
    private ControlNews() { }

    public sealed record StateChanged(EnvironmentState State) : ControlNews;

    public sealed record RunHappened(string RunId, RunEvent Event) : ControlNews;

    /// <summary>A live object of ours changed in a way that people see.</summary>
    public sealed record ObjectChanged(ObjectKey Key, string Lane, PartHealth Health, string Message) : ControlNews;
}

/// <summary>One piece of news, numbered in the order in which it came.</summary>
public sealed record ControlEvent(long Number, DateTimeOffset Time, string Environment, ControlNews News);

/// <summary>What a reader of the log gets next.</summary>
public abstract record LogEntry
{
    private LogEntry() { }

    public sealed record Happened(ControlEvent Event) : LogEntry;

    /// <summary>Something was missed: what was known has to be asked for anew. <see cref="Number"/> is where the log goes on.</summary>
    public sealed record Resync(long Number) : LogEntry;
}

/// <summary>The news of all environments. It remembers the last ones, so that a reader who was away can go on; who is too slow is told to start anew.</summary>
public sealed class ControlLog(TimeProvider time, int capacity = 4096)
{
    private const int ReaderCapacity = 1024;

    private readonly Lock _gate = new();
    private readonly Queue<ControlEvent> _events = new();
    private readonly HashSet<Reader> _readers = [];
    private long _last;

    private sealed class Reader
    {
        public Channel<ControlEvent> Channel { get; } = System.Threading.Channels.Channel.CreateBounded<ControlEvent>(new BoundedChannelOptions(ReaderCapacity) { SingleReader = true });
        public volatile bool HasMissed;
    }

    /// <summary>The number of the newest event; 0 before the first.</summary>
    public long Last
    {
        get
        {
            lock (_gate) return _last;
        }
    }

    public void Add(string environment, ControlNews news)
    {
        lock (_gate)
        {
            var happened = new ControlEvent(++_last, time.GetUtcNow(), environment, news);
            _events.Enqueue(happened);
            if (_events.Count > capacity) _events.Dequeue();
            foreach (var reader in _readers) reader.HasMissed |= !reader.Channel.Writer.TryWrite(happened);
        }
    }

    /// <summary>The events after a number, then those that come, until it is cancelled.</summary>
    public async IAsyncEnumerable<LogEntry> ReadAsync(long after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var reader = new Reader();
        ImmutableArray<ControlEvent> backlog;
        bool isGap;
        lock (_gate)
        {
            isGap = after > _last || (_events.TryPeek(out var first) && after < first.Number - 1);
            backlog = isGap ? [] : [.. _events.Where(happened => happened.Number > after)];
            _readers.Add(reader);
        }
        try
        {
            if (isGap) yield return new LogEntry.Resync(Last);
            foreach (var happened in backlog) yield return new LogEntry.Happened(happened);
            await foreach (var happened in reader.Channel.Reader.ReadAllAsync(cancellation))
            {
                yield return new LogEntry.Happened(happened);
                if (!reader.HasMissed || reader.Channel.Reader.TryPeek(out _)) continue;
                reader.HasMissed = false;
                yield return new LogEntry.Resync(Last);
            }
        }
        finally
        {
            lock (_gate) _readers.Remove(reader);
        }
    }
}
