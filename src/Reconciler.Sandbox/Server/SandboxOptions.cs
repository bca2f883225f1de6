using Reconciler.Sandbox.Api;

namespace Reconciler.Sandbox.Server;

/// <summary>How a sandbox is started.</summary>
public sealed record SandboxOptions(string StorePath)
{
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Decides UIDs, generated names and allocated addresses; null takes one that is kept in the store.</summary>
    public int? Seed { get; init; }

    /// <summary>The port on loopback; null takes the one of the last start where it is free, else any.</summary>
    public int? Port { get; init; }

    public SandboxHooks Hooks { get; init; } = new();

    /// <summary>Run one after another before the server listens: what has to be there for the first request.</summary>
    public IReadOnlyList<Func<Cluster, CancellationToken, Task>> Preparations { get; init; } = [];

    /// <summary>Started with the server and stopped before the store closes: what gives the cluster its life.</summary>
    public IReadOnlyList<Func<Cluster, CancellationToken, Task>> Controllers { get; init; } = [];
}
