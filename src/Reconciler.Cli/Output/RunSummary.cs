using System.Collections.Immutable;
using System.Globalization;
using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Runs;

namespace Reconciler.Cli.Output;

/// <summary>What is said of a run when it is over.</summary>
internal sealed class RunSummary(RunStatus status, Plan plan)
{
    private const int Named = 8;
    private const int Slowest = 10;

    /// <summary>A stop that came when there was nothing left to do has interrupted nothing.</summary>
    public bool IsInterrupted => status.IsInterrupted && status.Lanes.Values.Any(lane => lane.Outcome == LaneOutcome.Interrupted);

    public IEnumerable<string> Lines(bool isVerbose)
    {
        if (status.IsAborted) return [Aborted()];
        return IsInterrupted ? Interrupted() : [Done(), .. isVerbose ? Times() : []];
    }

    private string Counts => string.Create(CultureInfo.InvariantCulture, $"{status.Written} written, {status.Deleted} deleted in {((status.EndedAt ?? status.Began) - status.Began).TotalSeconds:0.0} s");

    private string Lease => status.LeaseLapses is { } lapses
        ? string.Create(CultureInfo.InvariantCulture, $"the lease lapses at {lapses.UtcDateTime:HH:mm:ss} UTC")
        : "the lease is released";

    private string Done()
    {
        var failed = status.Lanes.Values.Count(lane => lane.Outcome == LaneOutcome.Failed);
        var skipped = status.Lanes.Values.Count(lane => lane.Outcome == LaneOutcome.Skipped);
        var text = $"Applied: {Counts}";
        if (status.Held > 0) text += string.Create(CultureInfo.InvariantCulture, $", {status.Held} held as stale");
        if (failed > 0) text += $", {Words.Count(failed, "part")} failed";
        if (skipped > 0) text += $", {Words.Count(skipped, "part")} skipped";
        return $"{text}.";
    }

    private ImmutableArray<string> Interrupted()
    {
        var writing = plan.Changes.Where(change => change.IsWrite).Select(change => change.Lane).DistinctBy(lane => lane.Id).Select(lane => status.Lanes.GetValueOrDefault(lane.Id) ?? new LaneStatus(lane) { Outcome = LaneOutcome.Interrupted }).ToList();
        var lines = ImmutableArray.CreateBuilder<string>();
        lines.Add($"Interrupted: {Counts}; {Lease}.");
        void Add(string what, Func<LaneStatus, bool> which)
        {
            var names = writing.Where(which).Select(lane => lane.Lane.Name).ToList();
            if (names.Count > 0) lines.Add($"  {what}: {string.Join(", ", names.Take(Named))}{(names.Count > Named ? string.Create(CultureInfo.InvariantCulture, $" and {names.Count - Named} more") : "")}");
        }
        Add("done", lane => lane.Outcome == LaneOutcome.Done);
        Add("partly done", lane => lane.Outcome == LaneOutcome.Interrupted && lane.Written + lane.Deleted > 0);
        Add("not begun", lane => lane.Outcome == LaneOutcome.Interrupted && lane.Written + lane.Deleted == 0);
        Add("failed", lane => lane.Outcome is LaneOutcome.Failed or LaneOutcome.Skipped);
        Add("refused", lane => lane.Outcome == LaneOutcome.Refused);
        return lines.ToImmutable();
    }

    /// <summary>All that is known, in one line.</summary>
    private string Aborted()
    {
        ImmutableArray<ObjectKey> unknown = [.. status.Lanes.Values.SelectMany(lane => lane.Unknown)];
        var cut = unknown.IsEmpty ? "" : $"; {Words.Count(unknown.Length, "request")} cut off ({string.Join(", ", unknown.Take(3).Select(key => $"{key.Kind} {key.Name}"))}{(unknown.Length > 3 ? ", …" : "")}), which may have been carried out";
        return $"Interrupted at once: {Counts}{cut}; {Lease}.";
    }

    private IEnumerable<string> Times() => status.Lanes.Values.Where(lane => lane is { Writes: > 0, Began: not null, EndedAt: not null })
        .OrderByDescending(lane => lane.EndedAt - lane.Began).Take(Slowest)
        .Select(lane => string.Create(CultureInfo.InvariantCulture, $"  {lane.Lane.Name}: {(lane.EndedAt - lane.Began)!.Value.TotalSeconds:0.0} s"));
}
