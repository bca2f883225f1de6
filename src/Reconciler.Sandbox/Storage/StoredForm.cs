using System.Collections.Immutable;
using Reconciler.Objects;

namespace Reconciler.Sandbox.Storage;

/// <summary>The order in which an object's first fields are kept, so that answers begin as the API server's do.</summary>
internal static class StoredForm
{
    private static readonly ImmutableArray<string> Head = ["kind", "apiVersion", "metadata"];
    private static readonly ImmutableArray<string> Meta =
    [
        "name", "generateName", "namespace", "uid", "resourceVersion", "generation", "creationTimestamp", "deletionTimestamp",
        "deletionGracePeriodSeconds", "labels", "annotations", "ownerReferences", "finalizers", "managedFields",
    ];

    public static MapNode Order(MapNode body, string revision)
    {
        var metadata = (body.Map("metadata") ?? MapNode.Empty).With("resourceVersion", revision);
        return First(body.With("metadata", First(metadata, Meta)), Head);
    }

    private static MapNode First(MapNode map, ImmutableArray<string> keys)
    {
        var entries = ImmutableArray.CreateBuilder<MapEntry>(map.Entries.Length);
        foreach (var key in keys)
            if (map.Find(key) is { } entry) entries.Add(entry);
        foreach (var entry in map.Entries)
            if (!keys.Contains(entry.Key)) entries.Add(entry);
        return new MapNode(entries.ToImmutable(), map.Origin);
    }
}
