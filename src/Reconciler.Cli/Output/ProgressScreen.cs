using System.Collections.Immutable;
using System.Globalization;
using Reconciler.Objects;
using Reconciler.Runs;

namespace Reconciler.Cli.Output;

/// <summary>A run as a screen shows it at one moment: a line for each lane that is under way, as many as fit, and one for all of it.</summary>
internal static class ProgressScreen
{
    private const string Frames = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";
    private const int LeastLines = 3;

    /// <summary>Lines that are left for what lasts, and for the one about the whole run.</summary>
    private const int OtherLines = 4;
    private const int WidestTitle = 30;

    /// <summary>The lines, none of them wider than the screen; <paramref name="parts"/> is how many lanes have something to do.</summary>
    public static ImmutableArray<string> Lines(RunStatus status, int parts, DateTimeOffset now, int width, int height, int frame)
    {
        if (status.EndedAt is not null || status.PlanHash.Length == 0) return [];
        var active = status.Lanes.Values.Where(lane => lane is { Outcome: null, Writes: > 0, Began: not null }).OrderBy(lane => lane.Began).ThenBy(lane => lane.Lane.Id, StringComparer.Ordinal).ToList();
        var room = Math.Max(LeastLines, height - OtherLines);
        var shown = active.Count <= room ? active : active.Take(room - 1).ToList();
        var titles = shown.Count == 0 ? 0 : Math.Min(WidestTitle, shown.Max(lane => lane.Lane.Name.Length));
        var spinner = Spinner(frame);
        var lines = shown.Select(lane => Lane(lane, titles, now, width, spinner)).ToList();
        if (shown.Count < active.Count) lines.Add(string.Create(CultureInfo.InvariantCulture, $"… and {active.Count - shown.Count} more"));
        var ended = status.Lanes.Values.Count(lane => lane is { Outcome: not null, Writes: > 0 });
        var total = string.Create(CultureInfo.InvariantCulture, $"{ended} of {parts} {(parts == 1 ? "part" : "parts")}, {status.Written + status.Deleted} of {status.Writes} {(status.Writes == 1 ? "object" : "objects")}");
        lines.Add(Row($"{spinner} {total}", Clock(now - status.Began), width));
        return [.. lines.Select(line => Cut(line, width - 1))];
    }

    private static string Lane(LaneStatus lane, int titles, DateTimeOffset now, int width, char spinner)
    {
        var title = Cut(lane.Lane.Name, titles).PadRight(titles);
        return Row($"{spinner} {title}  {Doing(lane)}", Clock(now - lane.Began!.Value), width);
    }

    private static string Doing(LaneStatus lane)
    {
        var counts = string.Create(CultureInfo.InvariantCulture, $"{lane.Written + lane.Deleted} of {lane.Writes}");
        if (lane.Waiting.IsEmpty) return $"{counts} written";
        var (key, message) = lane.Waiting.First();
        var more = lane.Waiting.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $" (and {lane.Waiting.Count - 1} more)") : "";
        return $"{counts}{more}  {NameOf(key)}: {message}";
    }

    private static string NameOf(ObjectKey key) => $"{key.Kind} {key.Name}";

    /// <summary>The time at the right edge, where it doesn't jump.</summary>
    private static string Row(string text, string clock, int width)
    {
        var room = width - clock.Length - 3;
        return room <= 0 ? text : $"{Cut(text, room).PadRight(room)}  {clock}";
    }

    private static string Clock(TimeSpan took) => string.Create(CultureInfo.InvariantCulture, $"{(int)took.TotalMinutes}:{took.Seconds:00}");

    /// <summary>What turns while something goes on.</summary>
    public static char Spinner(int frame) => Frames[frame % Frames.Length];

    /// <summary>One line of at most so many letters.</summary>
    public static string Cut(string text, int width)
    {
        var line = text.ReplaceLineEndings(" ");
        return line.Length <= width ? line : width <= 1 ? line[..Math.Max(0, width)] : $"{line[..(width - 1)]}…";
    }
}
