using System.Globalization;
using Reconciler.Objects;
using Reconciler.Sandbox.Life.Pods;
using Reconciler.Sandbox.Resources;

namespace Reconciler.Sandbox.Life.Workloads;

/// <summary>How many of a Job's pods run, succeeded and failed, and how many there should be.</summary>
internal sealed record JobCounts
{
    private const string IndexKey = "batch.kubernetes.io/job-completion-index";

    public JobCounts(MapNode job, IReadOnlyCollection<MapNode> pods)
    {
        Active = pods.Count(pod => pod.IsActive());
        Ready = pods.Count(pod => pod.IsActive() && pod.IsReady());
        Terminating = pods.Count(pod => pod.IsDying() && !pod.IsFinished());
        // what was counted stays counted when its pod is gone
        Succeeded = Math.Max(job.StatusInt("succeeded"), pods.Count(pod => pod.Phase() == "Succeeded"));
        Failed = Math.Max(job.StatusInt("failed"), pods.Count(pod => pod.Phase() == "Failed"));
        var parallelism = job.SpecInt("parallelism", 1);
        if (job.Map("spec").Text("completionMode")?.Value == "Indexed")
        {
            var done = Indexes(pods.Where(pod => pod.Phase() == "Succeeded"));
            Succeeded = done.Count;
            CompletedIndexes = Ranges(done);
        }
        if (job.Map("spec").Int("completions")?.Value is { } completions)
        {
            IsComplete = Succeeded >= completions;
            Wanted = Math.Min(parallelism, completions - Succeeded);
        }
        else
        {
            IsComplete = Succeeded > 0 && Active == 0;
            Wanted = Succeeded > 0 ? Active : parallelism;
        }
    }

    public int Active { get; init; }
    public int Ready { get; init; }
    public int Terminating { get; }
    public int Succeeded { get; }
    public int Failed { get; init; }
    public int Wanted { get; }
    public bool IsComplete { get; }
    public string? CompletedIndexes { get; }

    /// <summary>The numbers of an indexed Job that no pod works at and none has finished.</summary>
    public static List<int> FreeIndexes(MapNode job, IEnumerable<MapNode> pods)
    {
        var taken = Indexes(pods.Where(pod => pod.Phase() == "Succeeded" || pod.IsActive()));
        return [.. Enumerable.Range(0, job.SpecInt("completions", 0)).Where(index => !taken.Contains(index))];
    }

    private static SortedSet<int> Indexes(IEnumerable<MapNode> pods) =>
        [.. pods.Select(pod => int.TryParse(pod.Annotation(IndexKey), NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : -1).Where(index => index >= 0)];

    /// <summary>"0-2,4".</summary>
    private static string? Ranges(SortedSet<int> indexes)
    {
        var parts = new List<string>();
        int? first = null;
        foreach (var index in indexes)
        {
            first ??= index;
            if (indexes.Contains(index + 1)) continue;
            parts.Add(first == index ? Text(index) : $"{Text(first.Value)}{(first + 1 == index ? "," : "-")}{Text(index)}");
            first = null;
        }
        return parts.Count == 0 ? null : string.Join(',', parts);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
