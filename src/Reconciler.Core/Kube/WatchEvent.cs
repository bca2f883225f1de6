using System.Collections.Immutable;
using Reconciler.Objects;

namespace Reconciler.Kube;

/// <summary>Which objects to watch, and when not to trust the silence.</summary>
public sealed record WatchRequest(KubeResource Resource)
{
    /// <summary>Null: all namespaces.</summary>
    public string? Namespace { get; init; }

    public string? LabelSelector { get; init; }
    public string? FieldSelector { get; init; }
    public bool IsMetadataOnly { get; init; }

    /// <summary>Bookmarks come about once a minute: a watch that gives nothing for longer than this is listed anew.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>After this time, or a little less, it is listed anew in any case.</summary>
    public TimeSpan Age { get; init; } = TimeSpan.FromHours(1);
}

/// <summary>What a watch tells. It starts with a <see cref="Listed"/> and goes on until it is cancelled.</summary>
public abstract record WatchEvent
{
    private WatchEvent() { }

    /// <summary>All objects there are: what is not among them is gone. Comes at the start and whenever events may have been missed.</summary>
    public sealed record Listed(ImmutableArray<MapNode> Items, string ResourceVersion) : WatchEvent;

    /// <summary>An object was made or changed, or has come to match the selector.</summary>
    public sealed record Changed(MapNode Body, bool IsNew) : WatchEvent;

    /// <summary>An object is gone, or no longer matches the selector: a read of its name tells which.</summary>
    public sealed record Deleted(MapNode Body) : WatchEvent;

    /// <summary>Nothing was missed up to here.</summary>
    public sealed record Bookmark(string ResourceVersion) : WatchEvent;

    /// <summary>The state is unknown from now on; it is asked for again, and the next event but this is an answer.</summary>
    public sealed record Interrupted(KubeError Error) : WatchEvent;
}
