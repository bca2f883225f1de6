namespace Reconciler.Objects;

/// <summary>What tells an item of a list from the others, as Kubernetes sees it.</summary>
public static class ListItemKey
{
    /// <summary>
    /// The identity of an item in words, as in <c>containerPort 53, protocol TCP</c> with defaults filled in; null where the
    /// list is atomic or the item has none of the keys.
    /// </summary>
    public static string? Of(Node item, KubeList list) => list.Kind switch
    {
        KubeListKind.Set => item is ScalarNode { IsNull: false } scalar ? scalar.Value : null,
        KubeListKind.Map => item is MapNode map && list.Keys.Any(key => !map[key].IsNullOrMissing())
            ? string.Join(", ", list.Keys.Select(key => $"{key} {ValueOf(map, key, list)}"))
            : null,
        _ => null,
    };

    /// <summary>The value of one key field of an item, its default where it is left out.</summary>
    public static string? ValueOf(MapNode item, string key, KubeList list)
    {
        var value = item[key];
        if (value.IsNullOrMissing()) value = (list.Item as KubeObject)?.Type.Field(key)?.Default;
        return (value as ScalarNode)?.Value;
    }
}
