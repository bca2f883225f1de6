using System.Collections;
using System.Text;

namespace Reconciler.Kubernetes.Verbs;

/// <summary>A request's query, written as a collection initialiser; a value of null is left out.</summary>
internal sealed class Query : IEnumerable<KeyValuePair<string, string>>
{
    private readonly List<KeyValuePair<string, string>> _parts = [];

    public void Add(string key, string? value)
    {
        if (value is not null) _parts.Add(new(key, value));
    }

    /// <summary>Adds a flag that is left out where it is false.</summary>
    public void Add(string key, bool flag) => Add(key, flag ? "true" : null);

    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => _parts.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The path with this query behind it.</summary>
    public string On(string path)
    {
        var text = new StringBuilder(path);
        var mark = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        foreach (var (key, value) in _parts)
        {
            text.Append(mark).Append(key).Append('=').Append(Uri.EscapeDataString(value));
            mark = '&';
        }
        return text.ToString();
    }
}
