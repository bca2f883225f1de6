using Reconciler.Specs.Values;

namespace Reconciler.Sandbox.Life.Workloads;

/// <summary>When a schedule is due. Times that a change of the clock leaves out are left out.</summary>
public static class CronTimes
{
    private const int MostYears = 8;

    /// <summary>The first time after a given one, or null where there is none within years.</summary>
    public static DateTimeOffset? Next(CronSchedule schedule, DateTimeOffset after, TimeZoneInfo zone)
    {
        if (schedule.Every is { } every) return after.AddTicks(-(after.UtcTicks % TimeSpan.TicksPerSecond)) + every;
        var last = after.AddYears(MostYears);
        var time = new DateTimeOffset(after.UtcTicks - (after.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero).AddMinutes(1);
        while (time < last)
        {
            var local = TimeZoneInfo.ConvertTime(time, zone);
            if (!IsDay(schedule, local) || !Has(schedule.Hours, local.Hour)) time = time.AddMinutes(60 - local.Minute);
            else if (!Has(schedule.Minutes, local.Minute)) time = time.AddMinutes(1);
            else return time;
        }
        return null;
    }

    /// <summary>The last time that was due between two times, both of which count, and how many were.</summary>
    public static (DateTimeOffset? Time, int Count) LastDue(CronSchedule schedule, DateTimeOffset after, DateTimeOffset upTo, TimeZoneInfo zone)
    {
        const int Most = 100_000;
        DateTimeOffset? last = null;
        var count = 0;
        for (var next = Next(schedule, after, zone); next <= upTo && count < Most; next = Next(schedule, next.Value, zone)) (last, count) = (next, count + 1);
        return (last, count);
    }

    private static bool IsDay(CronSchedule schedule, DateTimeOffset local)
    {
        if (!Has(schedule.Months, local.Month)) return false;
        var (day, weekday) = (Has(schedule.Days, local.Day), Has(schedule.Weekdays, (int)local.DayOfWeek));
        return schedule.EitherDay ? day || weekday : day && weekday;
    }

    private static bool Has(ulong bits, int value) => (bits >> value & 1) == 1;
}
