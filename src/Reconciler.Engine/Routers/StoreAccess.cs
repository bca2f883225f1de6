using System.Collections.Immutable;
using Reconciler.Kube;

namespace Reconciler.Engine.Routers;

/// <summary>Where a store is and how to get in, with every secret filled in. It never shows them.</summary>
public sealed record StoreAccess(ImmutableArray<string> Endpoints)
{
    public string? Username { get; init; }
    public string? Password { get; init; }

    /// <summary>The certificates to trust, in PEM; null for those of the machine.</summary>
    public string? Authorities { get; init; }

    /// <summary>The client's certificate in PEM, with those between it and its root.</summary>
    public string? Certificate { get; init; }

    /// <summary>The key of the client's certificate, in PEM.</summary>
    public string? Key { get; init; }

    public override string ToString() => string.Join(", ", Endpoints);
}

/// <summary>What the process gives to reach routers with: who opens a store, and what a variable of its own environment says.</summary>
public sealed record RouterTools(Func<StoreAccess, Answer<IKeyValueStore>> Open, Func<string, string?> Variable)
{
    /// <summary>Of a process that reaches no store: everything in one is unknown.</summary>
    public static readonly RouterTools None = new(access => new Answer<IKeyValueStore>.Failed(new KubeError.Unavailable { Subject = string.Join(", ", access.Endpoints), Message = "it can't be reached from here" }), _ => null);
}
