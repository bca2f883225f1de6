using System.Collections.Immutable;
using Reconciler.Sandbox.Api;

namespace Reconciler.Sandbox.Faults;

/// <summary>What goes wrong.</summary>
public abstract record FaultAction
{
    private FaultAction() { }

    /// <summary>The request is refused and has no effect.</summary>
    public sealed record Refuse(ApiStatus Status) : FaultAction;

    /// <summary>The request is refused in plain text, as an aggregated API that is down refuses.</summary>
    public sealed record RefuseText(int Code, string Text) : FaultAction;

    /// <summary>The request waits before it is taken up.</summary>
    public sealed record Delay(TimeSpan Time) : FaultAction;

    /// <summary>The connection breaks before the request is taken up.</summary>
    public sealed record CutBefore : FaultAction;

    /// <summary>The request takes effect, and the connection breaks instead of an answer.</summary>
    public sealed record CutAfter : FaultAction;

    /// <summary>The answer comes in pieces with pauses between them.</summary>
    public sealed record SlowBody(int Bytes, TimeSpan Pause) : FaultAction;

    /// <summary>The answer breaks off after so many bytes.</summary>
    public sealed record CutBody(int AfterBytes) : FaultAction;

    /// <summary>A watch breaks off after so long, however much it has said.</summary>
    public sealed record DropWatch(TimeSpan After) : FaultAction;

    /// <summary>The whole process ends, before or after the request's effect, as when it is killed.</summary>
    public sealed record Die(bool AfterEffect) : FaultAction;
}

/// <summary>The refusals that are wanted most.</summary>
public static class FaultAnswers
{
    public static FaultAction Conflict { get; } = new FaultAction.Refuse(new ApiStatus(409, "Conflict", "Operation cannot be fulfilled: the object has been modified; please apply your changes to the latest version and try again"));

    public static FaultAction Internal { get; } = new FaultAction.Refuse(new ApiStatus(500, "InternalError", "Internal error occurred: failed calling webhook \"sandbox.reconciler.dev\": context deadline exceeded"));

    public static FaultAction Unavailable { get; } = new FaultAction.RefuseText(503, "service unavailable\n");

    public static FaultAction TooMany(int retryAfterSeconds) =>
        new FaultAction.Refuse(new ApiStatus(429, "TooManyRequests", "the server has received too many requests and has asked us to try again later") { RetryAfterSeconds = retryAfterSeconds });
}

/// <summary>Which requests a fault is for, and how often. An empty list means any; a pattern may have a * at its end.</summary>
public sealed record FaultRule(FaultAction Action)
{
    /// <summary>As in access rules, and "apply" for a server-side apply.</summary>
    public ImmutableArray<string> Verbs { get; init; } = [];

    /// <summary>Resources by their plural name, as in "deployments" or "pods/log".</summary>
    public ImmutableArray<string> Resources { get; init; } = [];
    public ImmutableArray<string> Namespaces { get; init; } = [];
    public ImmutableArray<string> Names { get; init; } = [];

    /// <summary>Whether dry runs are meant: true only those, false none, null both.</summary>
    public bool? DryRun { get; init; }

    /// <summary>How many of the matching requests are let by first.</summary>
    public int Skip { get; init; }

    /// <summary>How many are hit at most; null for all.</summary>
    public int? Times { get; init; }

    /// <summary>How likely a matching request is hit.</summary>
    public double Probability { get; init; } = 1;

    public bool Matches(FaultRequest request) =>
        Any(Verbs, request.Verb) && Any(Resources, request.Resource) && Any(Namespaces, request.Namespace) && Any(Names, request.Name) && (DryRun is null || DryRun == request.IsDryRun);

    private static bool Any(ImmutableArray<string> patterns, string value) =>
        patterns.IsEmpty || patterns.Any(pattern => pattern == value || (pattern.EndsWith('*') && value.StartsWith(pattern[..^1], StringComparison.Ordinal)));
}

/// <summary>A request in the words of fault rules.</summary>
public sealed record FaultRequest(string Verb, string Resource, string Namespace, string Name, bool IsDryRun);
