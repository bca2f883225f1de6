using System.Collections.Immutable;
using System.Globalization;
using Humanizer;
using Reconciler.Live;

namespace Reconciler.Cli.Output;

/// <summary>Runs for people: a line for each.</summary>
internal static class RunsText
{
    public static IEnumerable<string> Lines(ImmutableArray<OneOffRun> runs, DateTimeOffset now)
    {
        if (runs.IsEmpty) return ["There are no runs."];
        string[][] rows = [["ID", "APP", "OF", "STATE", "STARTED", "BY", "COMMAND"], .. runs.Select(run => Row(run, now))];
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        return rows.Select(row => string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
    }

    public static string State(OneOffState state) => state switch
    {
        OneOffState.Starting => "starting",
        OneOffState.Running => "running",
        OneOffState.Done => "done",
        OneOffState.Failed => "failed",
        OneOffState.Stopping => "stopping",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static string[] Row(OneOffRun run, DateTimeOffset now) =>
    [
        run.Id,
        $"{run.Job.Namespace}/{run.App}",
        run.What,
        State(run.State),
        (now - run.Started).Humanize(culture: CultureInfo.InvariantCulture) + " ago",
        run.By,
        ProgressScreen.Cut(run.Command, 60),
    ];
}
