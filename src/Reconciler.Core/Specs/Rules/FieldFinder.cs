using Reconciler.Objects;

namespace Reconciler.Specs.Rules;

/// <summary>
/// The path of the field that stands at a place, as in spec.processes.web.port. Every node knows its place, so the path
/// is looked up when there is something to report instead of being carried along when there is not.
/// </summary>
internal sealed class FieldFinder(SpecSet specs)
{
    private readonly Lazy<ILookup<string, SpecDocument>> _documents = new(() => specs.Documents.ToLookup(document => document.File, StringComparer.Ordinal));

    /// <summary>The path of the value or key at this place; null where no spec has one there.</summary>
    public string? Find(Origin place)
    {
        if (place.File is null) return null;
        foreach (var document in _documents.Value[place.File])
            if (Within(document.Root, place, FieldPath.Root) is { } path) return path.ToString();
        return null;
    }

    private static FieldPath? Within(Node node, Origin place, FieldPath path)
    {
        switch (node)
        {
            case MapNode map:
                foreach (var entry in map.Entries)
                {
                    var inner = path.Key(entry.Key);
                    if (entry.KeyOrigin == place) return inner;
                    if ((entry.Value.Origin == place ? Inside(entry.Value, place, inner) ?? inner : Within(entry.Value, place, inner)) is { } found) return found;
                }
                return null;
            case ListNode list:
                for (var i = 0; i < list.Items.Length; i++)
                {
                    var inner = path.Item(i);
                    if ((list.Items[i].Origin == place ? Inside(list.Items[i], place, inner) ?? inner : Within(list.Items[i], place, inner)) is { } found) return found;
                }
                return null;
            default:
                return null;
        }
    }

    /// <summary>A block map starts where its first key does; then the map itself is meant.</summary>
    private static FieldPath? Inside(Node node, Origin place, FieldPath path) => node is ListNode ? Within(node, place, path) : null;
}
