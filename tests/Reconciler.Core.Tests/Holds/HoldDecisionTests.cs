using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Holds;
using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Rendering;

namespace Reconciler.Core.Tests.Holds;

/// <summary>What requests about an App come to.</summary>
public sealed class HoldDecisionTests
{
    private static readonly Lane Shop = new("App/shop", "web", Origin.None);
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_rollback_goes_to_the_last_good_revision_of_another_spec() =>
        Assert.Equal(3, Target(null, Revision(6, "c", "failed"), Revision(5, "c"), Revision(4, "b", "failed"), Revision(3, "a"), Revision(2, "a")));

    [Fact]
    public void A_second_rollback_goes_further_back_and_not_forth() =>
        Assert.Equal(1, Target(null, Revision(4, "c") with { RolledBackTo = 2, IsOfSpec = false }, Revision(3, "c"), Revision(2, "b"), Revision(1, "a")));

    [Fact]
    public void What_somebody_held_is_nothing_to_go_back_to_unasked()
    {
        Assert.Equal(1, Target(null, Revision(3, "c"), Revision(2, "b") with { IsOfSpec = false }, Revision(1, "a")));
        Assert.Equal(2, Target(2, Revision(3, "c"), Revision(2, "b") with { IsOfSpec = false }, Revision(1, "a")));
    }

    [Theory]
    [InlineData(null, "RCN2554")]
    [InlineData(2, "RCN2554")]
    [InlineData(1, "RCN2553")]
    [InlineData(7, "RCN2553")]
    public void What_can_not_be_gone_back_to_is_told(int? to, string code) =>
        Assert.Equal(code, Of(new HoldRequest.Rollback(to, null), Revision(2, "b"), Revision(1, "b", "removed")).Problem?.Code.Id);

    [Fact]
    public void A_time_to_hold_ends_by_itself()
    {
        var orders = Of(new HoldRequest.Rollback(null, TimeSpan.FromHours(2)), Revision(2, "b"), Revision(1, "a")).Change!(new StandingOrders());
        Assert.Equal(Now.AddHours(2), Assert.Single(orders.Holds).Until);
        Assert.Single(orders.At(Now.AddHours(1)).Holds);
        Assert.Empty(orders.At(Now.AddHours(2)).Holds);
    }

    [Fact]
    public void Stopping_and_starting_are_each_others_end()
    {
        var stopped = Of(new HoldRequest.Stop(), Revision(1, "a")).Change!(new StandingOrders());
        Assert.IsType<AppHold.Stop>(Assert.Single(stopped.Holds));
        Assert.Empty(Of(new HoldRequest.Start(), Revision(1, "a")).Change!(stopped).Holds);
        var bySpec = HoldDecision.Of(new HoldRequest.Start(), Facts(Revision(1, "a")) with { IsStoppedBySpec = true }).Change!(stopped);
        Assert.IsType<AppHold.Start>(Assert.Single(bySpec.Holds));
        Assert.IsType<AppHold.Stop>(Assert.Single(Of(new HoldRequest.Stop(), Revision(1, "a")).Change!(bySpec).Holds));
    }

    [Fact]
    public void Holds_of_other_apps_are_left_alone()
    {
        var other = new AppHold.Stop(new PartId("web/App/other"), "x", "bob", Now);
        var orders = Of(new HoldRequest.Stop(), Revision(1, "a")).Change!(new StandingOrders { Holds = [other] });
        Assert.Equal(2, orders.Holds.Length);
        Assert.Equal(other, Assert.Single(orders.Resuming(PartId.Of(Shop)).Holds));
        Assert.Same(orders, orders.Resuming(new PartId("web/App/none")));
        // whoever ends a pause of everything knows nothing of what is held of single Apps
        Assert.Equal(2, orders.Resuming(PartId.All).Holds.Length);
    }

    private static int Target(int? to, params RevisionFacts[] revisions) =>
        Assert.IsType<AppHold.Rollback>(Assert.Single(Of(new HoldRequest.Rollback(to, null), revisions).Change!(new StandingOrders()).Holds)).Revision;

    private static (Func<StandingOrders, StandingOrders>? Change, Diagnostic? Problem) Of(HoldRequest request, params RevisionFacts[] revisions) => HoldDecision.Of(request, Facts(revisions));

    private static HoldFacts Facts(params RevisionFacts[] revisions) => new(Shop, "ann", Now) { Revisions = revisions.ToImmutableArray() };

    private static RevisionFacts Revision(int number, string wish, string outcome = "deployed") => new(number, outcome, wish);
}
