using System.Globalization;
using Reconciler.Diagnostics;

namespace Reconciler.Cli.Output;

/// <summary>Problems as workflow commands, which GitHub shows beside the lines of a pull request.</summary>
internal static class GithubAnnotations
{
    public static void Write(TextWriter output, LoadedSource loaded)
    {
        foreach (var problem in loaded.Diagnostics) output.WriteLine(Line(problem, loaded.Prefix));
    }

    private static string Line(Diagnostic problem, string prefix)
    {
        var level = problem.Severity switch
        {
            Severity.Error => "error",
            Severity.Warning => "warning",
            Severity.Note => "notice",
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        var place = problem.Place.File is not { } file ? "" : problem.Place.Line == 0
            ? $"file={Property(prefix + file)},"
            : string.Create(CultureInfo.InvariantCulture, $"file={Property(prefix + file)},line={problem.Place.Line},col={problem.Place.Column},");
        return $"::{level} {place}title={problem.Code.Id}::{Data(problem.Fix is null ? problem.Message : $"{problem.Message}\nfix: {problem.Fix}")}";
    }

    private static string Data(string text) => text
        .Replace("%", "%25", StringComparison.Ordinal)
        .Replace("\r", "%0D", StringComparison.Ordinal)
        .Replace("\n", "%0A", StringComparison.Ordinal);

    private static string Property(string text) => Data(text)
        .Replace(":", "%3A", StringComparison.Ordinal)
        .Replace(",", "%2C", StringComparison.Ordinal);
}
