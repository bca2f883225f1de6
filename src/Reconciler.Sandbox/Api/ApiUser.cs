using System.Collections.Immutable;

namespace Reconciler.Sandbox.Api;

/// <summary>Who makes a request, as authentication found.</summary>
public sealed record ApiUser(string Name, ImmutableArray<string> Groups)
{
    public string? Uid { get; init; }

    public ImmutableDictionary<string, ImmutableArray<string>> Extra { get; init; } = ImmutableDictionary<string, ImmutableArray<string>>.Empty;

    /// <summary>Whoever holds the server's own token: may do everything.</summary>
    public static ApiUser Administrator { get; } = new("system:admin", ["system:masters", "system:authenticated"]);

    /// <summary>The controllers inside the server.</summary>
    public static ApiUser Controller { get; } = new("system:kube-controller-manager", ["system:masters", "system:authenticated"]);
}
