using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Reconciler.Objects;

/// <summary>
/// An immutable tree of maps, lists and scalars: what a YAML document, a rendered object and a live object are.
/// Every node knows where it was written, so provenance survives merging and rendering without any bookkeeping.
/// </summary>
public abstract class Node
{
    private protected Node(Origin origin) => Origin = origin;

    /// <summary>Where this value was written.</summary>
    public Origin Origin { get; }

    /// <summary>The same value, said to be written elsewhere; children keep their places.</summary>
    public abstract Node At(Origin origin);

    /// <summary>Equal in meaning: maps in any key order, scalars by kind and value; places don't count.</summary>
    public static bool DeepEquals(Node? left, Node? right) => (left, right) switch
    {
        (null, null) => true,
        (ScalarNode a, ScalarNode b) => a.Kind == b.Kind && a.Value == b.Value,
        (ListNode a, ListNode b) => a.Items.Length == b.Items.Length && a.Items.Zip(b.Items).All(pair => DeepEquals(pair.First, pair.Second)),
        (MapNode a, MapNode b) => a.Entries.Length == b.Entries.Length && a.Entries.All(entry => b[entry.Key] is { } other && DeepEquals(entry.Value, other)),
        _ => false,
    };

    [return: NotNullIfNotNull(nameof(text))]
    public static implicit operator Node?(string? text) => text is null ? null : SharedText.NodeOf(text);

    public static implicit operator Node(int number) => ScalarNode.Of(number);

    public static implicit operator Node(bool flag) => ScalarNode.Of(flag);

    [return: NotNullIfNotNull(nameof(builder))]
    public static implicit operator Node?(MapBuilder? builder) => builder?.ToMap();

    /// <summary>The node of a value that a language without conversions would ask for.</summary>
    public static Node ToNode(string text) => text;
}

/// <summary>What a scalar is under YAML 1.2's core schema.</summary>
public enum ScalarKind
{
    Null,
    Boolean,
    Integer,
    Float,
    String,
}

/// <summary>
/// A single value. <see cref="Value"/> is canonical for its kind (true, 420, 1.5); <see cref="Written"/> is what stood in
/// the file, because where text is meant <c>1.10</c> has to stay <c>1.10</c>.
/// </summary>
public sealed class ScalarNode : Node
{
    private static readonly ScalarNode True = new(ScalarKind.Boolean, "true");
    private static readonly ScalarNode False = new(ScalarKind.Boolean, "false");

    /// <summary>The null that nobody wrote.</summary>
    public static readonly ScalarNode Null = new(ScalarKind.Null, "null");

    public ScalarNode(ScalarKind kind, string value, Origin origin = default, string? written = null) : base(origin)
    {
        Kind = kind;
        Value = value;
        Written = written ?? value;
    }

    public ScalarKind Kind { get; }
    public string Value { get; }
    public string Written { get; }

    public bool IsNull => Kind == ScalarKind.Null;

    public static ScalarNode Of(bool flag) => flag ? True : False;

    public static ScalarNode Of(long number) => new(ScalarKind.Integer, number.ToString(System.Globalization.CultureInfo.InvariantCulture));

    public static ScalarNode Of(string text, Origin origin) => new(ScalarKind.String, text, origin);

    public override ScalarNode At(Origin origin) => new(Kind, Value, origin, Written);

    public override string ToString() => Written;
}

/// <summary>An ordered list.</summary>
public sealed class ListNode(ImmutableArray<Node> items, Origin origin = default) : Node(origin)
{
    public ImmutableArray<Node> Items { get; } = items;

    public static ListNode Of(params IEnumerable<Node> items) => new([.. items]);

    public override ListNode At(Origin origin) => new(Items, origin);

    public override string ToString() => $"[{Items.Length} items]";
}

/// <summary>One key of a map with its value and the place of the key itself.</summary>
public readonly record struct MapEntry(string Key, Node Value, Origin KeyOrigin = default);

/// <summary>
/// A map with text keys, in the order in which they were written; a key occurs once. Lookup of an absent key gives null.
/// </summary>
public sealed class MapNode : Node
{
    private const int IndexFrom = 12;
    private readonly Dictionary<string, int>? _index;

    /// <summary>The map without keys that nobody wrote.</summary>
    public static readonly MapNode Empty = new([]);

    public MapNode(ImmutableArray<MapEntry> entries, Origin origin = default) : base(origin)
    {
        Entries = entries;
        if (entries.Length < IndexFrom) return;
        _index = new Dictionary<string, int>(entries.Length, StringComparer.Ordinal);
        for (var i = 0; i < entries.Length; i++) _index.Add(entries[i].Key, i);
    }

    public ImmutableArray<MapEntry> Entries { get; }

    public IEnumerable<string> Keys => Entries.Select(entry => entry.Key);

    /// <summary>The value of a key, or null where the map does not have it.</summary>
    public Node? this[string key] => Find(key)?.Value;

    public bool Has(string key) => Find(key) is not null;

    public MapEntry? Find(string key)
    {
        if (_index is not null) return _index.TryGetValue(key, out var at) ? Entries[at] : null;
        foreach (var entry in Entries)
            if (entry.Key == key) return entry;
        return null;
    }

    /// <summary>The same map with one value put in or replaced; a replaced key stays where it was.</summary>
    public MapNode With(string key, Node value, Origin keyOrigin = default)
    {
        for (var i = 0; i < Entries.Length; i++)
            if (Entries[i].Key == key) return new MapNode(Entries.SetItem(i, new MapEntry(key, value, keyOrigin)), Origin);
        return new MapNode(Entries.Add(new MapEntry(key, value, keyOrigin)), Origin);
    }

    public MapNode Without(string key) => new(Entries.RemoveAll(entry => entry.Key == key), Origin);

    public override MapNode At(Origin origin) => new(Entries, origin);

    public override string ToString() => $"{{{string.Join(", ", Keys)}}}";
}
