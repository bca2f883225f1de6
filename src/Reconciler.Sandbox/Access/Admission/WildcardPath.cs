using System.Collections.Immutable;
using Reconciler.Objects;

namespace Reconciler.Sandbox.Access.Admission;

/// <summary>A path of keys with dots, in which * stands for every item of a list: spec.template.spec.containers.*.image.</summary>
internal static class WildcardPath
{
    /// <summary>The values at a path; none where nothing is there.</summary>
    public static IReadOnlyList<Node> Find(Node root, string path) => Find(root, Parts(path));

    /// <summary>The tree with each value at a path replaced; a last key that isn't there is added.</summary>
    public static Node Set(Node root, string path, Func<Node?, Node?> change) => Set(root, Parts(path), change);

    /// <summary>A dot inside a key is written with a backslash: metadata.labels.app\.kubernetes\.io/name.</summary>
    private static ReadOnlySpan<string> Parts(string path) =>
        path.Replace("\\.", "\u0000", StringComparison.Ordinal).Split('.').Select(part => part.Replace('\u0000', '.')).ToArray();

    private static List<Node> Find(Node node, ReadOnlySpan<string> parts)
    {
        if (parts.IsEmpty) return [node];
        var found = new List<Node>();
        foreach (var child in Children(node, parts[0])) found.AddRange(Find(child, parts[1..]));
        return found;
    }

    private static ImmutableArray<Node> Children(Node node, string part) => node switch
    {
        ListNode list when part == "*" => list.Items,
        MapNode map when map[part] is { } child => [child],
        _ => [],
    };

    private static Node Set(Node node, ReadOnlySpan<string> parts, Func<Node?, Node?> change)
    {
        switch (node)
        {
            case ListNode list when parts[0] == "*":
                var items = new List<Node>();
                foreach (var item in list.Items)
                    if ((parts.Length == 1 ? change(item) : Set(item, parts[1..], change)) is { } kept) items.Add(kept);
                return ListNode.Of(items);
            case MapNode map when parts.Length == 1:
                return change(map[parts[0]]) is { } value ? map.With(parts[0], value) : map.Without(parts[0]);
            case MapNode map when (map[parts[0]] ?? (parts[1] == "*" ? null : MapNode.Empty)) is { } child:
                var next = Set(child, parts[1..], change);
                return next is MapNode { Entries.Length: 0 } && !map.Has(parts[0]) ? map : map.With(parts[0], next);
            default:
                return node;
        }
    }
}
