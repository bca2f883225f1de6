using System.Globalization;
using Reconciler.Cli.Output;
using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Rendering;
using Reconciler.Runs;

namespace Reconciler.Cli.Tests.Clusters;

public sealed class ProgressScreenTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_lane_shows_what_it_waits_for_and_for_how_long()
    {
        var status = Begun(1).With(new RunEvent.Written(Lane(0), Key(0), ChangeAction.Create)).With(new RunEvent.Waiting(Lane(0), Key(0), "2 of 3 pods ready: back-off pulling image"));
        var lines = ProgressScreen.Lines(status, 1, Start.AddSeconds(65), 100, 30, 0);
        Assert.Equal($"{"⠋ shop0  1 of 2  Deployment web0: 2 of 3 pods ready: back-off pulling image",-93}  1:05", lines[0]);
        Assert.Equal($"{"⠋ 0 of 1 part, 1 of 2 objects",-93}  1:05", lines[1]);
        Assert.Equal(2, lines.Length);
        Assert.Empty(ProgressScreen.Lines(status.With(new RunEvent.Ended(false)), 1, Start, 100, 30, 0));
    }

    [Theory]
    [InlineData(5, 30, 100)]
    [InlineData(60, 24, 80)]
    [InlineData(60, 3, 12)]
    [InlineData(1000, 40, 5)]
    public void It_always_fits_the_screen(int count, int height, int width)
    {
        var lines = ProgressScreen.Lines(Begun(count), count, Start.AddSeconds(1), width, height, 3);
        Assert.True(lines.Length < Math.Max(height, 5), string.Join('\n', lines));
        Assert.All(lines, line => Assert.True(line.Length < width, line));
        var hidden = count - lines.Count(line => line.Contains("shop", StringComparison.Ordinal));
        if (width >= 80) Assert.Equal(hidden > 0, lines.Contains(string.Create(CultureInfo.InvariantCulture, $"… and {hidden} more")));
    }

    [Fact]
    public void What_has_nothing_to_do_or_has_ended_is_not_shown()
    {
        var status = Begun(2).With(new RunEvent.LaneStarted(Lane(7), 0) { Time = Start }).With(new RunEvent.LaneEnded(Lane(1), LaneOutcome.Done, ""));
        var lines = ProgressScreen.Lines(status, 2, Start, 100, 30, 0);
        Assert.Equal(2, lines.Length);
        Assert.Contains("shop0", lines[0], StringComparison.Ordinal);
        Assert.Contains("1 of 2 parts", lines[1], StringComparison.Ordinal);
    }

    private static RunStatus Begun(int lanes) =>
        Enumerable.Range(0, lanes).Aggregate(new RunStatus().With(new RunEvent.Started("hash", lanes * 2) { Time = Start }), (status, i) => status.With(new RunEvent.LaneStarted(Lane(i), 2) { Time = Start }));

    private static Lane Lane(int i) => new(string.Create(CultureInfo.InvariantCulture, $"App/shop{i}"), "shop", Origin.None);

    private static ObjectKey Key(int i) => new("apps", "Deployment", "shop", string.Create(CultureInfo.InvariantCulture, $"web{i}"));
}
