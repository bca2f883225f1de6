using System.Collections;
using System.Collections.Immutable;

namespace Reconciler.Objects;

/// <summary>
/// Builds a <see cref="MapNode"/> with a collection initialiser. A null value leaves the key out, so that an optional
/// field of a spec is one line; a second value for a key replaces the first.
/// </summary>
public sealed class MapBuilder(Origin origin = default) : IEnumerable<MapEntry>
{
    private readonly List<MapEntry> _entries = [];

    public bool IsEmpty => _entries.Count == 0;

    public Node? this[string key]
    {
        get => _entries.Find(entry => entry.Key == key).Value;
        set => Add(key, value);
    }

    public void Add(string key, Node? value)
    {
        if (value is null) return;
        var at = _entries.FindIndex(entry => entry.Key == key);
        if (at < 0) _entries.Add(new MapEntry(key, value));
        else _entries[at] = new MapEntry(key, value);
    }

    /// <summary>Adds a list, or nothing where it has no items.</summary>
    public void AddList(string key, IEnumerable<Node> items)
    {
        var list = items.ToImmutableArray();
        if (list.Length > 0) Add(key, new ListNode(list));
    }

    /// <summary>Adds a map, or nothing where it has no keys.</summary>
    public void AddMap(string key, MapNode? map)
    {
        if (map is { Entries.Length: > 0 }) Add(key, map);
    }

    /// <summary>Adds every key of a map, later ones winning.</summary>
    public MapBuilder AddAll(MapNode? map)
    {
        foreach (var entry in map?.Entries ?? []) Add(entry.Key, entry.Value);
        return this;
    }

    public MapNode ToMap() => new([.. _entries], origin);

    public IEnumerator<MapEntry> GetEnumerator() => _entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
