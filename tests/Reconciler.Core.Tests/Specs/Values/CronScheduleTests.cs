using Reconciler.Specs.Values;

namespace Reconciler.Core.Tests.Specs.Values;

public sealed class CronScheduleTests
{
    [Theory]
    [InlineData("* * * * *")]
    [InlineData("0 3 * * *")]
    [InlineData("*/5 0-6,12 1,15 JAN-Mar mon-FRI")]
    [InlineData("59 23 31 12 6")]
    [InlineData("5/15 ? ? * 0")]
    [InlineData("0  3\t* * *")]
    [InlineData(" 0 3 * * * ")]
    [InlineData("0-59/100 * * * *")]
    [InlineData("@hourly")]
    [InlineData("@daily")]
    [InlineData("@midnight")]
    [InlineData("@weekly")]
    [InlineData("@monthly")]
    [InlineData("@yearly")]
    [InlineData("@annually")]
    [InlineData("@every 1h30m")]
    [InlineData("@every 1.5h")]
    public void What_Kubernetes_accepts_is_accepted(string text) => Assert.True(CronSchedule.TryParse(text, out _, out _));

    [Theory]
    [InlineData("60 * * * *", "the minute 60 is out of range (0 to 59)")]
    [InlineData("* 24 * * *", "the hour 24 is out of range (0 to 23)")]
    [InlineData("* * 0 * *", "the day of month 0 is out of range (1 to 31)")]
    [InlineData("* * * 13 *", "the month 13 is out of range (1 to 12, or JAN to DEC)")]
    [InlineData("* * * * 7", "the weekday 7 is out of range (0 to 6, or SUN to SAT)")]
    [InlineData("* * * * FUN", "the weekday \"FUN\" is neither a number nor *")]
    [InlineData("MON * * * *", "the minute \"MON\"")]
    [InlineData("30-10 * * * *", "ends before it starts")]
    [InlineData("*/0 * * * *", "the step \"0\" of the minute")]
    [InlineData("*/x * * * *", "the step \"x\" of the minute")]
    [InlineData("*/2/2 * * * *", "two steps")]
    [InlineData("1-2-3 * * * *", "not a range of two values")]
    [InlineData("1,,2 * * * *", "empty item")]
    [InlineData("-1 * * * *", "the minute \"\"")]
    [InlineData("", "empty")]
    [InlineData("0 3 * *", "4 fields instead of five")]
    [InlineData("daily", "1 field instead of five")]
    [InlineData("0 0 3 * * *", "6 fields")]
    [InlineData("@Daily", "not a schedule")]
    [InlineData("@reboot", "no meaning in a cluster")]
    [InlineData("@every 1d", "no length of time")]
    [InlineData("@every", "no length of time")]
    [InlineData("@every 10ms", "less than a second")]
    [InlineData("CRON_TZ=Europe/Berlin 0 3 * * *", "sets a time zone")]
    [InlineData("TZ=UTC 0 3 * * *", "sets a time zone")]
    public void What_Kubernetes_refuses_is_refused_by_the_name_of_the_field(string text, string reason)
    {
        Assert.False(CronSchedule.TryParse(text, out _, out var problem));
        Assert.Contains(reason, problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0 0 3 * * *", "write \"0 3 * * *\" if the first field is seconds")]
    [InlineData("CRON_TZ=Europe/Berlin 0 3 * * *", "write timeZone: Europe/Berlin beside the schedule")]
    [InlineData("* * * * 7", "Sunday is 0 in Kubernetes")]
    [InlineData("* * * * FRI-MON", "write two ranges: 5-6,0-1")]
    public void A_refusal_shows_what_to_write(string text, string fix)
    {
        Assert.False(CronSchedule.TryParse(text, out _, out var problem));
        Assert.Equal(fix, problem.Fix);
    }

    [Fact]
    public void Every_wrong_field_is_named()
    {
        Assert.False(CronSchedule.TryParse("60 24 * * *", out _, out var problem));
        Assert.Contains("minute 60", problem.Message, StringComparison.Ordinal);
        Assert.Contains("hour 24", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_sets_hold_what_the_fields_name()
    {
        Assert.True(CronSchedule.TryParse("*/20 8-10 1,15 JAN MON-FRI", out var schedule, out _));
        Assert.Equal(((1UL << 0) | (1UL << 20) | (1UL << 40), 0b111UL << 8, (1UL << 1) | (1UL << 15), 1UL << 1, 0b111110UL),
            (schedule.Minutes, schedule.Hours, schedule.Days, schedule.Months, schedule.Weekdays));
        Assert.True(schedule.EitherDay);
    }

    [Fact]
    public void A_step_from_one_value_goes_on_to_the_end()
    {
        Assert.True(CronSchedule.TryParse("5/20 * * * *", out var schedule, out _));
        Assert.Equal((1UL << 5) | (1UL << 25) | (1UL << 45), schedule.Minutes);
    }

    [Theory]
    [InlineData("UTC")]
    [InlineData("Etc/UTC")]
    [InlineData("Etc/GMT-14")]
    [InlineData("Europe/Amsterdam")]
    [InlineData("America/Argentina/Buenos_Aires")]
    [InlineData("America/Port-au-Prince")]
    [InlineData("Africa/Dar_es_Salaam")]
    [InlineData("Antarctica/DumontDUrville")]
    [InlineData("Australia/ACT")]
    [InlineData("US/East-Indiana")]
    public void A_time_zone_of_the_database_passes(string name) => Assert.Null(TimeZoneName.Check(name));

    [Theory]
    [InlineData("", null)]
    [InlineData("CEST", null)]
    [InlineData("Local", null)]
    [InlineData("UTC+2", null)]
    [InlineData("Mars/Olympus", null)]
    [InlineData("Europe/", null)]
    [InlineData("Etc/GMT+13", null)]
    [InlineData("Europe/../UTC", null)]
    [InlineData("utc", "write UTC")]
    [InlineData("europe/Paris", "write Europe/Paris")]
    [InlineData("Europe/paris", "write Europe/Paris")]
    [InlineData("America/New York", "write America/New_York")]
    public void Other_time_zones_are_refused(string name, string? fix)
    {
        var problem = TimeZoneName.Check(name);
        Assert.NotNull(problem);
        if (fix is not null) Assert.Equal(fix, problem.Fix);
    }
}
