using System.Globalization;
using Reconciler.Health;
using Reconciler.Objects;

namespace Reconciler.Live;

/// <summary>A pod that failed: when, why, and whose log tells more, if any does.</summary>
public sealed record PodFailure(MapNode Pod, DateTimeOffset At, string Why, LogSource? Log)
{
    /// <summary>Whether it runs again, so that it failed once and is no failure now.</summary>
    public bool IsOver { get; private init; }

    /// <summary>What failed last, be it a pod that keeps a rollout from its end, a task, a command or a CronJob's run; then what crashed and runs again; null where nothing did.</summary>
    public static PodFailure? Last(IEnumerable<MapNode> pods, string app) =>
        pods.Where(pod => !pod.IsDying()).Select(pod => Of(pod, app)).OfType<PodFailure>().OrderBy(failure => failure.IsOver).ThenByDescending(failure => failure.At).ThenBy(failure => failure.Pod.NameOf(), StringComparer.Ordinal).FirstOrDefault();

    private static PodFailure? Of(MapNode pod, string app)
    {
        var problem = PodProblems.Of([pod]);
        var ended = pod.Status().Maps("initContainerStatuses").Concat(pod.Status().Maps("containerStatuses"))
            .SelectMany(status => new[] { (Status: status, End: status.Map("state").Map("terminated"), IsPrevious: false), (Status: status, End: status.Map("lastState").Map("terminated"), IsPrevious: true) })
            .Where(each => each.End is not null && each.End.Int("exitCode")?.Value != 0)
            .OrderByDescending(each => Time(each.End.TextAt("finishedAt")))
            .FirstOrDefault();
        if (ended.End is not null)
        {
            var name = ended.Status.TextAt("name") ?? "";
            var why = problem ?? $"container {name} ended with {ContainerEnding.Of(ended.End)}, and runs again";
            return new PodFailure(pod, Time(ended.End.TextAt("finishedAt")), why, new LogSource(ObjectKey.Of(pod), name, LogSource.ShortName(pod, app), ended.End.TextAt("containerID") ?? "") { IsPrevious = ended.IsPrevious }) { IsOver = problem is null };
        }
        if (problem is null) return null;
        // it runs and never gets ready, or it never ran
        return new PodFailure(pod, Time(pod.Map("metadata").TextAt("creationTimestamp")), problem, LogSource.Of(pod, app, previous: false).FirstOrDefault(source => source.Container == PodContainers.Main(pod)));
    }

    private static DateTimeOffset Time(string? text) => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : DateTimeOffset.MinValue;
}
