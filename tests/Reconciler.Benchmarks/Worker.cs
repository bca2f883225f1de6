using System.Diagnostics;
using System.Globalization;

namespace Reconciler.Benchmarks;

/// <summary>This program once more, as a process that measures one thing and prints numbers: what ran before leaves neither a heap nor a peak behind.</summary>
internal static class Worker
{
    public const string List = "--worker-list";
    public const string Cluster = "--worker-cluster";
    public const string Sandbox = "--worker-sandbox";
    public const string Command = "--worker-command";
    public const string Bare = "--worker-bare";
    public const string Cycle = "--worker-cycle";
    public const string Serve = "--worker-serve";

    public static async Task<double[]> RunAsync(params string[] arguments)
    {
        var start = Program(arguments);
        start.RedirectStandardOutput = true;
        using var process = Process.Start(start)!;
        var printed = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{string.Join(' ', arguments)} failed: {printed}");
        // a command prints before its figures
        return [.. printed.TrimEnd().Split('\n')[^1].Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
    }

    /// <summary>How this program is started: by .NET where it was built, by itself where it was published for this platform.</summary>
    public static ProcessStartInfo Program(params string[] arguments)
    {
        var file = typeof(Worker).Assembly.GetName().Name!;
        return Path.GetFileName(Environment.ProcessPath) == file
            ? new ProcessStartInfo(Environment.ProcessPath!, arguments)
            : new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, $"{file}.dll"), .. arguments]);
    }

    public static int Print(params double[] numbers)
    {
        Console.WriteLine(string.Join(' ', numbers.Select(number => number.ToString(CultureInfo.InvariantCulture))));
        return 0;
    }
}
