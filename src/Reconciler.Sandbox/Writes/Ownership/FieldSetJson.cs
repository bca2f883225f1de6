using System.Collections.Immutable;
using Reconciler.Objects;

namespace Reconciler.Sandbox.Writes.Ownership;

/// <summary>Sets of paths in the form of fieldsV1: nested maps, with a dot where a path ends and others go on.</summary>
internal static class FieldSetJson
{
    public static MapNode Write(FieldSet set) => Write(set, isMember: false);

    /// <summary>Reads fieldsV1; steps of an unknown form are passed over.</summary>
    public static FieldSet Read(MapNode fields)
    {
        var builder = new FieldSetBuilder();
        Read(fields, builder);
        return builder.ToSet();
    }

    private static MapNode Write(FieldSet set, bool isMember)
    {
        if (set.IsEmpty) return MapNode.Empty;
        var entries = ImmutableArray.CreateBuilder<MapEntry>(set.Nodes.Length + 1);
        if (isMember) entries.Add(new MapEntry(".", MapNode.Empty));
        foreach (var node in set.Nodes) entries.Add(new MapEntry(node.Element.Written, Write(node.Children, node.IsMember)));
        return new MapNode(entries.ToImmutable());
    }

    private static bool Read(MapNode fields, FieldSetBuilder into)
    {
        var (hasChildren, isMember) = (false, false);
        foreach (var entry in fields.Entries)
        {
            if (entry.Key == ".") isMember = true;
            else if (FieldElement.Parse(entry.Key) is { } element)
            {
                hasChildren = true;
                var child = into.At(element);
                if (Read(entry.Value as MapNode ?? MapNode.Empty, child)) child.Include();
            }
        }
        return isMember || !hasChildren;
    }
}
