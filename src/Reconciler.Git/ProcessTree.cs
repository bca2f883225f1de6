using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Reconciler.Git;

/// <summary>
/// Ends a process with everything that it started: first with a request to stop, which lets git remove its lock files,
/// then by force. Children are looked up before, because those of a process that is gone can't be found any more.
/// </summary>
internal static partial class ProcessTree
{
    private const int Terminate = 15;
    private const int Kill = 9;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public static async Task StopAsync(Process process, TimeProvider time)
    {
        if (process.HasExited) return;
        if (!OperatingSystem.IsLinux())
        {
            process.Kill(entireProcessTree: true);
            return;
        }
        var all = Descendants(process.Id);
        foreach (var (id, _) in all) _ = Signal(id, Terminate);
        using var limit = new CancellationTokenSource(Patience, time);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            // It did not listen; force follows.
        }
        foreach (var (id, start) in all.Where(one => StartOf(one.Id) == one.Start)) _ = Signal(id, Kill);
    }

    /// <summary>A process and all below it, each with the time it was started, since numbers are used again.</summary>
    private static List<(int Id, string Start)> Descendants(int root)
    {
        var children = Directory.EnumerateDirectories("/proc").Select(Path.GetFileName)
            .Where(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .Select(name => int.Parse(name!, CultureInfo.InvariantCulture))
            .Select(id => (Id: id, Fields: Fields(id)))
            .Where(one => one.Fields.Length > 19)
            .ToLookup(one => int.Parse(one.Fields[1], CultureInfo.InvariantCulture), one => (one.Id, Start: one.Fields[19]));
        List<(int Id, string Start)> found = [(root, StartOf(root) ?? "")];
        for (var i = 0; i < found.Count; i++) found.AddRange(children[found[i].Id]);
        return found;
    }

    private static string? StartOf(int id) => Fields(id) is { Length: > 19 } fields ? fields[19] : null;

    /// <summary>The fields of /proc/ID/stat from the state on; the name before it may have blanks and brackets.</summary>
    private static string[] Fields(int id)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{id}/stat");
            return text[(text.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Signal(int process, int signal);
}
