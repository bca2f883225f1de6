using System.Globalization;
using Reconciler.Diagnostics;
using Spectre.Console;

namespace Reconciler.Cli.Output;

/// <summary>Problems for a person at a terminal: with the line of the source, a caret under the place, and colour.</summary>
internal static class TerminalDiagnostics
{
    private const int LongestLine = 160;

    public static void Write(CommandHost host, LoadedSource loaded, IEnumerable<Diagnostic> problems, IReadOnlyDictionary<string, string[]> lines, bool withCause)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(host.Out),
            Ansi = host.HasColour ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = host.HasColour ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        console.Profile.Width = int.MaxValue / 2;
        foreach (var problem in problems)
        {
            var style = StyleOf(problem.Severity);
            console.MarkupLine($"[bold]{Markup.Escape(TextDiagnostics.Place(problem.Place, loaded.Prefix))}[/][{style}]{Diagnostic.SeverityWord(problem.Severity)} {problem.Code.Id}[/]: {Markup.Escape(problem.Message)}");
            WriteSource(console, problem, lines, style);
            if (problem.Fix is not null) console.MarkupLine($"    [green]fix:[/] {Markup.Escape(problem.Fix)}");
            if (withCause) console.MarkupLine($"    [grey]cause:[/] {Markup.Escape(problem.Code.Cause)}");
        }
    }

    private static void WriteSource(IAnsiConsole console, Diagnostic problem, IReadOnlyDictionary<string, string[]> lines, string style)
    {
        if (problem.Place.File is null || !lines.TryGetValue(problem.Place.File, out var file) || problem.Place.Line < 1 || problem.Place.Line > file.Length) return;
        var text = file[problem.Place.Line - 1].TrimEnd('\r');
        var number = problem.Place.Line.ToString(CultureInfo.InvariantCulture).PadLeft(5);
        console.MarkupLine($"[grey]{number} |[/] {Markup.Escape(text.Length > LongestLine ? $"{text[..LongestLine]}…" : text)}");
        if (problem.Place.Column < 1 || problem.Place.Column > Math.Min(text.Length + 1, LongestLine)) return;
        // Tabs stay tabs, so that the caret stands under its letter.
        var lead = string.Concat(text[..(problem.Place.Column - 1)].Select(letter => letter == '\t' ? '\t' : ' '));
        console.MarkupLine($"[grey]      |[/] {lead}[{style}]^[/]");
    }

    private static string StyleOf(Severity severity) => severity switch
    {
        Severity.Error => "red",
        Severity.Warning => "yellow",
        Severity.Note => "blue",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
