using Reconciler.Engine.Inventory;

namespace Reconciler.Apply.Tests;

/// <summary>What history says of a lane.</summary>
public sealed class HistoryTests
{
    [Theory, Everywhere]
    public async Task A_lane_that_leaves_and_comes_back_goes_on_with_its_numbers(Target target)
    {
        await using var bench = await Bench.On(target);
        bench.Map("stays");
        bench.Map("one");
        await bench.Settle();
        bench.Map("one", "{a: '2'}");
        await bench.Settle();
        bench.Remove("one.yaml");
        await bench.Settle();
        Assert.DoesNotContain((await bench.Planned()).History, revision => revision.Lane.Title == "one.yaml");
        bench.Map("one", "{a: '3'}");
        await bench.Settle();
        bench.Map("one", "{a: '4'}");
        await bench.Settle();
        // the bench keeps three
        Assert.Equal([(4, "4"), (3, "3"), (2, "2")], (await Of(bench)).Select(revision => (revision.Number, Assert.Single(revision.Objects).Applied.At("data", "a"))));
    }

    private static async Task<IEnumerable<DeployedRevision>> Of(Bench bench)
    {
        var lane = (await bench.Planned()).History.Single(revision => revision.Lane.Title == "one.yaml").Lane;
        Assert.True((await new HistoryStore(bench.Cluster, new Diffing.Identity(bench.Name, ""), Bench.SystemNamespace).OfLaneAsync(lane, default)).TryGet(out var all, out var error), error?.ToString());
        return all;
    }
}
