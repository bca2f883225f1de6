using System.Collections.Immutable;
using System.Globalization;
using Reconciler.Objects;
using Reconciler.Specs.Manifests;

namespace Reconciler.Diffing;

/// <summary>
/// Where a field stands, in the elements that managedFields uses, so that it means the same field however the items of a
/// list are ordered.
/// </summary>
public sealed record FieldPointer(ImmutableArray<string> Elements)
{
    /// <summary>The field that a JSON pointer names in an object; an index becomes the keys of the item that stands there.</summary>
    public static FieldPointer Of(string pointer, MapNode body)
    {
        var elements = ImmutableArray.CreateBuilder<string>();
        Node? at = body;
        KubeValue? known = KubeTypes.Of(body)?.Root is { } root ? new KubeObject(root, IsAtomic: false) : null;
        foreach (var segment in IgnoredFields.Segments(pointer))
        {
            if (known is KubeList { Kind: KubeListKind.Map } list && at is ListNode items && int.TryParse(segment, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            {
                at = index < items.Items.Length ? items.Items[index] : null;
                elements.Add($"k:{CanonicalJson.Write(Keys(at as MapNode ?? MapNode.Empty, list))}");
                known = list.Item;
                continue;
            }
            elements.Add($"f:{segment}");
            at = (at as MapNode)?[segment];
            known = known switch
            {
                KubeObject inner => inner.Type.Field(segment)?.Value,
                KubeMap map => map.Value,
                _ => null,
            };
        }
        return new FieldPointer(elements.ToImmutable());
    }

    /// <summary>The value there, or null.</summary>
    public Node? Read(Node body)
    {
        Node? at = body;
        foreach (var element in Elements) at = Step(at, element);
        return at;
    }

    /// <summary>The object without the field; items and maps around it stay.</summary>
    public MapNode Without(MapNode body) => (MapNode)Change(body, 0, null)!;

    /// <summary>The object with the field, and with the maps and items around it where they are missing.</summary>
    public MapNode With(MapNode body, Node value) => (MapNode)Change(body, 0, value)!;

    /// <summary>Whether a set of fields has this one, or anything inside of it.</summary>
    public bool IsIn(MapNode fields)
    {
        foreach (var element in Elements)
        {
            if (Same(fields, element) is not { } inner) return false;
            fields = inner;
        }
        return true;
    }

    /// <summary>As JSON pointers are written, with the keys of an item in brackets.</summary>
    public override string ToString() => string.Concat(Elements.Select(element => FieldKeys.IsField(element) ? $"/{FieldKeys.Field(element)}" : $"[{element[2..]}]"));

    public bool Equals(FieldPointer? other) => other is not null && Elements.SequenceEqual(other.Elements);

    public override int GetHashCode() => string.Concat(Elements).GetHashCode(StringComparison.Ordinal);

    private static MapNode Keys(MapNode item, KubeList list) =>
        new([.. list.Keys.Select(key => (Key: key, Value: item[key] ?? (list.Item as KubeObject)?.Type.Field(key)?.Default)).Where(key => key.Value is not null).Select(key => new MapEntry(key.Key, key.Value!))]);

    private static Node? Step(Node? at, string element) => FieldKeys.IsField(element)
        ? (at as MapNode)?[FieldKeys.Field(element)]
        : (at as ListNode)?.Items.FirstOrDefault(item => item is MapNode map && IsItem(map, FieldKeys.Value(element)));

    /// <summary>An item that leaves a key out has its default there, which is what the element says.</summary>
    private static bool IsItem(MapNode item, Node keys) =>
        keys is MapNode map && map.Entries.All(key => item[key.Key] is not { } own ? key.Key == "protocol" : Node.DeepEquals(own, key.Value));

    private Node? Change(Node? at, int depth, Node? value)
    {
        if (depth == Elements.Length) return value;
        var element = Elements[depth];
        if (FieldKeys.IsField(element)) return InMap(at as MapNode, FieldKeys.Field(element), depth, value);
        return InList(at as ListNode, (MapNode)FieldKeys.Value(element), depth, value);
    }

    private MapNode? InMap(MapNode? map, string name, int depth, Node? value)
    {
        if (map?[name] is null && value is null) return map;
        var changed = Change(map?[name], depth + 1, value);
        var around = map ?? MapNode.Empty;
        return changed is null ? around.Without(name) : around.With(name, changed, around.Find(name)?.KeyOrigin ?? Origin.None);
    }

    private ListNode? InList(ListNode? list, MapNode keys, int depth, Node? value)
    {
        var items = list?.Items ?? [];
        var at = items.Select((item, index) => (item, index)).Where(pair => pair.item is MapNode map && IsItem(map, keys)).Select(pair => (int?)pair.index).FirstOrDefault();
        if (at is null) return value is null ? list : new ListNode(items.Add(Change(keys, depth + 1, value)!));
        return Change(items[at.Value], depth + 1, value) is { } changed ? new ListNode(items.SetItem(at.Value, changed), list!.Origin) : list;
    }

    private static MapNode? Same(MapNode fields, string element)
    {
        if (fields[element] is MapNode exact) return exact;
        if (!FieldKeys.IsItem(element)) return null;
        var keys = FieldKeys.Value(element);
        return fields.Entries.FirstOrDefault(entry => FieldKeys.IsItem(entry.Key) && Node.DeepEquals(FieldKeys.Value(entry.Key), keys)).Value as MapNode;
    }
}
