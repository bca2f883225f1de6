using System.Collections.Immutable;
using Reconciler.Objects;

namespace Reconciler.Sandbox.Api;

/// <summary>One cause inside a Status: which field, and why. Reason and field are null where a real server leaves them out.</summary>
public sealed record StatusCause(string? Reason, string? Field, string Message);

/// <summary>
/// A refusal as a Kubernetes API server writes it: a Status object with code, reason, message and causes. A reason of null
/// is real too: server-side apply reports mistakes in the object as 500 without one.
/// </summary>
public sealed record ApiStatus(int Code, string? Reason, string Message)
{
    public ImmutableArray<StatusCause> Causes { get; init; } = [];

    /// <summary>Name, group, kind (a resource's plural name in most answers) and UID of what it is about.</summary>
    public string? Name { get; init; }
    public string? Group { get; init; }
    public string? Kind { get; init; }
    public string? Uid { get; init; }
    public int? RetryAfterSeconds { get; init; }

    /// <summary>Whether details are written also where they say nothing, as generic refusals do.</summary>
    public bool HasDetails { get; init; }

    public MapNode ToNode()
    {
        var details = new MapBuilder { ["name"] = string.IsNullOrEmpty(Name) ? null : Name, ["group"] = string.IsNullOrEmpty(Group) ? null : Group, ["kind"] = string.IsNullOrEmpty(Kind) ? null : Kind, ["uid"] = Uid };
        details.AddList("causes", Causes.Select(cause => (Node)new MapBuilder { ["reason"] = cause.Reason, ["message"] = cause.Message, ["field"] = cause.Field }!));
        if (RetryAfterSeconds is { } seconds) details.Add("retryAfterSeconds", seconds);
        return new MapBuilder
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = MapNode.Empty,
            ["status"] = "Failure",
            ["message"] = Message,
            ["reason"] = Reason,
            ["details"] = details.IsEmpty && !HasDetails ? null : details,
            ["code"] = Code,
        }.ToMap();
    }
}
