using System.Globalization;

namespace Reconciler.Live;

/// <summary>A line of a log with the time when it was written, as the kubelet put it before it.</summary>
public sealed record LogLine(string Stamp, DateTimeOffset Time, string Text)
{
    /// <summary>Reads a line that begins with its time. One that doesn't is not of the container but about it, and is of no time.</summary>
    public static LogLine Read(string line)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        var stamp = space < 0 ? line : line[..space];
        return DateTimeOffset.TryParse(stamp, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? new LogLine(stamp, time, space < 0 ? "" : line[(space + 1)..])
            : new LogLine("", DateTimeOffset.MinValue, line);
    }
}
