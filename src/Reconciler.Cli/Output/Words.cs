using System.Globalization;
using Reconciler.Diagnostics;

namespace Reconciler.Cli.Output;

/// <summary>Numbers and lists as people say them.</summary>
internal static class Words
{
    public static string Count(int number, string thing) => string.Create(CultureInfo.InvariantCulture, $"{number} {thing}{(number == 1 ? "" : "s")}");

    /// <summary>"a", "a and b", "a, b and c".</summary>
    public static string List(IReadOnlyList<string> parts) =>
        parts.Count < 2 ? string.Concat(parts) : $"{string.Join(", ", parts.Take(parts.Count - 1))} and {parts[^1]}";

    /// <summary>The last line of a validation.</summary>
    public static string Summary(LoadedSource loaded)
    {
        var parts = new List<string>();
        foreach (var severity in (Severity[])[Severity.Error, Severity.Warning, Severity.Note])
            if (loaded.Count(severity) is > 0 and var number) parts.Add(Count(number, Diagnostic.SeverityWord(severity)));
        if (parts.Count == 0) return $"{Count(loaded.Files, "file")}, {Count(loaded.Specs, "spec")}, no problems";
        var files = loaded.Diagnostics.Select(problem => problem.Place.File).OfType<string>().Distinct(StringComparer.Ordinal).Count();
        return files == 0 ? List(parts) : $"{List(parts)} in {Count(files, "file")}";
    }
}
