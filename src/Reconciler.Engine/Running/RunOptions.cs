using System.Collections.Immutable;
using Reconciler.Planning;
using Reconciler.Rendering;

namespace Reconciler.Engine.Running;

/// <summary>How a plan is done.</summary>
public sealed record RunOptions
{
    /// <summary>How long a lane may take to become healthy, by its id; other lanes take the default.</summary>
    public ImmutableDictionary<string, TimeSpan> Patience { get; init; } = ImmutableDictionary<string, TimeSpan>.Empty;

    public TimeSpan DefaultPatience { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>How many revisions a lane keeps, by its id.</summary>
    public ImmutableDictionary<string, int> Keep { get; init; } = ImmutableDictionary<string, int>.Empty;

    public int DefaultKeep { get; init; } = 10;

    /// <summary>The lanes that a lane waits for, by id.</summary>
    public ImmutableDictionary<string, ImmutableArray<string>> Dependencies { get; init; } = ImmutableDictionary<string, ImmutableArray<string>>.Empty;

    /// <summary>What the deploys of lanes do beside writing and waiting, by the lane's id.</summary>
    public ImmutableDictionary<string, LaneDeploy> Deploys { get; init; } = ImmutableDictionary<string, LaneDeploy>.Empty;

    /// <summary>Whether health is waited for. What would be pruned after it is kept where it isn't.</summary>
    public bool Waits { get; init; } = true;

    /// <summary>Whether the plan is all that the lanes want, so that each becomes a revision. A plan about single objects is not.</summary>
    public bool IsWhole { get; init; } = true;

    /// <summary>The lanes that were applied before and not yet seen healthy: their workloads are waited for, written or not.</summary>
    public ImmutableHashSet<string> Unsettled { get; init; } = [];

    public TimeSpan PatienceOf(Lane lane) => Patience.GetValueOrDefault(lane.Id, DefaultPatience);

    public int KeepOf(Lane lane) => Keep.GetValueOrDefault(lane.Id, DefaultKeep);

    public LaneDeploy DeployOf(Lane lane) => Deploys.GetValueOrDefault(lane.Id, LaneDeploy.Plain);

    public ImmutableArray<string> DependenciesOf(Lane lane) => Dependencies.GetValueOrDefault(lane.Id, []);
}
