using System.Collections.Immutable;
using Reconciler.Objects;

namespace Reconciler.Specs.Rules;

/// <summary>
/// The path of the field that stands at a place, as in spec.processes.web.port. Every node knows its place, so the path
/// is looked up when there is something to report instead of being carried along when there is not.
/// </summary>
internal sealed class FieldFinder(SpecSet specs)
{
    private readonly Lazy<ImmutableArray<SpecDocument>> _documents = new(() => [.. specs.Documents.OrderBy(document => document.Root.Origin)]);

    /// <summary>The path of the value or key at this place; null where no spec has one there.</summary>
    public string? Find(Origin place)
    {
        var documents = _documents.Value;
        var (low, high) = (0, documents.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (documents[middle].Root.Origin <= place) low = middle + 1;
            else high = middle;
        }
        return low == 0 || documents[low - 1].File != place.File ? null : Within(documents[low - 1].Root, place, FieldPath.Root)?.ToString();
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
