using System.Collections.Immutable;
using Reconciler.Specs;

namespace Reconciler.Diagnostics;

/// <summary>Problems as they are shown: each once, by place, without the warnings and notes that a comment allows on their line.</summary>
public static class DiagnosticList
{
    public static ImmutableArray<Diagnostic> Of(SourceTree tree, IEnumerable<Diagnostic> problems) =>
        [.. problems
            .Where(problem => problem.Severity == Severity.Error || !IsAllowed(tree, problem))
            .OrderBy(problem => problem.Place)
            .ThenBy(problem => problem.Code.Number)
            .ThenBy(problem => problem.Message, StringComparer.Ordinal)
            .DistinctBy(problem => (problem.Code.Number, problem.Place, problem.Message))];

    private static bool IsAllowed(SourceTree tree, Diagnostic problem) =>
        problem.Place.File is { } file
        && tree.Files.TryGetValue(file, out var yaml)
        && yaml.Allowed.TryGetValue(problem.Place.Line, out var codes)
        && codes.Contains(problem.Code.Id);
}
