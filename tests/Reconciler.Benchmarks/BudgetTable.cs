using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Reconciler.Benchmarks.Live;
using Reconciler.Objects;
using Reconciler.Rendering;
using Reconciler.Specs;

namespace Reconciler.Benchmarks;

/// <summary>What one stage took: the fastest of a few runs, and what it allocated.</summary>
internal sealed record Cost(string Stage, int Files, double Milliseconds, double Megabytes);

/// <summary>
/// The table with its budgets: it says whether the numbers still hold, not what they are to the last digit.
/// </summary>
internal static class BudgetTable
{
    private const int Few = 500;
    private const int Many = 5_000;
    private const double LargestRatio = 12;
    private const double MostMilliseconds = 4_000;
    private const double MostMegabytes = 400;
    private const double MostMillisecondsOfProcess = 600;

    public static async Task<int> RunAsync(bool isQuick, double slack)
    {
        Measure(50, 3); // the compiler's work, which is not what is measured
        var few = Measure(Few, 3);
        var many = Measure(Many, 1);
        var peak = PeakMegabytes();
        var process = ProcessMilliseconds();

        Console.WriteLine($"{"stage",-10}{Few,8} files{Many,9} files   ratio   allocated");
        foreach (var (a, b) in few.Zip(many)) Row(a.Stage, a.Milliseconds, b.Milliseconds, b.Megabytes);
        double total = many.Sum(cost => cost.Milliseconds), totalFew = few.Sum(cost => cost.Milliseconds);
        Row("total", totalFew, total, many.Sum(cost => cost.Megabytes));
        Console.WriteLine();
        Budget[] budgets =
        [
            new($"{Many} files in", total, MostMilliseconds * slack, "ms"),
            new("peak memory", peak, MostMegabytes * (slack > 1 ? 1.25 : 1), "MB"),
            new($"{Many} files against {Few}", total / totalFew, LargestRatio, "times"),
            new("validate examples/quickstart, whole process", process, MostMillisecondsOfProcess * slack, "ms"),
            .. await SandboxStart.MeasureAsync(slack),
            .. await LargeList.MeasureAsync(slack),
            .. await ClusterRows.MeasureAsync(slack),
            .. await LiveTable.MeasureAsync(isQuick, slack),
        ];
        foreach (var budget in budgets) budget.Print();
        return budgets.All(budget => budget.IsKept) ? 0 : 1;
    }

    private static Cost[] Measure(int count, int repetitions)
    {
        var files = GeneratedSource.Files(count);
        Cost[]? best = null;
        for (var i = 0; i < repetitions; i++)
        {
            var (tree, parse) = Time("parse", count, () => GeneratedSource.Parse(files));
            var (specs, validate) = Time("validate", count, () => SpecParser.Parse(tree));
            var (manifests, render) = Time("render", count, () => Written(Renderer.Render(specs)));
            Cost[] costs = [parse, validate, render];
            if (manifests == 0) throw new InvalidOperationException("nothing was rendered");
            if (best is null || costs.Sum(cost => cost.Milliseconds) < best.Sum(cost => cost.Milliseconds)) best = costs;
        }
        return best!;
    }

    /// <summary>Rendered and written, as the command does it.</summary>
    private static int Written(ManifestSet set)
    {
        YamlWriter.Write(TextWriter.Null, set.Manifests.Select(manifest => (Node)manifest.Body));
        return set.Manifests.Length;
    }

    private static (T Result, Cost Cost) Time<T>(string stage, int files, Func<T> work)
    {
        GC.Collect();
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var clock = Stopwatch.StartNew();
        var result = work();
        var elapsed = clock.Elapsed.TotalMilliseconds;
        return (result, new Cost(stage, files, elapsed, (GC.GetTotalAllocatedBytes(precise: true) - before) / 1e6));
    }

    private static double PeakMegabytes()
    {
        using var self = Process.GetCurrentProcess();
        return self.PeakWorkingSet64 / 1e6;
    }

    /// <summary>The fastest of five starts of the built executable.</summary>
    private static double ProcessMilliseconds()
    {
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = RepositoryRoot(), RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, "reconcile.dll"), "validate", "examples/quickstart"]) start.ArgumentList.Add(argument);
        var best = double.MaxValue;
        for (var i = 0; i < 5; i++)
        {
            var clock = Stopwatch.StartNew();
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0) throw new InvalidOperationException(errors.GetAwaiter().GetResult());
            best = Math.Min(best, clock.Elapsed.TotalMilliseconds);
        }
        return best;
    }

    private static string RepositoryRoot([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));

    private static void Row(string stage, double few, double many, double megabytes) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{stage,-10}{few,11:0} ms{many,12:0} ms{many / few,8:0.0}{megabytes,9:0} MB"));
}
