using System.Collections.Immutable;
using Reconciler.Specs;
using Reconciler.Specs.Values;

namespace Reconciler.Planning;

/// <summary>Whether the controller may write at a moment, why not, and when that changes next.</summary>
public sealed record WindowState(bool IsOpen, string Why, DateTimeOffset? Until);

/// <summary>
/// The times in which the controller writes: never inside a window that denies, and only inside one that allows where there is such a
/// window. A window counts from each minute that its schedule names, for its duration.
/// </summary>
public sealed class SyncWindows
{
    private static readonly TimeSpan Horizon = TimeSpan.FromDays(8);

    private readonly ImmutableArray<Window> _windows;

    private SyncWindows(ImmutableArray<Window> windows) => _windows = windows;

    private sealed record Window(CronSchedule Schedule, TimeSpan Duration, TimeZoneInfo Zone, bool Allows);

    /// <summary>The windows of an Environment whose fields were checked.</summary>
    public static SyncWindows Of(SyncSpec sync)
    {
        var windows = ImmutableArray.CreateBuilder<Window>();
        foreach (var window in sync.Windows)
        {
            if (window.Schedule is not { } text || !CronSchedule.TryParse(text.Value, out var schedule, out _)) continue;
            var zone = window.TimeZone is { } name && TimeZoneInfo.TryFindSystemTimeZoneById(name.Value, out var found) ? found : TimeZoneInfo.Utc;
            windows.Add(new Window(schedule, TimeSpan.FromSeconds(window.Duration?.Value ?? 3600), zone, window.Allow?.Value ?? true));
        }
        return new SyncWindows(windows.ToImmutable());
    }

    public WindowState At(DateTimeOffset now)
    {
        if (_windows.IsEmpty) return new WindowState(true, "", null);
        var spans = _windows.SelectMany(window => Spans(window, now)).ToList();
        var isOpen = IsOpen(spans, now);
        var changes = spans.SelectMany(span => (DateTimeOffset[])[span.From, span.To]).Where(time => time > now).Distinct().Order();
        DateTimeOffset? until = changes.Where(time => IsOpen(spans, time) != isOpen).Select(time => (DateTimeOffset?)time).FirstOrDefault();
        return new WindowState(isOpen, isOpen ? "" : spans.Any(span => !span.Allows && span.Covers(now)) ? "inside a window that denies" : "outside every window that allows", until);
    }

    private bool IsOpen(List<Span> spans, DateTimeOffset time) =>
        !spans.Any(span => !span.Allows && span.Covers(time)) && (_windows.All(window => !window.Allows) || spans.Any(span => span.Allows && span.Covers(time)));

    /// <summary>The spans of a window that have to do with the moment or come soon after it.</summary>
    private static IEnumerable<Span> Spans(Window window, DateTimeOffset now)
    {
        var minute = now.UtcDateTime.AddTicks(-(now.UtcDateTime.Ticks % TimeSpan.TicksPerMinute));
        var first = minute - window.Duration;
        for (var time = first.AddTicks(-(first.Ticks % TimeSpan.TicksPerMinute)); time <= minute + Horizon; time = time.AddMinutes(1))
        {
            if (window.Schedule.IsAt(TimeZoneInfo.ConvertTimeFromUtc(time, window.Zone))) yield return new Span(time, time + window.Duration, window.Allows);
        }
    }

    private readonly record struct Span(DateTimeOffset From, DateTimeOffset To, bool Allows)
    {
        public bool Covers(DateTimeOffset time) => From <= time && time < To;
    }
}
