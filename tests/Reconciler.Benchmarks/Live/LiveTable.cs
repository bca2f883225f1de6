using System.Collections.Immutable;

namespace Reconciler.Benchmarks.Live;

/// <summary>Plan and apply against a server in another process: few objects where a shape is asked for, all of them in the full table.</summary>
internal static class LiveTable
{
    public static async Task<ImmutableArray<Budget>> MeasureAsync(bool isQuick, double slack) =>
    [
        .. await PlanRows.MeasureAsync(isQuick ? 200 : 1_000, slack),
        // what .NET pools has to be little beside what the plans hold
        .. await CycleRows.MeasureAsync(200, isQuick ? 500 : 2_000, slack),
        .. await ServeRows.MeasureAsync(),
        .. await ApplyRows.MeasureAsync(200, slack),
    ];

    /// <summary>Both sides of a ratio feel what others do on the machine, but not at the same moments.</summary>
    public static double RoomFor(double slack) => slack > 1 ? 2 : 1;

    /// <summary>Only these rows.</summary>
    public static async Task<int> RunAsync(bool isQuick, double slack)
    {
        var budgets = await MeasureAsync(isQuick, slack);
        foreach (var budget in budgets) budget.Print();
        return budgets.All(budget => budget.IsKept) ? 0 : 1;
    }
}
