using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;

namespace Reconciler.Sandbox.Life.Content;

/// <summary>What containers have written that talk with whoever is connected, for their logs. It is known to this process only.</summary>
internal sealed class Transcripts
{
    private readonly ConcurrentDictionary<string, Transcript> _all = new(StringComparer.Ordinal);

    /// <summary>Begins the one of a container; null where somebody is connected already.</summary>
    public Transcript? Begin(string container)
    {
        var begun = new Transcript();
        return _all.TryAdd(container, begun) ? begun : null;
    }

    public Transcript? Find(string? container) => container is null ? null : _all.GetValueOrDefault(container);
}

/// <summary>The lines of one container; what is not a whole line yet is kept until it is.</summary>
internal sealed class Transcript
{
    private readonly Lock _gate = new();
    private readonly StringBuilder _rest = new();
    private ImmutableList<LogLine> _lines = [];

    public void Add(DateTimeOffset time, byte[] bytes)
    {
        lock (_gate)
        {
            _rest.Append(Encoding.UTF8.GetString(bytes).Replace("\r", "", StringComparison.Ordinal));
            for (var text = _rest.ToString(); text.IndexOf('\n', StringComparison.Ordinal) is >= 0 and var end; text = _rest.ToString())
            {
                _lines = _lines.Add(new LogLine(time.AddTicks(_lines.Count), text[..end]));
                _rest.Remove(0, end + 1);
            }
        }
    }

    /// <summary>Lines in their order, no two of the same time.</summary>
    public IReadOnlyList<LogLine> Lines
    {
        get
        {
            lock (_gate) return _lines;
        }
    }

    /// <summary>The container has ended: what is left is a line too.</summary>
    public void End(DateTimeOffset time)
    {
        lock (_gate)
        {
            if (_rest.Length == 0) return;
            _lines = _lines.Add(new LogLine(time.AddTicks(_lines.Count), _rest.ToString()));
            _rest.Clear();
        }
    }
}
