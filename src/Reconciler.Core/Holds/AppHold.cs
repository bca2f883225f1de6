using System.Collections.Immutable;
using System.Globalization;
using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Rendering;

namespace Reconciler.Holds;

/// <summary>
/// What a person holds of one App beside its spec. It counts as long as the spec wants what it wanted when the hold was made, which
/// <see cref="Wish"/> is the hash of; a new spec ends it, and so does `resume`.
/// </summary>
public abstract record AppHold(PartId Part, string Wish, string By, DateTimeOffset Since)
{
    private const string RestartWord = "restart";

    /// <summary>No pods, no new runs of CronJobs, and autoscalers that wait.</summary>
    public sealed record Stop(PartId Part, string Wish, string By, DateTimeOffset Since) : AppHold(Part, Wish, By, Since);

    /// <summary>It runs although its spec says that it is stopped.</summary>
    public sealed record Start(PartId Part, string Wish, string By, DateTimeOffset Since) : AppHold(Part, Wish, By, Since);

    /// <summary>
    /// The pods of one workload were made anew. It lasts as long as the workload's pod template stays what it was, because taking it away
    /// sooner would make them anew once more; so `resume` leaves it.
    /// </summary>
    public sealed record Restart(PartId Part, string Wish, string By, DateTimeOffset Since, ObjectKey Workload, string Template) : AppHold(Part, Wish, By, Since);

    /// <summary>It has the objects of an older revision, for some time or until its spec changes.</summary>
    public sealed record Rollback(PartId Part, string Wish, string By, DateTimeOffset Since, int Revision) : AppHold(Part, Wish, By, Since)
    {
        public string? Commit { get; init; }
    }

    /// <summary>When it ends by itself; null where only the spec or a person ends it.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>What it does, in the words of a sentence about the App.</summary>
    public string Words => this switch
    {
        Stop => "stopped",
        Start => "started although its spec says stopped",
        Restart restart => $"restarted ({restart.Workload.Kind} {restart.Workload.Name})",
        Rollback rollback => string.Create(CultureInfo.InvariantCulture, $"rolled back to revision {rollback.Revision}{(rollback.Commit is { } commit ? $" (commit {commit[..Math.Min(7, commit.Length)]})" : "")}"),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>Whether holds of these words, as history keeps them, leave an App as its spec says: restarts end unseen.</summary>
    public static bool AreOfSpec(IEnumerable<string> words) => words.All(word => word == RestartWord);

    /// <summary>The command that makes such a hold.</summary>
    public string Word => this switch
    {
        Stop => "stop",
        Start => "start",
        Restart => RestartWord,
        Rollback => "rollback",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}

/// <summary>What making and ending holds does to the standing orders.</summary>
public static class HoldOrders
{
    /// <summary>The holds of one part.</summary>
    public static IEnumerable<AppHold> HoldsOf(this StandingOrders orders, Lane lane) => orders.Holds.Where(hold => hold.Part.Covers(lane));

    /// <summary>The orders with one more hold, which takes the place of its likes; stopping and starting are each other's end.</summary>
    public static StandingOrders Holding(this StandingOrders orders, AppHold hold) => orders with { Holds = [.. orders.Holds.Where(other => !IsReplaced(other, hold)), hold] };

    /// <summary>The orders in which a part is not stopped.</summary>
    public static StandingOrders Starting(this StandingOrders orders, PartId part) =>
        orders.Holds.Any(hold => hold is AppHold.Stop && hold.Part == part) ? orders with { Holds = orders.Holds.RemoveAll(hold => hold is AppHold.Stop && hold.Part == part) } : orders;

    /// <summary>The holds that `resume` of one App ends: all but restarts, which hold nothing back any more.</summary>
    public static ImmutableArray<AppHold> Resumable(this StandingOrders orders, PartId part) => [.. orders.Holds.Where(hold => hold is not AppHold.Restart && hold.Part == part)];

    private static bool IsReplaced(AppHold other, AppHold hold) => other.Part == hold.Part && hold switch
    {
        AppHold.Stop or AppHold.Start => other is AppHold.Stop or AppHold.Start,
        AppHold.Rollback => other is AppHold.Rollback,
        AppHold.Restart restart => other is AppHold.Restart before && before.Workload == restart.Workload,
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
