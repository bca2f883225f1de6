using System.Collections.Immutable;
using Reconciler.Objects;

namespace Reconciler.Sandbox.Writes.Ownership;

/// <summary>Takes paths out of an object; maps and lists that become empty go with their last item.</summary>
internal static class TypedRemove
{
    public static Node? Remove(Node value, FieldSet paths, KubeValue type)
    {
        var shape = Shape.Of(type, value);
        return (shape.Kind, value) switch
        {
            (ShapeKind.Scalar, _) => value,
            (ShapeKind.List, ListNode { Items.Length: > 0 } list) when !shape.IsAtomic => RemoveItems(list, paths, shape),
            (ShapeKind.Map, MapNode { Entries.Length: > 0 } map) when !shape.IsAtomic => RemoveEntries(map, paths, shape),
            _ => null,
        };
    }

    private static MapNode? RemoveEntries(MapNode map, FieldSet paths, Shape shape)
    {
        var kept = ImmutableArray.CreateBuilder<MapEntry>(map.Entries.Length);
        foreach (var entry in map.Entries)
        {
            var node = paths.Find(FieldElement.OfField(entry.Key));
            if (node is { IsMember: true }) continue;
            if (node is { Children.IsEmpty: false } && shape.Field(entry.Key) is { } type)
            {
                // What loses its last item stays as a null, which counts as absent when the object is read back.
                kept.Add(entry with { Value = Remove(entry.Value, node.Value.Children, type) ?? ScalarNode.Null });
            }
            else kept.Add(entry);
        }
        return kept.Count == 0 ? null : new MapNode(kept.ToImmutable());
    }

    private static ListNode? RemoveItems(ListNode list, FieldSet paths, Shape shape)
    {
        var kept = ImmutableArray.CreateBuilder<Node>(list.Items.Length);
        foreach (var item in list.Items)
        {
            var node = shape.Element(item, out _) is { } element ? paths.Find(element) : null;
            if (node is { IsMember: true }) continue;
            kept.Add(node is { Children.IsEmpty: false } ? Remove(item, node.Value.Children, shape.Item) ?? ScalarNode.Null : item);
        }
        return kept.Count == 0 ? null : new ListNode(kept.ToImmutable());
    }
}
