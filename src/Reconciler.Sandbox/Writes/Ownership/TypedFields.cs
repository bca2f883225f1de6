using Reconciler.Objects;

namespace Reconciler.Sandbox.Writes.Ownership;

/// <summary>The paths that an object speaks of: what its applier owns. Atomic values are one path, empty associative lists none.</summary>
internal static class TypedFields
{
    public static FieldSet Of(Node value, KubeValue type)
    {
        var builder = new FieldSetBuilder();
        Visit(value, type, builder);
        return builder.ToSet();
    }

    private static void Visit(Node value, KubeValue type, FieldSetBuilder at)
    {
        var shape = Shape.Of(type, value);
        if (shape.Kind == ShapeKind.Scalar || shape.IsAtomic)
        {
            at.Include();
            return;
        }
        if (shape.Kind == ShapeKind.List && value is ListNode list) Visit(list, shape, at);
        if (shape.Kind == ShapeKind.Map && value is MapNode map) Visit(map, shape, at);
    }

    private static void Visit(MapNode map, Shape shape, FieldSetBuilder at)
    {
        foreach (var entry in map.Entries)
        {
            var child = at.At(FieldElement.OfField(entry.Key));
            if (shape.Field(entry.Key) is { } type) Visit(entry.Value, type, child);
            if (entry.Value is ScalarNode { IsNull: true } or MapNode { Entries.Length: 0 } || !shape.Declares(entry.Key)) child.Include();
        }
    }

    /// <summary>Items that can't be told apart are owned together, without what is in them.</summary>
    private static void Visit(ListNode list, Shape shape, FieldSetBuilder at)
    {
        foreach (var same in list.Items.GroupBy(item => shape.Element(item, out _)))
        {
            if (same.Key is null) continue;
            var child = at.At(same.Key);
            if (same.Count() == 1) Visit(same.First(), shape.Item, child);
            child.Include();
        }
    }
}
