using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Engine.Routers;

namespace Reconciler.Engine.Control;

/// <summary>
/// What the controller looks after: a source and a cluster, each opened when it is needed and tried again where it can't be. The cluster
/// stays with whoever opens it.
/// </summary>
public sealed record EnvironmentSetup(
    string Source,
    Func<CancellationToken, Task<(IRepository? Repository, Diagnostic? Problem)>> OpenSource,
    Func<CancellationToken, Task<(ICluster? Cluster, ImmutableArray<Diagnostic> Problems)>> OpenCluster,
    IKustomize Kustomize)
{
    /// <summary>What it is called in addresses; where nothing is said, by its place in the list.</summary>
    public string? Name { get; init; }

    /// <summary>Branch, tag or commit; null is the remote's HEAD, or a folder's files as they lie.</summary>
    public string? Reference { get; init; }

    /// <summary>The folder of the source that the specs lie in; null for all of it.</summary>
    public string? Path { get; init; }

    /// <summary>Opens the logs of the cluster's pods; null where they can't be had.</summary>
    public Func<CancellationToken, Task<IPodLogs?>> OpenLogs { get; init; } = _ => Task.FromResult<IPodLogs?>(null);

    /// <summary>How the etcd of the environment's router is reached.</summary>
    public RouterTools Routers { get; init; } = RouterTools.None;

    /// <summary>How often the source is asked where the Environment doesn't say it.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(60);
}
