using System.Collections.Immutable;
using Reconciler.Objects;

namespace Reconciler.Diffing;

/// <summary>The single fields that a set of fields names.</summary>
public static class FieldLeaves
{
    public static IEnumerable<FieldPointer> Of(MapNode fields) => Walk(fields, []);

    private static IEnumerable<FieldPointer> Walk(MapNode fields, ImmutableArray<string> path)
    {
        var inner = fields.Entries.Where(entry => entry.Key != "." && !FieldKeys.IsMember(entry.Key)).ToList();
        if (inner.Count == 0)
        {
            if (path.Length > 0) yield return new FieldPointer(path);
            yield break;
        }
        foreach (var entry in inner)
            foreach (var leaf in Walk(entry.Value as MapNode ?? MapNode.Empty, path.Add(entry.Key))) yield return leaf;
    }
}
