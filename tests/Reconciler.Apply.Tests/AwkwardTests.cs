using System.Globalization;
using Reconciler.Planning;

namespace Reconciler.Apply.Tests;

/// <summary>Awkward objects at rest: none of them may count as moved, as soon as it has been applied once.</summary>
public sealed class AwkwardTests
{
    [Theory, Everywhere]
    public async Task Awkward_objects_are_unchanged_once_they_are_applied(Target target)
    {
        await using var bench = await AwkwardBench.On(target, Enumerable.Range(0, AwkwardShapes.Count).Select(number => (number, string.Create(CultureInfo.InvariantCulture, $"o{number}"))));
        var plan = await bench.Bench.Settle(waits: false);
        Assert.Equal(AwkwardShapes.Count, plan.Counts.Create);
        Assert.True(AwkwardShapes.Count >= 100, $"{AwkwardShapes.Count} shapes");
        Assert.All((await bench.Bench.Plan()).Changes, change => Assert.Equal(ChangeAction.Keep, change.Action));
    }
}
