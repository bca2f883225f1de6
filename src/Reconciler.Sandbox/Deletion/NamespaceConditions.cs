using System.Globalization;
using Reconciler.Objects;
using Reconciler.Sandbox.Resources;
using Reconciler.Sandbox.Storage;

namespace Reconciler.Sandbox.Deletion;

/// <summary>What the status of a dying Namespace says about its content.</summary>
internal static class NamespaceConditions
{
    public static MapNode With(MapNode home, IReadOnlyCollection<StoredObject> content, DateTimeOffset now)
    {
        var finalizers = content.SelectMany(stored => stored.Body.Finalizers()).GroupBy(name => name).OrderBy(group => group.Key, StringComparer.Ordinal).ToList();
        var remaining = content.GroupBy(stored => stored.Place.Resource).OrderBy(group => group.Key, StringComparer.Ordinal).ToList();
        var old = home.Map("status").Maps("conditions").ToList();
        var conditions = new List<Node>
        {
            Condition(old, "NamespaceDeletionDiscoveryFailure", false, "ResourcesDiscovered", "All resources successfully discovered", now),
            Condition(old, "NamespaceDeletionGroupVersionParsingFailure", false, "ParsedGroupVersions", "All legacy kube types successfully parsed", now),
            Condition(old, "NamespaceDeletionContentFailure", false, "ContentDeleted", "All content successfully deleted, may be waiting on finalization", now),
            remaining.Count == 0
                ? Condition(old, "NamespaceContentRemaining", false, "ContentRemoved", "All content successfully removed", now)
                : Condition(old, "NamespaceContentRemaining", true, "SomeResourcesRemain", $"Some resources are remaining: {string.Join(", ", remaining.Select(group => $"{group.Key} has {Count(group.Count())} resource instances"))}", now),
            finalizers.Count == 0
                ? Condition(old, "NamespaceFinalizersRemaining", false, "ContentHasNoFinalizers", "All content-preserving finalizers finished", now)
                : Condition(old, "NamespaceFinalizersRemaining", true, "SomeFinalizersRemain", $"Some content in the namespace has finalizers remaining: {string.Join(", ", finalizers.Select(group => $"{group.Key} in {Count(group.Count())} resource instances"))}", now),
        };
        return home.With("status", (home.Map("status") ?? MapNode.Empty).With("conditions", ListNode.Of(conditions)));
    }

    private static MapNode Condition(List<MapNode> old, string type, bool isTrue, string reason, string message, DateTimeOffset now)
    {
        var before = old.Find(item => item.Text("type")?.Value == type);
        var status = isTrue ? "True" : "False";
        return new MapBuilder
        {
            ["type"] = type,
            ["status"] = status,
            ["lastTransitionTime"] = before.Text("status")?.Value == status ? before!["lastTransitionTime"] : Metadata.Time(now),
            ["reason"] = reason,
            ["message"] = message,
        }.ToMap();
    }

    private static string Count(int number) => number.ToString(CultureInfo.InvariantCulture);
}
