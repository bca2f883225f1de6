using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Reconciler.Diagnostics;
using Reconciler.Planning;

namespace Reconciler.Cli.Output;

/// <summary>
/// A plan as a comment on a pull request: counts first, then what is refused and what is deleted, then each part to be opened. It is
/// never larger than a comment may be; what does not fit is counted.
/// </summary>
internal sealed class PlanMarkdown(Plan plan, string prefix, DateTimeOffset now)
{
    /// <summary>In bytes of UTF-8.</summary>
    public const int Largest = 60_000;

    private const int MostOfOneList = 10_000;
    private const int Reserved = 600;
    private const int LongestValue = 300;
    private const int LongestMessage = 500;

    private readonly StringBuilder _text = new();
    private int _size;
    private int _leftOut;

    public string Write()
    {
        WriteFront();
        foreach (var lane in PlanWords.Changing(plan.Changes)) WriteLane(lane, PlanWords.Heading(lane[0].Lane));
        WriteApart();
        WriteNotes();
        if (_leftOut > 0) Append(string.Create(CultureInfo.InvariantCulture, $"**{Words.Count(_leftOut, "object")} left out**, because a comment has no room for {(_leftOut == 1 ? "it" : "them")}. `reconcile plan` shows all.\n\n"));
        Append($"{plan.Counts}\n");
        return _text.ToString();
    }

    private void WriteFront()
    {
        var against = plan.Base is { } facts ? $" against {MarkdownText.Code(facts.Commit is { } commit ? $"{facts.Reference} ({commit[..7]})" : facts.Reference)}" : "";
        Append($"### Plan: {MarkdownText.Code(plan.Identity.Environment)} on {MarkdownText.Code(plan.Cluster)}, {MarkdownText.Code(plan.Source.Shown)}{against}\n\n");
        Append($"**{plan.Counts.ToString()["Plan: ".Length..]}** {PlanWords.Summary(plan)}.\n\n");
        WriteList("Refused", [.. plan.Refusals.Select(Refusal), .. plan.Changes.Where(change => change.Action == ChangeAction.Refuse).Select(Refused)]);
        WriteList("Deleted", [.. plan.Changes.Where(change => change.Action is ChangeAction.Prune or ChangeAction.Replace).Select(change => $"{MarkdownText.Code(PlanWords.FullName(change.Key))}{(change.Action == ChangeAction.Replace ? ", and made again" : "")}{Unverified(change)}")]);
    }

    private static string Refusal(Diagnostic refusal) => $"the whole plan: {refusal.Code.Id} {Message(refusal)}";

    private static string Refused(Change change) =>
        $"{MarkdownText.Code(PlanWords.FullName(change.Key))}: {string.Join("; ", change.Problems.Where(problem => problem.Severity == Severity.Error).Select(problem => $"{problem.Code.Id} {Message(problem)}"))}";

    private static string Message(Diagnostic problem) =>
        MarkdownText.Code(PlanWords.Cut(problem.Message, LongestMessage)) + (problem.Fix is null ? "" : $" → {MarkdownText.Code(PlanWords.Cut(problem.Fix, LongestMessage))}");

    /// <summary>Lists that are seen without opening anything, each cut where it would push all else out.</summary>
    private void WriteList(string title, ImmutableArray<string> items)
    {
        if (items.IsEmpty) return;
        Append($"**{title}**\n");
        var room = MostOfOneList;
        var shown = items.TakeWhile(item => (room -= Size(item) + 3) >= 0).ToList();
        foreach (var item in shown) Append($"- {item}\n");
        if (shown.Count < items.Length) Append(string.Create(CultureInfo.InvariantCulture, $"- and {items.Length - shown.Count} more\n"));
        Append("\n");
    }

    private void WriteLane(ImmutableArray<Change> lane, string heading)
    {
        const string End = "\n</details>\n\n";
        var begin = $"<details><summary><code>{MarkdownText.Html(heading)}</code>: {Fates(lane)}</summary>\n\n";
        var lines = new List<string>();
        var room = Largest - Reserved - _size - Size(begin) - Size(End);
        var shown = 0;
        foreach (var change in lane)
        {
            var added = Lines(change);
            // every line may have to be fenced once more, so the fence counts with them
            if (room < Size(MarkdownText.Fenced([.. lines, .. added]))) break;
            lines.AddRange(added);
            shown++;
        }
        _leftOut += lane.Length - shown;
        if (shown > 0) Append($"{begin}{MarkdownText.Fenced(lines)}{End}");
    }

    private static string Fates(ImmutableArray<Change> lane) =>
        string.Join(", ", lane.GroupBy(change => change.Action).Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Count()} {PlanWords.Word(group.Key)}")));

    /// <summary>The object as a line that stands for itself, and its fields as what goes and what comes.</summary>
    private List<string> Lines(Change change)
    {
        var sign = change.Action switch { ChangeAction.Create or ChangeAction.Deferred or ChangeAction.Adopt => "+", ChangeAction.Prune or ChangeAction.Retire when !change.Rests => "-", ChangeAction.Refuse => "!", _ => "#" };
        var why = change.Action == ChangeAction.Refuse ? "refused" : $"{PlanWords.CauseOf(change)}, {PlanWords.Why(change, plan, prefix, now)}".TrimEnd(',', ' ');
        var lines = new List<string> { PlanWords.OneLine($"{sign} {PlanWords.Word(change.Action)} {PlanWords.Name(change.Key)} ({why}){Unverified(change)}") };
        foreach (var field in change.Fields)
        {
            if (field.Old is not null) lines.Add($"-   {PlanWords.OneLine(field.Path)}: {PlanWords.Value(field.Old, LongestValue)}");
            if (field.New is not null) lines.Add($"+   {PlanWords.OneLine(field.Path)}: {PlanWords.Value(field.New, LongestValue)}");
        }
        lines.AddRange(change.Problems.Select(problem => PlanWords.Cut(PlanWords.OneLine($"!   {Diagnostic.SeverityWord(problem.Severity)} {problem.Code.Id}: {problem.Message}"), LongestMessage)));
        return lines;
    }

    private static string Unverified(Change change) => change.IsUnverified ? " (unverified)" : "";

    private void WriteApart()
    {
        if (plan.Apart.IsEmpty) return;
        Append($"**Not of this branch, differs anyway:** {Fates(plan.Apart)}. It is in none of the counts.\n\n");
        foreach (var lane in PlanWords.Changing(plan.Apart)) WriteLane(lane, PlanWords.Heading(lane[0].Lane));
    }

    private void WriteNotes()
    {
        var notes = plan.Notes.Select(note => $"- {Diagnostic.SeverityWord(note.Severity)} {note.Code.Id}: {(note.Place.IsKnown ? $"{MarkdownText.Code(TextDiagnostics.Place(note.Place, prefix).TrimEnd(':', ' '))} " : "")}{Message(note)}\n").ToList();
        var fitting = notes.TakeWhile((_, index) => _size + notes.Take(index + 1).Sum(Size) < Largest - Reserved).ToList();
        foreach (var note in fitting) Append(note);
        if (fitting.Count < notes.Count) Append(string.Create(CultureInfo.InvariantCulture, $"- and {notes.Count - fitting.Count} more\n"));
        if (notes.Count > 0) Append("\n");
    }

    private void Append(string text)
    {
        _text.Append(text);
        _size += Size(text);
    }

    private static int Size(string text) => Encoding.UTF8.GetByteCount(text);
}
