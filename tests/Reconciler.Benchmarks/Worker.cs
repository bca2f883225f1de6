using System.Diagnostics;
using System.Globalization;

namespace Reconciler.Benchmarks;

/// <summary>This program once more, as a process that measures one thing and prints numbers: what ran before leaves neither a heap nor a peak behind.</summary>
internal static class Worker
{
    public const string List = "--worker-list";
    public const string Cluster = "--worker-cluster";

    public static async Task<double[]> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(Worker).Assembly.Location, .. arguments]) { RedirectStandardOutput = true })!;
        var printed = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{string.Join(' ', arguments)} failed");
        return [.. printed.Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
    }

    public static int Print(params double[] numbers)
    {
        Console.WriteLine(string.Join(' ', numbers.Select(number => number.ToString(CultureInfo.InvariantCulture))));
        return 0;
    }
}
