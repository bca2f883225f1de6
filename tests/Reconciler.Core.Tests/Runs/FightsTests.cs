using Reconciler.Objects;
using Reconciler.Runs;

namespace Reconciler.Core.Tests.Runs;

public sealed class FightsTests
{
    private static readonly ObjectKey Key = new("", "ConfigMap", "shop", "one");
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_third_repair_within_ten_minutes_makes_a_fight_and_rests_grow()
    {
        var fights = new Fights().With(Key, "operator", Now).With(Key, "operator", Now.AddMinutes(1));
        Assert.Null(fights.Of(Key, Now.AddMinutes(1)));
        var third = fights.With(Key, "operator", Now.AddMinutes(2));
        Assert.Equal(("operator", 3, Now.AddMinutes(2.5)), (third.Of(Key, Now.AddMinutes(2))!.Manager, third.Of(Key, Now.AddMinutes(2))!.Repairs, third.Of(Key, Now.AddMinutes(2))!.Until));
        Assert.Null(third.Of(Key, Now.AddMinutes(2.5)));
        Assert.Equal(Now.AddMinutes(4), third.With(Key, "operator", Now.AddMinutes(3)).Of(Key, Now.AddMinutes(3))!.Until);
        Assert.Contains("operator", Assert.Single(third.Going(Now.AddMinutes(2))).Note.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Repairs_that_lie_far_apart_are_none()
    {
        var fights = Enumerable.Range(0, 10).Aggregate(new Fights(), (all, hour) => all.With(Key, null, Now.AddHours(hour)));
        Assert.Empty(fights.Going(Now.AddHours(9)));
    }

    [Fact]
    public void A_rest_never_grows_beyond_ten_minutes()
    {
        var (fights, now) = (new Fights(), Now);
        for (var repair = 0; repair < 30; repair++) fights = fights.With(Key, null, now = now.AddMinutes(9));
        Assert.True(fights.Of(Key, now)!.Until - now <= TimeSpan.FromMinutes(10));
    }
}
