using System.Collections.Immutable;

namespace Reconciler.Objects;

/// <summary>
/// Merges a patch into an object the way kubectl's strategic merge does: maps key by key, lists with a merge key item by
/// item, every other list as a whole; null takes a field away. What wins keeps the place it was written at.
/// </summary>
public static class StrategicMerge
{
    /// <summary>The key under which a patch says <c>delete</c> or <c>replace</c> of the map or list item that it stands in.</summary>
    public const string Directive = "$patch";

    /// <summary>
    /// Fields of which Kubernetes allows one: where a patch writes one of them, the others of the original give way. kubectl keeps them
    /// and makes an object that is refused.
    /// </summary>
    private static readonly Dictionary<string, ImmutableArray<string>> Alternatives = new(StringComparer.Ordinal)
    {
        ["io.k8s.api.core.v1.EnvVar"] = ["value", "valueFrom"],
        ["io.k8s.api.core.v1.EnvVarSource"] = ["configMapKeyRef", "fieldRef", "fileKeyRef", "resourceFieldRef", "secretKeyRef"],
        ["io.k8s.api.core.v1.Probe"] = ["exec", "grpc", "httpGet", "tcpSocket"],
        ["io.k8s.api.core.v1.LifecycleHandler"] = ["exec", "httpGet", "sleep", "tcpSocket"],
    };

    /// <summary>The original with the patch merged in; either may lack anything, and neither is changed.</summary>
    public static MapNode Merge(MapNode original, MapNode patch, KubeType type) => MergeObject(original, patch, type, retainsKeys: false);

    private static MapNode MergeObject(MapNode original, MapNode patch, KubeType? type, bool retainsKeys)
    {
        if (patch.Text(Directive)?.Value == "replace") return Clean(patch, type);
        var kept = original.Entries.Where(entry => !GivesWay(entry.Key, patch, type, retainsKeys));
        return MergeEntries([.. kept], original, patch, key => type?.Field(key));
    }

    private static MapNode MergeMap(MapNode original, MapNode patch, KubeValue? value)
    {
        var field = value is null ? null : new KubeField("", value, IsRequired: false, Default: null, RetainsKeys: false);
        return patch.Text(Directive)?.Value == "replace" ? CleanMap(patch, value) : MergeEntries(original.Entries, original, patch, _ => field);
    }

    private static MapNode MergeEntries(ImmutableArray<MapEntry> kept, MapNode original, MapNode patch, Func<string, KubeField?> fieldOf)
    {
        var merged = ImmutableArray.CreateBuilder<MapEntry>();
        foreach (var entry in kept)
        {
            if (patch.Find(entry.Key) is not { } change) merged.Add(entry);
            else if (!IsRemoval(change.Value)) merged.Add(new MapEntry(entry.Key, MergeValue(entry.Value, change.Value, fieldOf(entry.Key)), change.KeyOrigin.IsKnown ? change.KeyOrigin : entry.KeyOrigin));
        }
        foreach (var change in patch.Entries)
        {
            if (change.Key == Directive || IsRemoval(change.Value) || kept.Any(entry => entry.Key == change.Key)) continue;
            merged.Add(change with { Value = CleanValue(change.Value, fieldOf(change.Key)?.Value) });
        }
        return new MapNode(merged.ToImmutable(), original.Origin.IsKnown ? original.Origin : patch.Origin);
    }

    private static Node MergeValue(Node original, Node patch, KubeField? field) => (field?.Value, original, patch) switch
    {
        (KubeObject known, MapNode old, MapNode change) => MergeObject(old, change, known.Type, field.RetainsKeys),
        (KubeList { IsPatchMerged: true, PatchKey: { } key } list, ListNode old, ListNode change) => MergeItems(old, change, list, key, field.RetainsKeys),
        (KubeList { IsPatchMerged: true }, ListNode old, ListNode change) => Unite(old, change),
        (KubeMap map, MapNode old, MapNode change) => MergeMap(old, change, map.Value),
        (KubeFree or null, MapNode old, MapNode change) => MergeMap(old, change, null),
        _ => CleanValue(patch, field?.Value),
    };

    private static ListNode MergeItems(ListNode original, ListNode patch, KubeList list, string patchKey, bool retainsKeys)
    {
        var type = (list.Item as KubeObject)?.Type;
        var replaces = patch.Items.Any(item => item is MapNode { Entries.Length: 1 } only && only.Text(Directive)?.Value == "replace");
        var items = replaces ? [] : original.Items.ToList();
        foreach (var change in patch.Items)
        {
            if (change is not MapNode map)
            {
                items.Add(change);
                continue;
            }
            if (map.Entries.Length == 1 && map.Has(Directive)) continue;
            var at = items.FindIndex(item => item is MapNode old && IsSame(old, map, list, patchKey));
            if (map.Text(Directive)?.Value == "delete")
            {
                if (at >= 0) items.RemoveAt(at);
            }
            else if (at >= 0) items[at] = MergeObject((MapNode)items[at], map, type, retainsKeys && map.Entries.Any(entry => entry.Key != patchKey && !IsRemoval(entry.Value)));
            else items.Add(CleanValue(map, list.Item));
        }
        return new ListNode([.. items], original.Origin.IsKnown ? original.Origin : patch.Origin);
    }

    /// <summary>
    /// Items match by the patch merge key. Where server-side apply tells items apart by more (a port also by its protocol),
    /// a patch that writes those means just that item.
    /// </summary>
    private static bool IsSame(MapNode original, MapNode patch, KubeList list, string patchKey) =>
        !patch[patchKey].IsNullOrMissing() && ListItemKey.ValueOf(patch, patchKey, list) == ListItemKey.ValueOf(original, patchKey, list)
        && list.Keys.All(key => key == patchKey || patch[key].IsNullOrMissing() || ListItemKey.ValueOf(patch, key, list) == ListItemKey.ValueOf(original, key, list));

    private static ListNode Unite(ListNode original, ListNode patch)
    {
        var added = patch.Items.Where(item => !original.Items.Any(old => Node.DeepEquals(old, item)));
        return new ListNode([.. original.Items, .. added], original.Origin.IsKnown ? original.Origin : patch.Origin);
    }

    private static bool GivesWay(string key, MapNode patch, KubeType? type, bool retainsKeys)
    {
        if (patch.Has(key)) return false;
        if (retainsKeys) return true;
        return type is not null && Alternatives.TryGetValue(type.Name, out var others) && others.Contains(key)
            && patch.Entries.Any(entry => others.Contains(entry.Key) && !IsRemoval(entry.Value));
    }

    private static bool IsRemoval(Node value) => value is ScalarNode { IsNull: true } || (value is MapNode map && map.Text(Directive)?.Value == "delete");

    /// <summary>What a patch adds where the original has nothing: itself, without nulls and directives.</summary>
    private static Node CleanValue(Node value, KubeValue? expected) => (expected, value) switch
    {
        (KubeObject known, MapNode map) => Clean(map, known.Type),
        (KubeMap known, MapNode map) => CleanMap(map, known.Value),
        (KubeFree or null, MapNode map) => CleanMap(map, null),
        (KubeList known, ListNode list) => new ListNode([.. list.Items.Where(item => !IsRemoval(item) && !IsDirectiveOnly(item)).Select(item => CleanValue(item, known.Item))], list.Origin),
        _ => value,
    };

    private static MapNode Clean(MapNode map, KubeType? type) =>
        new([.. map.Entries.Where(entry => entry.Key != Directive && !IsRemoval(entry.Value)).Select(entry => entry with { Value = CleanValue(entry.Value, type?.Field(entry.Key)?.Value) })], map.Origin);

    private static MapNode CleanMap(MapNode map, KubeValue? value) =>
        new([.. map.Entries.Where(entry => entry.Key != Directive && !IsRemoval(entry.Value)).Select(entry => entry with { Value = CleanValue(entry.Value, value) })], map.Origin);

    private static bool IsDirectiveOnly(Node item) => item is MapNode { Entries.Length: 1 } map && map.Has(Directive);
}
