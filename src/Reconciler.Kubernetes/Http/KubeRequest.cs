using Reconciler.Objects;

namespace Reconciler.Kubernetes.Http;

/// <summary>What may be done again when nobody knows whether the first time had an effect.</summary>
public enum RetryRule
{
    /// <summary>Doing it twice is as good as once: reads, dry runs, and writes that are guarded by UID or preconditions.</summary>
    Idempotent,

    /// <summary>Only what surely was not done may be done again.</summary>
    OnlyIfNotDone,

    /// <summary>The answer is wanted as it comes, whatever it is.</summary>
    Never,
}

/// <summary>One request to the API server. The path starts with a slash and includes the query.</summary>
internal sealed record KubeRequest(HttpMethod Method, string Path)
{
    public const string Json = "application/json";
    public const string Apply = "application/apply-patch+yaml";
    public const string JsonPatch = "application/json-patch+json";

    /// <summary>What the request is about, for messages: "deployments.apps shop/web".</summary>
    public required string Subject { get; init; }

    /// <summary>The plural name of the kind that it is about, where it is about one.</summary>
    public string? Resource { get; init; }

    public Node? Body { get; init; }
    public string ContentType { get; init; } = Json;
    public string Accept { get; init; } = Json;
    public RetryRule Retry { get; init; } = RetryRule.Idempotent;

    /// <summary>The WebSocket protocols to upgrade to; only HTTP/1.1 can.</summary>
    public string? Upgrade { get; init; }

    /// <summary>Whether answers of any status are the caller's, as those of a pod behind the proxy are.</summary>
    public bool TakesAnyStatus { get; init; }
}

/// <summary>How patient the client is.</summary>
public sealed record HttpSettings
{
    public string UserAgent { get; init; } = "reconcile";

    /// <summary>How often a request is sent at most.</summary>
    public int Attempts { get; init; } = 5;

    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromMilliseconds(250);
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromSeconds(30);
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);
}
