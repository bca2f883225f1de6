using System.Collections.Immutable;
using Reconciler.Health;
using Reconciler.Objects;

namespace Reconciler.Live;

/// <summary>One run of a container whose log can be read, and how its lines are marked.</summary>
public sealed record LogSource(ObjectKey Pod, string Container, string Mark, string RunId)
{
    /// <summary>Whether it is the run before the present one.</summary>
    public bool IsPrevious { get; init; }

    /// <summary>Every container of a pod that has begun; its main one is marked by the pod alone. Those that run before the others count while the others wait.</summary>
    public static IEnumerable<LogSource> Of(MapNode pod, string app, bool previous)
    {
        var main = PodContainers.Main(pod);
        var isBegun = pod.Status().Maps("containerStatuses").Any(HasBegun);
        foreach (var (name, isInit) in pod.Map("spec").Maps("initContainers").Select(each => (each.TextAt("name"), true)).Concat(pod.Map("spec").Maps("containers").Select(each => (each.TextAt("name"), false))))
        {
            if (name is null || (isInit && isBegun) || PodContainers.Status(pod, name) is not { } status) continue;
            var run = previous ? status.Map("lastState").Map("terminated").TextAt("containerID") ?? (status.Map("lastState").Map("terminated") is null ? null : "previous") : HasBegun(status) ? status.TextAt("containerID") ?? "" : null;
            if (run is not null) yield return new LogSource(ObjectKey.Of(pod), name, name == main ? ShortName(pod, app) : $"{ShortName(pod, app)}/{name}", run) { IsPrevious = previous };
        }
    }

    /// <summary>The pod's name without the App's, which is the same for all.</summary>
    public static string ShortName(MapNode pod, string app) => pod.NameOf().StartsWith(app + "-", StringComparison.Ordinal) ? pod.NameOf()[(app.Length + 1)..] : pod.NameOf();

    private static bool HasBegun(MapNode status) =>
        status.Map("state") is { } state && (state.Has("running") || state.Has("terminated") || status.Map("lastState").Map("terminated") is not null);
}

/// <summary>Which pods of an App logs are about.</summary>
public static class LogPods
{
    /// <summary>The pods of its processes, or of one component whatever it is; those of Jobs only where there are no others.</summary>
    public static ImmutableArray<MapNode> Of(IEnumerable<MapNode> pods, PodWish wish)
    {
        var sorted = pods.OrderBy(pod => pod.NameOf(), StringComparer.Ordinal).ToImmutableArray();
        if (wish.Process is null) return sorted.Any(IsOfProcess) ? [.. sorted.Where(IsOfProcess)] : sorted;
        var own = sorted.Where(pod => pod.Label(LiveLabels.Component) == wish.Process).ToImmutableArray();
        if (wish.Number is not { } number) return own;
        var counted = own.Where(pod => !pod.IsDying()).ToArray();
        return number <= counted.Length ? [counted[number - 1]] : [];
    }

    private static bool IsOfProcess(MapNode pod) => LiveLabels.IsProcess(pod.Label(LiveLabels.Component));
}
