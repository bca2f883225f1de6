using FsCheck;
using FsCheck.Fluent;
using Reconciler.Specs.Values;

namespace Reconciler.Core.Tests.Specs.Values;

public sealed class DurationTests
{
    [Theory]
    [InlineData("90s", 90, "1m30s")]
    [InlineData("5m", 300, "5m")]
    [InlineData("1h30m", 5400, "1h30m")]
    [InlineData("7d", 604800, "7d")]
    [InlineData("182d", 15724800, "182d")]
    [InlineData("1d2h3m4s", 93784, "1d2h3m4s")]
    [InlineData("300", 300, "5m")]
    [InlineData("0", 0, "0s")]
    [InlineData("0s", 0, "0s")]
    [InlineData("2147483647", int.MaxValue, "24855d3h14m7s")]
    public void A_duration_is_read_as_seconds_and_printed_with_the_largest_units(string text, int seconds, string canonical)
    {
        Assert.True(Duration.TryParse(text, out var duration, out _));
        Assert.Equal((seconds, canonical), (duration.Seconds, duration.ToString()));
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("-5m", "negative")]
    [InlineData("1.5h", "fraction")]
    [InlineData("500ms", "finer than a second")]
    [InlineData("5M", "\"M\"")]
    [InlineData("2w", "\"w\"")]
    [InlineData("5 m", "not a duration")]
    [InlineData("m5", "not a duration")]
    [InlineData("1h30", "no unit")]
    [InlineData("30m1h", "out of order")]
    [InlineData("1h1h", "out of order")]
    [InlineData("25000d", "too long")]
    [InlineData("99999999999999999999s", "too long")]
    public void What_is_not_a_duration_is_refused_with_the_reason(string text, string reason)
    {
        Assert.False(Duration.TryParse(text, out _, out var problem));
        Assert.Contains(reason, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_printed_reads_back_as_the_same() =>
        Prop.ForAll(ArbMap.Default.ArbFor<NonNegativeInt>(), number => Duration.TryParse(new Duration(number.Get).ToString(), out var back, out _) && back.Seconds == number.Get)
            .QuickCheckThrowOnFailure();
}
