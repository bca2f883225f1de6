using System.Collections.Immutable;
using System.Globalization;

namespace Reconciler.Benchmarks.Live;

/// <summary>New objects through the whole command, beside a bare client that only sends the same applies. They take turns, and the fastest of each counts.</summary>
internal static class ApplyRows
{
    private const double MostOfWrites = 1.3;
    private const double MostOfCommand = 1.8;
    private const int FewestRounds = 2;
    private const int MostRounds = 5;

    public static async Task<ImmutableArray<Budget>> MeasureAsync(int apps, double slack)
    {
        await using var cluster = await LiveCluster.StartAsync();
        await WarmUpAsync(cluster);
        var (bare, command) = (new Fastest(), new Fastest());
        ImmutableArray<Budget> budgets = [];
        for (var i = 0; i < MostRounds && (i < FewestRounds || !budgets.All(budget => budget.IsKept)); i++)
        {
            if (i % 2 == 0) bare.Take(await BareOnceAsync(cluster, apps));
            command.Take(await CommandOnceAsync(cluster, apps));
            if (i % 2 == 1) bare.Take(await BareOnceAsync(cluster, apps));
            budgets = Budgets(string.Create(CultureInfo.InvariantCulture, $"apply of {apps * LiveSource.ObjectsOfApp} new objects on {cluster.Name}"), bare, command, LiveTable.RoomFor(slack), cluster.IsReal);
        }
        return budgets;
    }

    private static ImmutableArray<Budget> Budgets(string what, Fastest bare, Fastest command, double room, bool isReal) =>
    [
        new Budget(string.Create(CultureInfo.InvariantCulture, $"{what}, its writes ({command.Writes:0} ms) against a bare client's ({bare.Writes:0} ms)"), command.Writes / bare.Writes, MostOfWrites * room, "times"),
        new Budget(string.Create(CultureInfo.InvariantCulture, $"{what}, whole command ({command.Whole:0} ms) against a bare client ({bare.Whole:0} ms)"), command.Whole / bare.Whole, MostOfCommand * room, "times")
        {
            Unless = isReal ? null : "the sandbox takes a millisecond for a write, and what the command does besides requests weighs as much",
        },
    ];

    public static async Task<(double Milliseconds, double WritingMilliseconds)> CommandOnceAsync(LiveCluster cluster, int apps)
    {
        using var source = await cluster.PlacedSourceAsync(apps);
        var figures = await cluster.ApplyAsync(source);
        return (figures.Milliseconds, figures.WritingMilliseconds);
    }

    public static async Task<(double Milliseconds, double WritingMilliseconds)> BareOnceAsync(LiveCluster cluster, int apps)
    {
        using var source = await cluster.PlacedSourceAsync(apps);
        return await BareClient.ApplyAsync(cluster.Kubeconfig, await source.AppliesAsync(await cluster.Client.Kinds.Snapshot(default)));
    }

    /// <summary>The server's own compiler has had its work before anybody is measured.</summary>
    public static async Task WarmUpAsync(LiveCluster cluster)
    {
        const int Apps = 100;
        await BareOnceAsync(cluster, Apps);
        await CommandOnceAsync(cluster, Apps);
    }

    private sealed class Fastest
    {
        public double Whole { get; private set; } = double.MaxValue;

        public double Writes { get; private set; } = double.MaxValue;

        public void Take((double Milliseconds, double WritingMilliseconds) figures) =>
            (Whole, Writes) = (Math.Min(Whole, figures.Milliseconds), Math.Min(Writes, figures.WritingMilliseconds));
    }
}
