using Reconciler.Objects;
using Reconciler.Sandbox.Resources;

namespace Reconciler.Sandbox.Life.Basics;

/// <summary>Events are kept for an hour after they last happened.</summary>
internal static class EventLife
{
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    public static void Step(LifeView view, MapNode note, LifePlan plan)
    {
        if (note.IsDying()) return;
        // what an event says of its time may be long ago when it is written
        var told = note.Time("lastTimestamp") ?? note.Map("series").Time("lastObservedTime") ?? note.Time("eventTime");
        var last = told > note.CreatedAt() ? told.Value : note.CreatedAt();
        if (last + Kept <= view.Now) plan.Delete("events", note);
        else plan.LookAgain(last + Kept);
    }
}
