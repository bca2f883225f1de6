using Reconciler.Objects;
using Reconciler.Planning;

namespace Reconciler.Engine.Control;

/// <summary>Why an environment is looked at.</summary>
public abstract record Trigger
{
    private Trigger() { }

    /// <summary>The controller has just begun, or has just become the leader.</summary>
    public sealed record Begun : Trigger;

    /// <summary>The source has a newer revision.</summary>
    public sealed record NewCommit(string Shown) : Trigger;

    /// <summary>Somebody changed an object of ours.</summary>
    public sealed record Drift(ObjectKey Key) : Trigger;

    /// <summary>Somebody asks for it.</summary>
    public sealed record Sync(SyncOrder Order) : Trigger;

    /// <summary>Somebody paused, resumed, approved, or ordered something else.</summary>
    public sealed record Orders : Trigger;

    /// <summary>What the environment waits for in another one may be there now.</summary>
    public sealed record Dependency(string Environment) : Trigger;

    /// <summary>The time for it has come: a window opens or closes, a rest is over, or what failed is tried again.</summary>
    public sealed record Due(string What) : Trigger;

    /// <summary>In a few words.</summary>
    public string Words => this switch
    {
        Begun => "start",
        NewCommit commit => $"new revision {commit.Shown}",
        Drift drift => $"drift of {drift.Key}",
        Sync sync => $"sync of {sync.Order.Part} by {sync.Order.By}",
        Orders => "orders",
        Dependency dependency => $"a change in {dependency.Environment}",
        Due due => due.What,
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
