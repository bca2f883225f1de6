using System.Globalization;
using Reconciler.Diagnostics;
using Reconciler.Objects;

namespace Reconciler.Cli.Output;

/// <summary>Problems as lines of plain text, the way compilers write them, so that editors and scripts find the places.</summary>
internal static class TextDiagnostics
{
    public static void Write(TextWriter output, Diagnostic problem, string prefix, bool withCause = false)
    {
        output.WriteLine($"{Place(problem.Place, prefix)}{Diagnostic.SeverityWord(problem.Severity)} {problem.Code.Id}: {problem.Message}");
        if (problem.Fix is not null) output.WriteLine($"    fix: {problem.Fix}");
        if (withCause) output.WriteLine($"    cause: {problem.Code.Cause}");
    }

    /// <summary>Writes to stderr why a command can't go on, and gives its exit code.</summary>
    public static int Fail(CommandHost host, Diagnostic problem, string prefix = "")
    {
        Write(host.Error, problem, prefix);
        return ExitCode.Failed;
    }

    /// <summary>"file:12:7: ", with what stands before the source's own paths; nothing where no place is known.</summary>
    public static string Place(Origin place, string prefix) => !place.IsKnown
        ? ""
        : place.Line == 0 ? $"{prefix}{place.File}: " : string.Create(CultureInfo.InvariantCulture, $"{prefix}{place.File}:{place.Line}:{place.Column}: ");
}
