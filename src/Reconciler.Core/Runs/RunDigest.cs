using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Rendering;

namespace Reconciler.Runs;

/// <summary>One sentence about a run, with a word by which machines sort it.</summary>
public sealed record RunNote(string Reason, bool IsWarning, string Text);

/// <summary>
/// A run told in few sentences however large it is: one for each lane and kind of action, with the number of objects and the first
/// names. A fold over the run's events.
/// </summary>
public sealed record RunDigest
{
    private const int NamesShown = 3;
    private const int LongestText = 1000;

    private ImmutableSortedDictionary<(string Lane, string Reason), Entry> Entries { get; init; } =
        ImmutableSortedDictionary.Create<(string, string), Entry>(Comparer<(string, string)>.Create((left, right) => string.CompareOrdinal($"{left.Item1}\0{left.Item2}", $"{right.Item1}\0{right.Item2}")));

    public RunDigest With(RunEvent happened) => happened switch
    {
        RunEvent.Written written => Add(written.Lane, WordOf(written.Action), written.Key),
        RunEvent.Deleted deleted => Add(deleted.Lane, new Word("Pruned", "pruned", false), deleted.Key),
        RunEvent.Held held => Add(held.Lane, new Word("Held", "held", true), held.Key, held.Why.Message),
        RunEvent.ObjectFailed { Why: [var why, ..] } failed => why.Code == RunCodes.Skipped || why.Code == RunCodes.NeedMissing || why.Code == RunCodes.NeedUnknown
            ? Add(failed.Lane, new Word("Skipped", "skipped", true), null, $"{why.Code.Id}: {why.Message}")
            : Add(failed.Lane, new Word("Failed", "failed", true), failed.Key, $"{why.Code.Id}: {why.Message}"),
        RunEvent.LaneEnded { Outcome: LaneOutcome.Refused } refused => Add(refused.Lane, new Word("Refused", "refused", true), null, refused.Message),
        RunEvent.LaneEnded { Outcome: LaneOutcome.Interrupted } stopped => Add(stopped.Lane, new Word("Interrupted", "interrupted", true), null, stopped.Message),
        _ => this,
    };

    /// <summary>The sentences, warnings first. What is above the number is told in one sentence for each reason.</summary>
    public ImmutableArray<RunNote> Notes(string source, int most)
    {
        var ordered = Entries.OrderByDescending(entry => entry.Value.Word.IsWarning).ToList();
        var rest = ordered.Skip(most).GroupBy(entry => entry.Value.Word).OrderBy(group => group.Key.Reason, StringComparer.Ordinal);
        return [
            .. ordered.Take(most).Select(entry => new RunNote(entry.Key.Reason, entry.Value.Word.IsWarning, Shortened($"{entry.Value.Title}: {entry.Value.Text} ({source})"))),
            .. rest.Select(group => new RunNote(group.Key.Reason, group.Key.IsWarning, Shortened(string.Create(CultureInfo.InvariantCulture, $"{group.Key.Verb} {Number(group.Sum(entry => Math.Max(1, entry.Value.Count)), "object")} in {Number(group.Count(), "more part")} ({source})"))))
        ];
    }

    private RunDigest Add(Lane lane, Word word, ObjectKey? key, string because = "")
    {
        var entry = Entries.GetValueOrDefault((lane.Id, word.Reason)) ?? new Entry(lane.Name, word) { Because = because };
        if (key is { } named) entry = entry with { Count = entry.Count + 1, Names = entry.Names.Length < NamesShown ? entry.Names.Add(NameOf(named)) : entry.Names };
        return this with { Entries = Entries.SetItem((lane.Id, word.Reason), entry) };
    }

    private static Word WordOf(ChangeAction action) => action switch
    {
        ChangeAction.Create or ChangeAction.Deferred or ChangeAction.Terminating => new Word("Created", "created", false),
        ChangeAction.Adopt => new Word("Adopted", "adopted", false),
        ChangeAction.Replace => new Word("Replaced", "replaced", false),
        ChangeAction.Transfer => new Word("Transferred", "transferred", false),
        ChangeAction.Orphan => new Word("Orphaned", "gave up", false),
        _ => new Word("Updated", "updated", false),
    };

    private static string NameOf(ObjectKey key) => key.Namespace.Length == 0 ? $"{key.Kind} {key.Name}" : $"{key.Kind} {key.Namespace}/{key.Name}";

    private static string Number(int count, string thing) => string.Create(CultureInfo.InvariantCulture, $"{count} {thing}{(count == 1 ? "" : "s")}");

    /// <summary>A server takes a kilobyte.</summary>
    private static string Shortened(string text)
    {
        if (Encoding.UTF8.GetByteCount(text) <= LongestText) return text;
        var end = Math.Min(text.Length, LongestText);
        while (Encoding.UTF8.GetByteCount(text.AsSpan(0, end)) > LongestText - 3) end--;
        return $"{text[..(char.IsHighSurrogate(text[end - 1]) ? end - 1 : end)]}…";
    }

    private sealed record Word(string Reason, string Verb, bool IsWarning);

    private sealed record Entry(string Title, Word Word)
    {
        public int Count { get; init; }
        public ImmutableArray<string> Names { get; init; } = [];
        public string Because { get; init; } = "";

        public string Text
        {
            get
            {
                var more = Count - Names.Length;
                var names = string.Join(", ", Names) + (more > 0 ? string.Create(CultureInfo.InvariantCulture, $" and {more} more") : "");
                var what = Count > 1 ? $" {Number(Count, "object")}: {names}" : names.Length > 0 ? $" {names}" : "";
                return $"{Word.Verb}{what}{(Because.Length == 0 ? "" : $"; {Because}")}";
            }
        }
    }
}
