using System.Collections.Immutable;
using Reconciler.Objects;

namespace Reconciler.Sandbox.Writes.Patches;

/// <summary>
/// A strategic merge patch as the API server applies it, with the directives that kubectl sends. Core's StrategicMerge
/// differs where it helps people who write patches by hand; this one does what the server does.
/// </summary>
internal static class StrategicPatch
{
    private const string Directive = "$patch";
    private const string RetainKeys = "$retainKeys";
    private const string ElementOrder = "$setElementOrder/";
    private const string DeleteFrom = "$deleteFromPrimitiveList/";

    public static MapNode Apply(MapNode live, MapNode patch, KubeType type) => MergeMap(live, patch, new KubeObject(type, IsAtomic: false));

    private static MapNode MergeMap(MapNode live, MapNode patch, KubeValue? type)
    {
        switch (patch.Text(Directive)?.Value)
        {
            case "replace":
                return patch.Without(Directive);
            case "delete":
                return MapNode.Empty;
            case "merge" or null:
                break;
            case var unknown:
                throw new RefusedWriteException(Refusals.Plain($"unknown patch type: {unknown} in map: {GoText.Plain(patch)}"));
        }
        if (patch.List(RetainKeys) is { } retained) live = Retain(live, patch, retained);
        var merged = live;
        foreach (var entry in patch.Entries)
        {
            if (entry.Key is Directive or RetainKeys || entry.Key.StartsWith(ElementOrder, StringComparison.Ordinal)) continue;
            if (entry.Key.StartsWith(DeleteFrom, StringComparison.Ordinal)) merged = DeleteItems(merged, entry);
            else if (entry.Value is ScalarNode { IsNull: true }) merged = merged.Without(entry.Key);
            else merged = merged.With(entry.Key, MergeValue(merged[entry.Key], entry.Value, FieldType(type, entry.Key), patch[ElementOrder + entry.Key] as ListNode));
        }
        foreach (var entry in patch.Entries)
        {
            if (!entry.Key.StartsWith(ElementOrder, StringComparison.Ordinal)) continue;
            var name = entry.Key[ElementOrder.Length..];
            if (patch.Has(name) || merged[name] is not ListNode items || entry.Value is not ListNode order || FieldType(type, name) is not KubeList list) continue;
            merged = merged.With(name, Ordered(items, items, order, list.PatchKey));
        }
        return merged;
    }

    private static Node MergeValue(Node? live, Node patch, KubeValue? type, ListNode? order) => (type, live, patch) switch
    {
        (KubeList { IsPatchMerged: true } list, ListNode old, ListNode change) => MergeList(old, change, list, order),
        (KubeList { IsPatchMerged: true } list, null, ListNode change) => MergeList(new ListNode([]), change, list, order),
        (_, MapNode old, MapNode change) => MergeMap(old, change, type),
        (_, null, MapNode change) => Plain(change, type),
        _ => patch,
    };

    /// <summary>What is new is taken as it is, without directives and nulls.</summary>
    private static MapNode Plain(MapNode patch, KubeValue? type) => MergeMap(MapNode.Empty, patch, type);

    private static ListNode MergeList(ListNode live, ListNode patch, KubeList list, ListNode? order)
    {
        if (list.PatchKey is not { } key)
        {
            var added = patch.Items.Where(item => !live.Items.Any(old => Node.DeepEquals(old, item)));
            var union = new ListNode([.. live.Items, .. added]);
            return Ordered(union, live, order ?? patch, null);
        }
        var items = live.Items.ToList();
        var changes = patch.Items;
        if (changes.Any(item => (item as MapNode).Text(Directive)?.Value == "replace"))
        {
            var instead = changes.Where(item => !(item is MapNode map && map.Has(Directive)));
            return new ListNode([.. instead]);
        }
        foreach (var item in changes)
        {
            if (item is not MapNode change) throw new RefusedWriteException(Refusals.Plain($"list element types are not identical: [{GoText.Plain(live)} {GoText.Plain(patch)}]"));
            if (change[key].IsNullOrMissing()) throw new RefusedWriteException(Refusals.Plain($"map: {GoText.Plain(change)} does not contain declared merge key: {key}"));
            var at = items.FindIndex(old => old is MapNode map && Node.DeepEquals(map[key], change[key]));
            if (change.Text(Directive)?.Value == "delete") items.RemoveAll(old => old is MapNode map && Node.DeepEquals(map[key], change[key]));
            else if (at < 0) items.Add(Plain(change, list.Item));
            else items[at] = MergeMap((MapNode)items[at], change, list.Item);
        }
        var merged = new ListNode([.. items]);
        // without an order of its own the patch is one: what it names comes as it names it
        return Ordered(merged, live, order ?? new ListNode(changes.RemoveAll(item => item is MapNode map && map.Has(Directive))), key);
    }

    /// <summary>The items that the order names, in that order; the others keep their places among the live ones.</summary>
    private static ListNode Ordered(ListNode items, ListNode live, ListNode order, string? key)
    {
        var wanted = order.Items.Select(item => Identity(item, key)).ToList();
        var serverOrder = live.Items.Select(item => Identity(item, key)).ToList();
        var named = items.Items.Where(item => wanted.Contains(Identity(item, key))).OrderBy(item => wanted.IndexOf(Identity(item, key))).ToList();
        var others = items.Items.Where(item => !wanted.Contains(Identity(item, key))).OrderBy(item => serverOrder.IndexOf(Identity(item, key))).ToList();
        var ordered = ImmutableArray.CreateBuilder<Node>(items.Items.Length);
        for (int i = 0, j = 0; i < others.Count || j < named.Count;)
        {
            if (i >= others.Count) ordered.Add(named[j++]);
            else if (j >= named.Count) ordered.Add(others[i++]);
            else
            {
                var (left, right) = (serverOrder.IndexOf(Identity(others[i], key)), serverOrder.IndexOf(Identity(named[j], key)));
                ordered.Add(left >= 0 && right >= 0 && left < right ? others[i++] : named[j++]);
            }
        }
        return new ListNode(ordered.ToImmutable());
    }

    private static string Identity(Node item, string? key) => key is null ? GoText.Json(item) : GoText.Json((item as MapNode)?[key]);

    private static MapNode Retain(MapNode live, MapNode patch, ListNode retained)
    {
        var kept = retained.Items.Select(item => (item as ScalarNode)?.Value ?? "").ToHashSet(StringComparer.Ordinal);
        if (patch.Entries.Any(entry => !entry.Key.StartsWith('$') && entry.Value is not ScalarNode { IsNull: true } && !kept.Contains(entry.Key)))
            throw Bad("invalid patch format of retainKeys");
        return new MapNode(live.Entries.RemoveAll(entry => !kept.Contains(entry.Key)));
    }

    private static MapNode DeleteItems(MapNode merged, MapEntry directive)
    {
        var name = directive.Key[DeleteFrom.Length..];
        if (merged[name] is not ListNode items || directive.Value is not ListNode gone) return merged;
        return merged.With(name, new ListNode([.. items.Items.Where(item => !gone.Items.Any(other => Node.DeepEquals(item, other)))]));
    }

    private static KubeValue? FieldType(KubeValue? type, string key) => type switch
    {
        KubeObject known => known.Type.Field(key)?.Value,
        KubeMap map => map.Value,
        _ => null,
    };

    private static RefusedWriteException Bad(string message) => new(Refusals.BadRequest(message));
}
