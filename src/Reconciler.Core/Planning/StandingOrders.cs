using System.Collections.Immutable;
using Reconciler.Holds;
using Reconciler.Objects;
using Reconciler.Rendering;

namespace Reconciler.Planning;

/// <summary>An object that a command keeps in the cluster for some time, although the source doesn't have it. The UID is "" until it is there.</summary>
public sealed record HeldObject(ObjectKey Key, string ApiVersion, string Uid, Lane Lane, string Run, DateTimeOffset Until);

/// <summary>
/// A run whose deletions can be undone: what it deleted is kept in so many parts. Values of Secrets are kept apart, and only until
/// <see cref="SecretsUntil"/>.
/// </summary>
public sealed record KeptRun(string Id, DateTimeOffset Time, int Objects, int Parts, int SecretParts, DateTimeOffset SecretsUntil)
{
    public string? Commit { get; init; }
}

/// <summary>
/// What people asked for by a command that outlives it: objects to hold, objects to adopt at the next apply, runs to undo, and what the
/// controller is to do or to leave. It lies in the cluster beside history and comes with the same list.
/// </summary>
public sealed record StandingOrders
{
    /// <summary>How many runs can be undone.</summary>
    public const int MostRuns = 10;

    public ImmutableArray<HeldObject> Held { get; init; } = [];
    public ImmutableArray<ObjectKey> Adoptions { get; init; } = [];

    /// <summary>What is stopped, started, restarted or rolled back, the newest last.</summary>
    public ImmutableArray<AppHold> Holds { get; init; } = [];

    /// <summary>Newest first.</summary>
    public ImmutableArray<KeptRun> Runs { get; init; } = [];

    /// <summary>What is paused, the newest last.</summary>
    public ImmutableArray<PauseOrder> Pauses { get; init; } = [];

    /// <summary>What is to be synced now, whatever holds it.</summary>
    public ImmutableArray<SyncOrder> Syncs { get; init; } = [];

    public ApprovalOrder? Approval { get; init; }

    /// <summary>What the controller waits with for an approval; it writes that down for those who give one.</summary>
    public WaitingPlan? Waiting { get; init; }

    /// <summary>When somebody last said that the source has something newer.</summary>
    public DateTimeOffset? PollAsked { get; init; }

    /// <summary>What was read, which guards the next write; null where there are no orders yet.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>The orders that still count.</summary>
    public StandingOrders At(DateTimeOffset now) => Held.All(held => held.Until > now) && !Holds.Any(hold => hold.Until <= now) ? this : this with { Held = Held.RemoveAll(held => held.Until <= now), Holds = Holds.RemoveAll(IsOver(now)) };

    public HeldObject? HoldOf(ObjectKey key) => Held.FirstOrDefault(held => held.Key == key);

    /// <summary>The orders with one more run to undo; those that are too old are no longer among them.</summary>
    public StandingOrders With(KeptRun run) => this with { Runs = [.. Runs.Where(other => other.Id != run.Id).Prepend(run).Take(MostRuns)] };

    /// <summary>The orders with objects held, also those that were held before.</summary>
    public StandingOrders Holding(ImmutableArray<HeldObject> held) => this with { Held = [.. Held.Where(before => !held.Any(now => now.Key == before.Key)), .. held] };

    /// <summary>
    /// The orders after an apply that wrote objects with these UIDs: what is in the source is no longer held, what was brought back is known by
    /// its new UID, what is ours no longer has to be adopted, and of the holds of Apps those that a
    /// spec has ended are gone.
    /// </summary>
    public StandingOrders After(ImmutableHashSet<ObjectKey> wanted, ImmutableDictionary<ObjectKey, string> written, Held settled, DateTimeOffset now)
    {
        var held = Held.RemoveAll(held => held.Until <= now || wanted.Contains(held.Key));
        return this with
        {
            Holds = settled.Settled(Holds).RemoveAll(IsOver(now)),
            Held = held.Any(IsNew) ? [.. held.Select(held => IsNew(held) ? held with { Uid = written[held.Key] } : held)] : held,
            Adoptions = Adoptions.RemoveAll(written.ContainsKey),
        };
        bool IsNew(HeldObject held) => written.TryGetValue(held.Key, out var uid) && uid != held.Uid;
    }

    private static Predicate<AppHold> IsOver(DateTimeOffset now) => hold => hold.Until <= now;
}
