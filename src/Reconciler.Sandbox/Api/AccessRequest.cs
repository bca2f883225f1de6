namespace Reconciler.Sandbox.Api;

/// <summary>What somebody wants to do, in the words of access rules. For a path that is no resource only verb and path are set.</summary>
public sealed record AccessRequest(ApiUser User, string Verb)
{
    public string Group { get; init; } = "";
    public string Version { get; init; } = "";
    public string Resource { get; init; } = "";
    public string Subresource { get; init; } = "";
    public string Namespace { get; init; } = "";
    public string Name { get; init; } = "";

    /// <summary>The path where it is no resource, such as /version; null for resources.</summary>
    public string? Path { get; init; }
}

/// <summary>Whether a request is allowed, and what the rules say about it.</summary>
public readonly record struct AccessDecision(bool IsAllowed, string? Reason = null);
