using Reconciler.Diagnostics;
using Reconciler.Diffing;
using Reconciler.Objects;
using Reconciler.Planning;

namespace Reconciler.Cli.Output;

/// <summary>A plan for people: lane by lane, each object with its action, cause and place, each field with its old and new value.</summary>
internal sealed class PlanText(TextWriter output, Plan plan, string prefix, DateTimeOffset now, bool hasColour)
{
    private const int Width = 111;
    private const int NameWidth = 49;
    private const int LeastFieldWidth = 40;
    private const int MostFieldWidth = 60;
    private const int LongestValue = 100;

    public void Write(bool isVerbose)
    {
        WriteHeader(isVerbose);
        foreach (var refusal in plan.Refusals) Line(ConsoleColor.Red, $"! refused {refusal.Code.Id}: {PlanWords.OneLine(refusal.Message)}{At(refusal.Place)}{Fix(refusal)}");
        var lanes = PlanWords.Changing(plan.Changes, isVerbose);
        if (!lanes.IsEmpty) output.WriteLine();
        foreach (var lane in lanes) WriteLane(lane);
        if (isVerbose)
            foreach (var change in plan.Changes.Where(change => change is { Action: ChangeAction.Keep, Mark: { } mark } && mark != AppliedMark.Of(change.Live!.Body))) output.WriteLine($"  = {PlanWords.Name(change.Key)}  only its mark is refreshed");
        if (!plan.Apart.IsEmpty)
        {
            output.WriteLine();
            output.WriteLine("Not of this branch, differs anyway:");
            foreach (var lane in PlanWords.Changing(plan.Apart)) WriteLane(lane);
        }
        if (!plan.Notes.IsEmpty) output.WriteLine();
        foreach (var note in plan.Notes) output.WriteLine($"{TextDiagnostics.Place(note.Place, prefix)}{Diagnostic.SeverityWord(note.Severity)} {note.Code.Id}: {PlanWords.OneLine(note.Message)}");
        output.WriteLine();
        output.WriteLine(plan.Counts.ToString());
    }

    private void WriteHeader(bool isVerbose)
    {
        var against = plan.Base is { } facts ? $" against {facts.Reference}{(facts.Commit is { } commit ? $" ({commit[..7]})" : "")}" : "";
        var left = $"Environment {plan.Identity.Environment} · {plan.Source.Shown}{against} → {plan.Cluster}";
        var right = PlanWords.Summary(plan);
        output.WriteLine(left.PadRight(Math.Max(left.Length + 4, Width - right.Length)) + right);
        if (isVerbose) output.WriteLine($"plan {plan.Hash}");
    }

    private void WriteLane(IReadOnlyList<Change> lane)
    {
        output.WriteLine(PlanWords.Heading(lane[0].Lane));
        foreach (var change in lane) Write(change);
    }

    private void Write(Change change)
    {
        var name = PlanWords.Name(change.Key).PadRight(NameWidth - 1);
        if (change.Action == ChangeAction.Refuse)
        {
            foreach (var problem in change.Problems.Where(problem => problem.Severity == Severity.Error))
                Line(ConsoleColor.Red, $"  ! {name} {(change.IsStale ? "stale  " : "refused")} {problem.Code.Id}: {PlanWords.OneLine(problem.Message)}{At(problem.Place)}{Fix(problem)}");
            return;
        }
        Line(Colour(change.Action), $"  {PlanWords.Sign(change)} {name} {PlanWords.CauseOf(change),-7} {PlanWords.Why(change, plan, prefix, now)}{(change.IsUnverified ? " (unverified)" : "")}");
        var width = Math.Clamp(change.Fields.Select(field => field.Path.Length).DefaultIfEmpty().Max(), LeastFieldWidth, MostFieldWidth);
        foreach (var field in change.Fields) output.WriteLine($"      {PlanWords.OneLine(field.Path).PadRight(width)}   {PlanWords.Value(field.Old, LongestValue)} → {PlanWords.Value(field.New, LongestValue)}");
        foreach (var problem in change.Problems) Line(ConsoleColor.Yellow, $"      {Diagnostic.SeverityWord(problem.Severity)} {problem.Code.Id}: {PlanWords.OneLine(problem.Message)}");
    }

    private string At(Origin place) => place.IsKnown ? $"  {prefix}{place.File}:{place.Line}:{place.Column}" : "";

    private static string Fix(Diagnostic problem) => problem.Fix is null ? "" : $" ({problem.Fix})";

    /// <summary>A field's value in one line, which a long one is cut to.</summary>
    public static string Value(Node? value) => PlanWords.Value(value, LongestValue);

    private static ConsoleColor Colour(ChangeAction action) => action switch
    {
        ChangeAction.Create or ChangeAction.Deferred or ChangeAction.Adopt => ConsoleColor.Green,
        ChangeAction.Replace or ChangeAction.Prune or ChangeAction.Retire => ConsoleColor.Red,
        _ => ConsoleColor.Yellow,
    };

    private void Line(ConsoleColor colour, string text)
    {
        if (!hasColour) output.WriteLine(text.TrimEnd());
        else output.WriteLine($"\e[{(colour switch { ConsoleColor.Green => 32, ConsoleColor.Red => 31, _ => 33 })}m{text.TrimEnd()}\e[0m");
    }
}
