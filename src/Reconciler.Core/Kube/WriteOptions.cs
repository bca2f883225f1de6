using Reconciler.Objects;

namespace Reconciler.Kube;

/// <summary>How to write. The UID and resourceVersion that a write is guarded by travel in the object itself.</summary>
public sealed record WriteOptions(string FieldManager)
{
    /// <summary>Whether an apply takes fields from other managers.</summary>
    public bool Force { get; init; }

    /// <summary>Whether the server only says what it would do.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>Ignore, Warn or Strict; null: what the server does by itself.</summary>
    public string? FieldValidation { get; init; }
}

/// <summary>What becomes of an object's dependents.</summary>
public enum Propagation
{
    Foreground,
    Background,
    Orphan,
}

/// <summary>
/// How to delete. There is always a policy, because a kind's own one may orphan what hangs on it; with a UID the deletion
/// can be repeated safely.
/// </summary>
public sealed record DeleteOptions(Propagation Propagation)
{
    public string? Uid { get; init; }
    public string? ResourceVersion { get; init; }
    public bool IsDryRun { get; init; }

    /// <summary>How long a pod may take to stop, in seconds; null: what it says itself.</summary>
    public int? GraceSeconds { get; init; }

    public MapNode ToBody()
    {
        var preconditions = new MapBuilder { ["uid"] = Uid, ["resourceVersion"] = ResourceVersion };
        var body = new MapBuilder
        {
            ["kind"] = "DeleteOptions",
            ["apiVersion"] = "v1",
            ["propagationPolicy"] = Propagation.ToString(),
            ["preconditions"] = preconditions.IsEmpty ? null : preconditions,
            ["dryRun"] = IsDryRun ? ListNode.Of("All") : null,
        };
        if (GraceSeconds is { } seconds) body.Add("gracePeriodSeconds", seconds);
        return body.ToMap();
    }
}
