using System.Collections.Immutable;
using System.Globalization;
using Reconciler.Diagnostics;
using Reconciler.Planning;
using Reconciler.Rendering;
using Reconciler.Specs;

namespace Reconciler.Engine.Control;

/// <summary>
/// Decides which parts of a plan the controller leaves for now, and why. Somebody who asks for a sync of a part overrules all but a
/// pause and a suspension, which were asked for too.
/// </summary>
internal sealed class HoldRules(SyncSpec sync, StandingOrders orders, LaneMemory memory, Plan plan, WindowState window, DateTimeOffset now)
{
    private readonly ImmutableHashSet<string> _drifted = plan.Drifted();
    private readonly ILookup<string, Change> _lanes = plan.Changes.Where(change => change.IsWrite).ToLookup(change => change.Lane.Id, StringComparer.Ordinal);

    public Diagnostic? Why(Lane lane)
    {
        if (sync.Suspend is { Value: true } suspend) return HoldCodes.Suspended.At(suspend.Origin, "sync.suspend is true");
        if (orders.PauseOf(lane) is { } pause) return HoldCodes.Paused.At(lane.Place, $"{(pause.Part.IsAll ? "everything" : lane.Title)} is paused by {pause.By} since {pause.Since.UtcDateTime:u}", "reconcile resume");
        if (orders.Syncs.Any(order => order.Part.Covers(lane))) return null;
        if (!window.IsOpen) return HoldCodes.OutsideWindow.At(lane.Place, $"now is {window.Why}{(window.Until is { } until ? $", until {until.UtcDateTime:u}" : "")}", "wait, or reconcile sync");
        if (memory.Failed.TryGetValue(lane.Id, out var failed)) return HoldCodes.FailedBefore.At(lane.Place, string.Create(CultureInfo.InvariantCulture, $"{lane.Title} failed at {failed.Time.UtcDateTime:u}: {failed.Why}"), "change the spec, or reconcile sync");
        if (!_drifted.Contains(lane.Id)) return null;
        if (sync.Drift?.Value == "report") return HoldCodes.DriftReported.At(lane.Place, "sync.drift is report", "reconcile sync puts it back once");
        var fight = _lanes[lane.Id].Select(change => memory.Fights.Of(change.Key, now)).FirstOrDefault(fight => fight is not null);
        return fight is null ? null : HoldCodes.Fought.At(lane.Place, string.Create(CultureInfo.InvariantCulture, $"{fight.Key} was repaired {fight.Repairs} times, and {fight.Who} changes it back; left alone until {fight.Until.UtcDateTime:u}"), "stop it, or leave the fields to it with reconciler.dev/ignore");
    }
}
