using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Reconciler.Objects;

/// <summary>
/// Puts JSON tokens together to trees. It has its own stack, so a value may be spread over any number of readers, and no
/// depth of nesting can exhaust the thread's. Keys and short values are shared among all trees of one pool.
/// </summary>
internal sealed class NodeAssembler(TextPool texts, ICollection<string>? duplicates = null)
{
    private const int LongestSharedValue = 64;
    private const int FewKeys = 16;

    private readonly List<MapEntry> _entries = [];
    private readonly List<Node> _items = [];
    private readonly Stack<Frame> _open = new();
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private string _key = "";

    /// <summary>Whether a map or list has been begun and not ended.</summary>
    public bool IsInside => _open.Count > 0;

    /// <summary>Takes the reader's current token; gives the value that it completes, or null inside of one.</summary>
    public Node? Take(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                _open.Push(new Frame(true, _entries.Count, _key));
                return null;
            case JsonTokenType.StartArray:
                _open.Push(new Frame(false, _items.Count, _key));
                return null;
            case JsonTokenType.PropertyName:
                _key = Text(ref reader);
                return null;
            case JsonTokenType.EndObject:
                return Close(Map(_open.Peek().Start));
            case JsonTokenType.EndArray:
                return Close(List(_open.Peek().Start));
            default:
                return Put(Scalar(ref reader));
        }
    }

    /// <summary>The current string token as shared text.</summary>
    public string Text(ref Utf8JsonReader reader)
    {
        if (!reader.HasValueSequence && !reader.ValueIsEscaped && reader.ValueSpan.Length <= LongestSharedValue)
            return texts.Get(reader.ValueSpan) ?? Decode(ref reader);
        return Decode(ref reader);
    }

    private Node? Close(Node value)
    {
        _key = _open.Pop().Key;
        return Put(value);
    }

    private Node? Put(Node value)
    {
        if (_open.Count == 0) return value;
        if (_open.Peek().IsMap) _entries.Add(new MapEntry(_key, value));
        else _items.Add(value);
        return null;
    }

    private MapNode Map(int start)
    {
        var count = _entries.Count - start;
        if (count == 0) return MapNode.Empty;
        DropDuplicates(start);
        var entries = CollectionsMarshal.AsSpan(_entries)[start..].ToArray();
        _entries.RemoveRange(start, entries.Length);
        return new MapNode(ImmutableCollectionsMarshal.AsImmutableArray(entries));
    }

    private ListNode List(int start)
    {
        var items = CollectionsMarshal.AsSpan(_items)[start..].ToArray();
        _items.RemoveRange(start, items.Length);
        return new ListNode(ImmutableCollectionsMarshal.AsImmutableArray(items));
    }

    private void DropDuplicates(int start)
    {
        var many = _entries.Count - start > FewKeys;
        _seen.Clear();
        for (var at = start; at < _entries.Count; at++)
        {
            var key = _entries[at].Key;
            if (many && _seen.Add(key)) continue;
            var earlier = start;
            while (_entries[earlier].Key != key) earlier++;
            if (earlier == at) continue;
            duplicates?.Add(PathOf(key));
            _entries[earlier] = _entries[at];
            _entries.RemoveAt(at--);
        }
    }

    /// <summary>Where a key of the innermost map is: spec.containers[0].name. Only asked for when something is wrong.</summary>
    private string PathOf(string key)
    {
        var path = new StringBuilder();
        var frames = _open.Reverse().ToArray();
        for (var i = 1; i < frames.Length; i++)
        {
            if (frames[i - 1].IsMap) path.Append(path.Length == 0 ? "" : ".").Append(frames[i].Key);
            else path.Append(CultureInfo.InvariantCulture, $"[{ItemsOf(frames, i)}]");
        }
        return path.Append(path.Length == 0 ? "" : ".").Append(key).ToString();
    }

    private int ItemsOf(Frame[] frames, int inside)
    {
        var next = Array.FindIndex(frames, inside, frame => !frame.IsMap);
        return (next < 0 ? _items.Count : frames[next].Start) - frames[inside - 1].Start;
    }

    private ScalarNode Scalar(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null: return ScalarNode.Null;
            case JsonTokenType.True: return ScalarNode.Of(true);
            case JsonTokenType.False: return ScalarNode.Of(false);
            case JsonTokenType.String when !reader.HasValueSequence && !reader.ValueIsEscaped && reader.ValueSpan.Length <= LongestSharedValue:
                return texts.GetNode(reader.ValueSpan) ?? new ScalarNode(ScalarKind.String, Decode(ref reader));
            case JsonTokenType.String:
                return new ScalarNode(ScalarKind.String, Decode(ref reader));
            default:
                return Number(Text(ref reader));
        }
    }

    private static ScalarNode Number(string text)
    {
        if (text.AsSpan().IndexOfAny('.', 'e', 'E') < 0)
            return new ScalarNode(ScalarKind.Integer, text == "-0" ? "0" : text, default, text);
        var number = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        return new ScalarNode(ScalarKind.Float, double.IsFinite(number) ? number.ToString("R", CultureInfo.InvariantCulture) : text, default, text);
    }

    private static string Decode(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number)
            return Encoding.UTF8.GetString(reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan);
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new JsonException("a text has bytes or an escape that are no character");
        }
    }

    /// <summary>A begun map or list: where its members start, and under which key it will be put.</summary>
    private readonly record struct Frame(bool IsMap, int Start, string Key);
}
