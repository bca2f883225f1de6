using System.Collections.Immutable;
using System.Globalization;
using Humanizer;
using Reconciler.Engine.Inventory;
using Reconciler.Rendering;

namespace Reconciler.Cli.Output;

/// <summary>The revisions of a part for people, newest first.</summary>
internal static class HistoryText
{
    private const int LongestSubject = 60;

    public static IEnumerable<string> Lines(Lane lane, ImmutableArray<DeployedRevision> revisions, DateTimeOffset now)
    {
        yield return $"{lane.Name}{(lane.Namespace.Length == 0 ? "" : $" (namespace {lane.Namespace})")}   {Words.Count(revisions.Length, "revision")}";
        foreach (var line in StatusText.Table([.. revisions.Select(revision => Row(revision, now))])) yield return line;
    }

    private static string[] Row(DeployedRevision revision, DateTimeOffset now) =>
    [
        revision.Number.ToString(CultureInfo.InvariantCulture),
        StatusText.Outcome(revision.Outcome),
        revision.Commit is { } commit ? StatusText.Short(commit) : "no commit",
        $"{(now - revision.Time).Duration().Humanize(culture: CultureInfo.InvariantCulture)} ago",
        string.Create(CultureInfo.InvariantCulture, $"{revision.Seconds:0.0} s"),
        Words.Count(revision.Objects.Length, "object"),
        PlanWords.OneLine(string.Join(" · ", ((string?[])[Held(revision), revision.Author, revision.Subject is { } subject ? PlanWords.Cut(subject, LongestSubject) : null]).OfType<string>())),
    ];

    /// <summary>"rollback to 3, stop": what the App was held by.</summary>
    private static string? Held(DeployedRevision revision) =>
        revision.Holds.IsEmpty ? null : string.Join(", ", revision.Holds.Select(word => word == "rollback" && revision.RolledBackTo is { } number ? string.Create(CultureInfo.InvariantCulture, $"rollback to {number}") : word));
}
