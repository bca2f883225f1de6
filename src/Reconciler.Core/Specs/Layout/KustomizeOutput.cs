using Reconciler.Objects;

namespace Reconciler.Specs.Layout;

/// <summary>
/// What a kustomization gave. The text that it gave exists nowhere, so nothing in it has a line of its own: it all stands
/// where the kustomization begins, save what an App's object brought along and kept.
/// </summary>
public static class KustomizeOutput
{
    /// <summary>The output as if it stood in the kustomization's file.</summary>
    public static YamlFile Read(string kustomization, string output)
    {
        var place = new Origin(kustomization, 1, 1);
        var file = YamlReader.Read(kustomization, output);
        return file with
        {
            Documents = [.. file.Documents.Select(document => new YamlDocument((MapNode)Move(document.Root, place), 1, 1))],
            Problems = [.. file.Problems.Select(problem => problem with { Place = place })],
            Allowed = System.Collections.Immutable.ImmutableDictionary<int, System.Collections.Immutable.ImmutableArray<string>>.Empty,
        };
    }

    /// <summary>The tree with the places of another wherever both say the same.</summary>
    public static Node WithPlacesOf(Node output, Node? input) => (output, input) switch
    {
        (MapNode made, MapNode given) => new MapNode([.. made.Entries.Select(entry => given.Find(entry.Key) is { } known
            ? new MapEntry(entry.Key, WithPlacesOf(entry.Value, known.Value), known.KeyOrigin)
            : entry)], given.Origin),
        (ListNode made, ListNode given) when made.Items.Length == given.Items.Length => new ListNode([.. made.Items.Select((item, i) => WithPlacesOf(item, given.Items[i]))], given.Origin),
        (ScalarNode made, ScalarNode given) when Node.DeepEquals(made, given) => given,
        _ => output,
    };

    private static Node Move(Node node, Origin place) => node switch
    {
        MapNode map => new MapNode([.. map.Entries.Select(entry => new MapEntry(entry.Key, Move(entry.Value, place), place))], place),
        ListNode list => new ListNode([.. list.Items.Select(item => Move(item, place))], place),
        _ => node.At(place),
    };
}
