using System.Collections.Immutable;
using Reconciler.Objects;

namespace Reconciler.Specs.Merging;

/// <summary>
/// One step of a merge: maps key by key, everything else replaced whole, null as a value that takes away. What counts as
/// one value although it is a map is the language's list: a probe, the value of an environment variable, affinity, an issuer.
/// </summary>
public static class SpecMerge
{
    private static readonly ImmutableHashSet<string> WholeFields = ["affinity", "issuer"];
    private static readonly ImmutableHashSet<string> FieldsOfWholes = ["env", "healthChecks"];

    /// <summary>Merges parts of a spec, later ones winning. Nulls stay in the result, so that a later merge still sees them.</summary>
    public static MapNode Merge(params ReadOnlySpan<MapNode?> steps)
    {
        var result = MapNode.Empty;
        foreach (var step in steps)
            if (step is not null) result = MergeMaps(result, step, fieldsAreWhole: false, deep: false);
        return result;
    }

    /// <summary>Merges maps at every level, as the values of a chart are merged.</summary>
    public static MapNode MergeDeep(MapNode under, MapNode over) => MergeMaps(under, over, fieldsAreWhole: false, deep: true);

    private static MapNode MergeMaps(MapNode under, MapNode over, bool fieldsAreWhole, bool deep)
    {
        if (under.Entries.Length == 0) return over;
        if (over.Entries.Length == 0) return under;
        var entries = under.Entries.ToBuilder();
        var places = new Dictionary<string, int>(entries.Count, StringComparer.Ordinal);
        for (var i = 0; i < entries.Count; i++) places[entries[i].Key] = i;
        foreach (var entry in over.Entries)
        {
            if (!places.TryGetValue(entry.Key, out var at)) entries.Add(entry);
            else entries[at] = entry with { Value = MergeValues(entry.Key, entries[at].Value, entry.Value, fieldsAreWhole, deep) };
        }
        return new MapNode(entries.ToImmutable(), over.Origin);
    }

    private static Node MergeValues(string key, Node under, Node over, bool isWhole, bool deep) => (under, over) switch
    {
        (MapNode a, MapNode b) when deep => MergeMaps(a, b, fieldsAreWhole: false, deep: true),
        (MapNode a, MapNode b) when !isWhole && !WholeFields.Contains(key) => MergeMaps(a, b, FieldsOfWholes.Contains(key), deep: false),
        _ => over,
    };

    /// <summary>
    /// The end of a merge: what null took away is gone. Lists are values and keep their nulls, and so does
    /// `fallback: null`, because that default depends on the triggers and is only added later.
    /// </summary>
    public static MapNode WithoutNulls(MapNode map)
    {
        var entries = ImmutableArray.CreateBuilder<MapEntry>(map.Entries.Length);
        var changed = false;
        foreach (var entry in map.Entries)
        {
            if (entry.Value is ScalarNode { IsNull: true } && entry.Key != "fallback")
            {
                changed = true;
                continue;
            }
            var value = entry.Value is MapNode inner && entry.Key is not ("podSpec" or "affinity") ? WithoutNulls(inner) : entry.Value;
            changed |= !ReferenceEquals(value, entry.Value);
            entries.Add(entry with { Value = value });
        }
        return changed ? new MapNode(entries.ToImmutable(), map.Origin) : map;
    }

    /// <summary>A list with what an earlier step gave first; null takes the earlier items away.</summary>
    public static ListNode? Append(Node? under, Node? over) => (under, over) switch
    {
        (_, ScalarNode { IsNull: true }) => null,
        (ListNode a, ListNode b) => new ListNode(a.Items.AddRange(b.Items), b.Origin),
        (_, ListNode b) => b,
        (ListNode a, _) => a,
        _ => null,
    };

    /// <summary>Lists of maps with a name: an item of a known name is merged field by field, others are added.</summary>
    public static ListNode? AppendByKey(string key, Node? under, Node? over)
    {
        if (under is not ListNode first || over is not ListNode second) return Append(under, over);
        var items = first.Items.ToBuilder();
        foreach (var item in second.Items)
        {
            var name = (item as MapNode).Text(key)?.Value;
            var at = name is null ? -1 : first.Items.Select(known => (known as MapNode).Text(key)?.Value).ToList().IndexOf(name);
            if (at < 0) items.Add(item);
            else items[at] = Merge((MapNode)first.Items[at], (MapNode)item);
        }
        return new ListNode(items.ToImmutable(), second.Origin);
    }
}
