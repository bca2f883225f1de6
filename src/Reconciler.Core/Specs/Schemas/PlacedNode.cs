using Reconciler.Objects;

namespace Reconciler.Specs.Schemas;

/// <summary>A value of a document with the way to it: its key, its path and what it lies in.</summary>
internal sealed record PlacedNode(Node Node, PlacedNode? Parent, string? Key, string Path)
{
    /// <summary>Where the key stands; for an item of a list and for the document the first key of the value.</summary>
    public Origin KeyPlace { get; init; }

    public MapNode? Map => Node as MapNode;

    /// <summary>The entries of the document in the order in which <see cref="NodeJsonReader"/> counts them, the first at 1.</summary>
    public static List<PlacedNode> All(MapNode root)
    {
        var all = new List<PlacedNode> { null! };
        Walk(new PlacedNode(root, null, null, "") { KeyPlace = FirstKey(root) }, all);
        return all;
    }

    /// <summary>The path of a field of this map.</summary>
    public string PathOf(string key)
    {
        if (key.AsSpan().IndexOfAny('.', '[', ' ') >= 0) return $"{Path}[\"{key}\"]";
        return Path.Length == 0 ? key : $"{Path}.{key}";
    }

    private static void Walk(PlacedNode at, List<PlacedNode> all)
    {
        all.Add(at);
        switch (at.Node)
        {
            case MapNode map:
                foreach (var entry in map.Entries) Walk(new PlacedNode(entry.Value, at, entry.Key, at.PathOf(entry.Key)) { KeyPlace = entry.KeyOrigin }, all);
                break;
            case ListNode list:
                for (var i = 0; i < list.Items.Length; i++) Walk(new PlacedNode(list.Items[i], at, null, $"{at.Path}[{i}]") { KeyPlace = FirstKey(list.Items[i]) }, all);
                break;
            case ScalarNode:
                break;
        }
    }

    private static Origin FirstKey(Node node) => node is MapNode { Entries: [var first, ..] } ? first.KeyOrigin : node.Origin;
}
