using System.Globalization;
using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Specs;

namespace Reconciler.Core.Tests.Planning;

public sealed class SyncWindowsTests
{
    private const string OfficeHours = "{schedule: '0 8 * * 1-5', duration: 10h, timeZone: Etc/UTC, allow: true}";
    private const string Release = "{schedule: '30 9 * * *', duration: 1h, allow: false}";

    [Theory]
    [InlineData("", "2026-11-26T03:00:00Z", true)]
    [InlineData(OfficeHours, "2026-11-26T07:59:59Z", false)]
    [InlineData(OfficeHours, "2026-11-26T08:00:00Z", true)]
    [InlineData(OfficeHours, "2026-11-26T17:59:59Z", true)]
    [InlineData(OfficeHours, "2026-11-26T18:00:00Z", false)]
    [InlineData(OfficeHours, "2026-11-28T12:00:00Z", false)]
    [InlineData(Release, "2026-11-26T09:29:00Z", true)]
    [InlineData(Release, "2026-11-26T10:00:00Z", false)]
    [InlineData($"{OfficeHours}, {Release}", "2026-11-26T10:00:00Z", false)]
    [InlineData($"{OfficeHours}, {Release}", "2026-11-26T10:30:00Z", true)]
    public void Denying_wins_and_allowing_is_needed_where_it_is_written(string windows, string now, bool isOpen) => Assert.Equal(isOpen, At(windows, now).IsOpen);

    [Fact]
    public void It_says_when_that_changes_and_why_it_is_so()
    {
        var closed = At(OfficeHours, "2026-11-27T20:00:00Z");
        Assert.Equal((DateTimeOffset.Parse("2026-11-30T08:00:00Z", CultureInfo.InvariantCulture), "outside every window that allows"), (closed.Until, closed.Why));
        Assert.Equal(DateTimeOffset.Parse("2026-11-26T10:30:00Z", CultureInfo.InvariantCulture), At(Release, "2026-11-26T10:00:00Z").Until);
    }

    [Fact]
    public void Hours_are_those_of_the_time_zone()
    {
        const string Berlin = "{schedule: '0 8 * * *', duration: 1h, timeZone: Europe/Berlin, allow: true}";
        Assert.True(At(Berlin, "2026-11-26T07:30:00Z").IsOpen);
        Assert.True(At(Berlin, "2026-07-26T06:30:00Z").IsOpen);
        Assert.False(At(Berlin, "2026-07-26T07:30:00Z").IsOpen);
    }

    private static WindowState At(string windows, string now) =>
        SyncWindows.Of(new SyncSpec(YamlReader.Read("", $"windows: [{windows}]").Documents[0].Root)).At(DateTimeOffset.Parse(now, CultureInfo.InvariantCulture));
}
