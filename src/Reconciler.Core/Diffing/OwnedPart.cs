using System.Collections.Immutable;
using Reconciler.Objects;

namespace Reconciler.Diffing;

/// <summary>
/// Of an object, what a manager owns: as much of it as that manager would have to apply to own the same. It is how an object is kept
/// before it is deleted, since the whole of it would make us own every default.
/// </summary>
public static class OwnedPart
{
    public static MapNode Of(LiveObject live, ManagerEntry entry)
    {
        var owned = Fields(entry.Fields, live.Body);
        var metadata = new MapBuilder { ["name"] = live.Key.Name, ["namespace"] = live.Key.Namespace.Length == 0 ? null : live.Key.Namespace }.AddAll(owned.Map("metadata")).ToMap();
        if (metadata.Map("annotations") is { } annotations) metadata = metadata.With("annotations", annotations.Without(AppliedMark.Annotation));
        var head = new MapBuilder { ["apiVersion"] = live.ApiVersion, ["kind"] = live.Key.Kind, ["metadata"] = metadata };
        return head.AddAll(owned.Without("metadata")).ToMap();
    }

    private static MapNode Fields(MapNode fields, MapNode live) => new([.. from entry in live.Entries
                                                                         where fields[$"f:{entry.Key}"] is MapNode
                                                                         let inner = (MapNode)fields[$"f:{entry.Key}"]!
                                                                         select new MapEntry(entry.Key, Part(inner, entry.Value))]);

    private static Node Part(MapNode fields, Node live) => live switch
    {
        _ when fields.Entries.Length == 0 || fields.Entries is [{ Key: "." }] => IsContainer(fields) ? Emptied(live) : live,
        MapNode map => Fields(fields, map),
        ListNode list => Items(fields, list),
        _ => live,
    };

    /// <summary>Only the container itself is owned: what others put into it is theirs.</summary>
    private static bool IsContainer(MapNode fields) => fields.Entries is [{ Key: "." }];

    private static Node Emptied(Node live) => live switch
    {
        MapNode => MapNode.Empty,
        ListNode => ListNode.Of(),
        _ => live,
    };

    private static ListNode Items(MapNode fields, ListNode list)
    {
        var items = fields.Entries.Where(entry => FieldKeys.IsItem(entry.Key)).Select(entry => (Keys: FieldKeys.Value(entry.Key), Inner: entry.Value as MapNode ?? MapNode.Empty)).ToList();
        var members = fields.Keys.Where(FieldKeys.IsMember).Select(FieldKeys.Value).ToList();
        var kept = ImmutableArray.CreateBuilder<Node>();
        foreach (var item in list.Items)
        {
            var own = items.FirstOrDefault(known => item is MapNode map && FieldKeys.Matches(map, known.Keys));
            if (own.Inner is not null) kept.Add(Part(own.Inner, item));
            else if (members.Exists(member => Node.DeepEquals(member, item))) kept.Add(item);
        }
        return new ListNode(kept.ToImmutable());
    }
}
