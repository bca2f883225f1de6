using Reconciler.Engine.Inventory;
using Reconciler.Planning;

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

    [Fact]
    public async Task A_revision_names_what_its_spec_became()
    {
        await using var bench = await Bench.On(Target.Sandbox);
        var made = new List<string?>();
        foreach (var image in (string[])["shop:1", "shop:2"])
        {
            bench.BlueGreen(image, "drain: 0s, tasks: {before: [{name: migrate, command: [migrate]}]}");
            await bench.Settle();
            made.Add(Assert.Single(await bench.Deployments()).At("metadata", "name"));
        }
        var revisions = await bench.Revisions();
        foreach (var (revision, name, image) in revisions.Reverse().Zip(made, (string[])["shop:1", "shop:2"]))
        {
            var version = Assert.Single(revision.Objects, item => item.Key.Name == name);
            Assert.Equal(image, DeployBench.Image(version.Applied!));
            Assert.Equal(Versions.Of(version.Applied!), Versions.SelectedBy(revision.Objects.Single(item => item.Key is { Kind: "Service", Name: "shop-web" }).Applied!));
        }
    }

    private static async Task<IEnumerable<DeployedRevision>> Of(Bench bench)
    {
        var lane = (await bench.Planned()).History.Single(revision => revision.Lane.Title == "one.yaml").Lane;
        Assert.True((await new HistoryStore(bench.Cluster, new Diffing.Identity(bench.Name, ""), Bench.SystemNamespace).OfLaneAsync(lane, default)).TryGet(out var all, out var error), error?.ToString());
        return all;
    }
}
