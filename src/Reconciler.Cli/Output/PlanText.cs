using System.Globalization;
using Humanizer;
using Reconciler.Diagnostics;
using Reconciler.Diffing;
using Reconciler.Objects;
using Reconciler.Planning;

namespace Reconciler.Cli.Output;

/// <summary>A plan for people: lane by lane, each object with its action, cause and place, each field with its old and new value.</summary>
internal sealed class PlanText(TextWriter output, Plan plan, string prefix, DateTimeOffset now, bool hasColour)
{
    private const int NameWidth = 49;
    private const int LongestValue = 100;

    public void Write(bool isVerbose)
    {
        var changing = plan.Changes.Where(change => change.Action != ChangeAction.Keep && (isVerbose || !change.IsBookkeeping)).GroupBy(change => change.Lane.Id, StringComparer.Ordinal).ToList();
        var lanes = plan.Changes.Select(change => change.Lane.Id).Distinct(StringComparer.Ordinal).Count();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Environment {plan.Identity.Environment} · {plan.Source.Shown} → {plan.Cluster}    {changing.Count} {(changing.Count == 1 ? "part changes" : "parts change")}, {lanes - changing.Count} unchanged"));
        foreach (var refusal in plan.Refusals) Line(ConsoleColor.Red, $"! refused {refusal.Code.Id}: {refusal.Message}{At(refusal.Place)}{Fix(refusal)}");
        foreach (var lane in changing)
        {
            output.WriteLine();
            output.WriteLine(Heading(lane.First()));
            foreach (var change in lane) Write(change);
        }
        if (isVerbose)
            foreach (var change in plan.Changes.Where(change => change is { Action: ChangeAction.Keep, Mark: { } mark } && mark != AppliedMark.Of(change.Live!.Body))) output.WriteLine($"  = {Name(change.Key)}  only its mark is refreshed");
        if (!plan.Notes.IsEmpty) output.WriteLine();
        foreach (var note in plan.Notes) output.WriteLine($"{TextDiagnostics.Place(note.Place, prefix)}{Diagnostic.SeverityWord(note.Severity)} {note.Code.Id}: {note.Message}");
        output.WriteLine();
        output.WriteLine(plan.Counts.ToString());
    }

    private void Write(Change change)
    {
        var name = Name(change.Key).PadRight(NameWidth - 4);
        if (change.Action == ChangeAction.Refuse)
        {
            foreach (var problem in change.Problems.Where(problem => problem.Severity == Severity.Error)) Line(ConsoleColor.Red, $"  ! {name} refused {problem.Code.Id}: {problem.Message}{At(problem.Place)}{Fix(problem)}");
            return;
        }
        var (mark, colour) = Mark(change.Action);
        Line(colour, $"  {mark} {name} {change.Cause?.Word ?? Word(change.Action),-9} {Why(change)}{(change.IsUnverified ? " (unverified)" : "")}");
        var width = Math.Min(60, change.Fields.Select(field => field.Path.Length).DefaultIfEmpty().Max());
        foreach (var field in change.Fields) output.WriteLine($"      {field.Path.PadRight(width)}   {Value(field.Old)} → {Value(field.New)}");
        foreach (var problem in change.Problems) Line(ConsoleColor.Yellow, $"      {Diagnostic.SeverityWord(problem.Severity)} {problem.Code.Id}: {problem.Message}");
    }

    private string Why(Change change) => change.Cause switch
    {
        Cause.Drift { Manager: { } manager } drift => $"changed by {manager}{(drift.Time is { } time ? $", {(now - time).Humanize(culture: CultureInfo.InvariantCulture)} ago" : "")}",
        Cause.Drift when change.Action == ChangeAction.Terminating => $"is being deleted{(change.Live is { Finalizers.IsEmpty: false } live ? $", held by {string.Join(", ", live.Finalizers)}" : "")}",
        Cause.Drift => "changed by someone (not recorded)",
        _ when change.Place.IsKnown => $"{prefix}{change.Place.File}:{change.Place.Line}",
        _ when change.Desired is null => change.Action switch
        {
            ChangeAction.Retire => "replaced by a newer one",
            ChangeAction.Orphan => "is given up and stays",
            _ => $"removed{(plan.Source.Commit is { } commit ? $" in {commit[..7]}" : " from the source")}",
        },
        _ => "",
    };

    private string At(Origin place) => place.IsKnown ? $"  {prefix}{place.File}:{place.Line}:{place.Column}" : "";

    private static string Fix(Diagnostic problem) => problem.Fix is null ? "" : $" ({problem.Fix})";

    private static string Heading(Change change) => change.Lane.Namespace.Length == 0 ? Title(change.Lane.Title) : $"{Title(change.Lane.Title)} (namespace {change.Lane.Namespace})";

    private static string Title(string title) => title.StartsWith("App/", StringComparison.Ordinal) ? title[4..] : title;

    private static string Name(ObjectKey key) => $"{key.Kind} {key.Name}";

    /// <summary>A field's value in one line, which a long one is cut to.</summary>
    public static string Value(Node? value)
    {
        var text = value switch
        {
            null => "(none)",
            ScalarNode { Kind: ScalarKind.String, Value: "" } => "\"\"",
            ScalarNode scalar => scalar.Value.ReplaceLineEndings("\\n"),
            _ => CanonicalJson.WriteOrdered(value, indented: false),
        };
        return text.Length <= LongestValue ? text : $"{text[..(LongestValue - 1)]}…";
    }

    private static (string Mark, ConsoleColor Colour) Mark(ChangeAction action) => action switch
    {
        ChangeAction.Create or ChangeAction.Deferred => ("+", ConsoleColor.Green),
        ChangeAction.Adopt => (">", ConsoleColor.Green),
        ChangeAction.Replace => ("±", ConsoleColor.Red),
        ChangeAction.Prune or ChangeAction.Retire => ("-", ConsoleColor.Red),
        ChangeAction.Orphan => ("<", ConsoleColor.Yellow),
        ChangeAction.Terminating => ("…", ConsoleColor.Yellow),
        _ => ("~", ConsoleColor.Yellow),
    };

    private static string Word(ChangeAction action) => action.ToString().ToLowerInvariant();

    private void Line(ConsoleColor colour, string text)
    {
        if (!hasColour) output.WriteLine(text.TrimEnd());
        else output.WriteLine($"\e[{(colour switch { ConsoleColor.Green => 32, ConsoleColor.Red => 31, _ => 33 })}m{text.TrimEnd()}\e[0m");
    }
}
