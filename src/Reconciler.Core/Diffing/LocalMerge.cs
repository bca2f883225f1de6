using Reconciler.Objects;

namespace Reconciler.Diffing;

/// <summary>
/// What a live object would look like with the wanted fields on it, computed without a server: maps are merged, list items by
/// the keys of their kind, anything else is replaced. It knows no defaults and removes nothing.
/// </summary>
public static class LocalMerge
{
    public static MapNode Of(MapNode live, MapNode desired) => Merge(live, desired, KubeTypes.Of(desired)?.Root is { } root ? new KubeObject(root, IsAtomic: false) : null);

    private static MapNode Merge(MapNode live, MapNode desired, KubeValue? known)
    {
        var merged = live;
        foreach (var entry in desired.Entries)
        {
            KubeValue? inner = known switch
            {
                KubeObject type => type.Type.Field(entry.Key)?.Value,
                KubeMap map => map.Value,
                _ => null,
            };
            merged = merged.With(entry.Key, Value(live[entry.Key], entry.Value, inner), entry.KeyOrigin);
        }
        return merged;
    }

    private static Node Value(Node? live, Node desired, KubeValue? known) => (live, desired, known) switch
    {
        (MapNode a, MapNode b, not (KubeObject { IsAtomic: true } or KubeMap { IsAtomic: true })) => Merge(a, b, known),
        (ListNode a, ListNode b, KubeList { Kind: KubeListKind.Map } list) => Items(a, b, list),
        (ScalarNode a, ScalarNode b, _) when a.Value == b.Value => a,
        _ => desired,
    };

    private static ListNode Items(ListNode live, ListNode desired, KubeList list) =>
        new([.. desired.Items.Select(item => Same(live, item, list) is { } own && item is MapNode map ? Merge(own, map, list.Item) : item)], desired.Origin);

    private static MapNode? Same(ListNode live, Node item, KubeList list) =>
        ListItemKey.Of(item, list) is { } key ? live.Items.OfType<MapNode>().FirstOrDefault(other => ListItemKey.Of(other, list) == key) : null;
}
