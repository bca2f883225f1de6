using System.Collections.Immutable;
using Reconciler.Objects;
using Reconciler.Rendering;

namespace Reconciler.Diffing;

/// <summary>
/// JSON patches of managedFields, each guarded by the resourceVersion that was read. They change who owns fields, and never a
/// field itself.
/// </summary>
public static class OwnershipFold
{
    private static readonly ImmutableHashSet<string> ClientSide = ["kubectl-client-side-apply", "before-first-apply"];

    /// <summary>Whether what a manager owns becomes ours when ownership is united.</summary>
    public static bool IsClientSide(string manager) => ClientSide.Contains(manager);

    /// <summary>Whether nobody owns anything, so that the next apply finds it all owned by a manager that the server makes up.</summary>
    public static bool IsStripped(LiveObject live) => live.Managers.All(entry => entry.Name.Length == 0);

    /// <summary>
    /// Unites the entries of client-side apply, and entries under our name of other forms or versions, into our own; null where there
    /// is nothing to unite. Absent fields go with the next apply then, and changed ones are no conflict.
    /// </summary>
    public static ListNode? Operations(LiveObject live, string manager, string apiVersion)
    {
        var folded = live.Managers.Where(entry => entry.Subresource is null && (ClientSide.Contains(entry.Name) || entry.Name == manager)).ToList();
        if (folded.Count == 0 || folded is [{ IsApply: true } own] && own.Name == manager && own.ApiVersion == apiVersion) return null;
        var fields = folded.Aggregate(MapNode.Empty, (union, entry) => Union(union, entry.Fields));
        var ours = folded[0].Body.With("manager", manager).With("operation", "Apply").With("apiVersion", apiVersion).With("fieldsV1", fields);
        return Patch(live, live.Managers.Where(entry => !folded.Contains(entry)).Select(entry => entry.Body).Append(ours));
    }

    /// <summary>Gives a stripped object the entry back that we had in it, and nobody else theirs, so that what we no longer send goes.</summary>
    public static ListNode Restore(LiveObject live, ManagerEntry ours) => Patch(live, [ours.Body]);

    /// <summary>Gives an object up: our label, annotations and entries go, and all that the object says stays.</summary>
    public static ListNode Release(LiveObject live, Identity identity)
    {
        var operations = new List<Node>(Patch(live, live.Managers.Where(entry => entry.Name != identity.Manager && entry.Name != identity.InitialManager).Select(entry => entry.Body)).Items);
        if (live.PartOf == identity.ApplySetId) operations.Add(Remove("labels", Ownership.PartOfLabel));
        foreach (var name in live.Body.Map("metadata").Map("annotations")?.Keys.Where(name => name.StartsWith(Ownership.Prefix, StringComparison.Ordinal)) ?? []) operations.Add(Remove("annotations", name));
        return ListNode.Of(operations);
    }

    private static ListNode Patch(LiveObject live, IEnumerable<MapNode> entries)
    {
        // an empty list resets ownership to before-first-apply at the next apply; one empty entry is how none is written
        var left = entries.DefaultIfEmpty(MapNode.Empty).Select(entry => (Node)entry);
        return ListNode.Of(
            new MapBuilder { ["op"] = "test", ["path"] = "/metadata/resourceVersion", ["value"] = live.ResourceVersion }.ToMap(),
            new MapBuilder { ["op"] = "replace", ["path"] = "/metadata/managedFields", ["value"] = ListNode.Of(left) }.ToMap());
    }

    private static MapNode Remove(string map, string name) =>
        new MapBuilder { ["op"] = "remove", ["path"] = $"/metadata/{map}/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}" }.ToMap();

    private static MapNode Union(MapNode left, MapNode right) => right.Entries.Aggregate(left, (union, entry) =>
        union.With(entry.Key, union[entry.Key] is MapNode both && entry.Value is MapNode more ? Union(both, more) : entry.Value));
}
