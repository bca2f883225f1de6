using Reconciler.Objects;
using Reconciler.Specs;

namespace Reconciler.Planning;

/// <summary>What a lane's deploy does beside writing and waiting, as its App says.</summary>
public sealed record LaneDeploy
{
    public static readonly LaneDeploy Plain = new();

    /// <summary>What new pods have to answer before requests go to them; null where they are not asked.</summary>
    public HealthGate? Gate { get; init; }

    /// <summary>How long the old version still runs when no request goes to it any more.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How many old versions stay, without pods.</summary>
    public int KeepPrevious { get; init; }

    /// <summary>Whether the last good revision comes back where a new one fails.</summary>
    public bool RollsBack { get; init; }

    /// <summary>Whether a first deploy that fails is taken away again.</summary>
    public bool RemovesFirst { get; init; }

    public static LaneDeploy Of(AppSpec app) => new()
    {
        Gate = HealthGate.Of(app),
        Drain = TimeSpan.FromSeconds(app.Deploy.Drain?.Value ?? 15),
        KeepPrevious = app.Deploy.IsBlueGreen ? app.Deploy.KeepPrevious?.Value ?? 0 : 0,
        RollsBack = app.Deploy.RollbackOnFailure?.Value == true,
        RemovesFirst = app.Deploy.OnFirstFailure?.Value == "remove",
    };

    /// <summary>What a revision remembers of it, for those who deploy the App without its source: not what a failure does.</summary>
    public MapNode ToTree() => new MapBuilder { ["drain"] = (int)Drain.TotalSeconds, ["keepPrevious"] = KeepPrevious, ["gate"] = Gate?.ToTree() }.ToMap();

    public static LaneDeploy FromTree(MapNode tree) => new()
    {
        Drain = TimeSpan.FromSeconds(tree.Int("drain")?.Value ?? 15),
        KeepPrevious = tree.Int("keepPrevious")?.Value ?? 0,
        Gate = tree.Map("gate") is { } gate ? HealthGate.FromTree(gate) : null,
    };
}
