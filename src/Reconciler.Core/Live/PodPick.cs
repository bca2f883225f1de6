using System.Collections.Immutable;
using System.Globalization;
using Reconciler.Diagnostics;
using Reconciler.Health;
using Reconciler.Objects;
using Reconciler.Rendering;

namespace Reconciler.Live;

/// <summary>A process and, where it is written, which of its pods: "web" or "web.2". Pods count from 1 in the order of their names.</summary>
public sealed record PodWish(string? Process, int? Number)
{
    public static readonly PodWish Any = new(null, null);

    /// <summary>A dot is no part of a process's name, so what follows it is a number or a mistake.</summary>
    public static (PodWish? Wish, Diagnostic? Problem) Read(string? text)
    {
        if (text is null) return (Any, null);
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0) return (new PodWish(text, null), null);
        return int.TryParse(text[(dot + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? (new PodWish(text[..dot], number), null)
            : (null, LiveCodes.ProcessUnknown.At(Origin.None, $"{text} is no process with the number of a pod", $"write {text[..dot]}.1"));
    }
}

/// <summary>Chooses the pod of a process that a command goes to.</summary>
public static class PodPick
{
    /// <summary>The pods of a process that run, by name: none of Jobs, none that goes, and of versions side by side those of the one in use.</summary>
    public static ImmutableArray<MapNode> Running(LiveProcess process, IEnumerable<MapNode> pods)
    {
        var version = process.Deployment.Label(Ownership.VersionLabel);
        return [.. pods.Where(pod => pod.Label(LiveLabels.Component) == process.Name && pod.Label(Ownership.VersionLabel) == version && !pod.IsDying() && PodContainers.RunningId(pod, PodContainers.Main(pod)) is not null)
            .OrderBy(pod => pod.NameOf(), StringComparer.Ordinal)];
    }

    /// <summary>The pod with the number that is wished for, else the first that is ready, else the first.</summary>
    public static (MapNode? Pod, Diagnostic? Problem) Of(LiveProcess process, int? number, IReadOnlyCollection<MapNode> pods)
    {
        var running = Running(process, pods);
        if (running.IsEmpty)
        {
            var why = PodProblems.Of(pods.Where(pod => pod.Label(LiveLabels.Component) == process.Name));
            return (null, LiveCodes.NoPod.At(Origin.None, $"no pod of {process.Name} is running{(why is null ? "" : $": {why}")}", "status shows how it is"));
        }
        if (number is null) return (running.FirstOrDefault(pod => pod.Status().Condition("Ready").IsTrue()) ?? running[0], null);
        return number <= running.Length
            ? (running[number.Value - 1], null)
            : (null, LiveCodes.NoPod.At(Origin.None, string.Create(CultureInfo.InvariantCulture, $"{process.Name} has {Wording.Count(running.Length, "running pod")}, and no number {number}"), $"write {process.Name}.1{(running.Length > 1 ? string.Create(CultureInfo.InvariantCulture, $" to {process.Name}.{running.Length}") : "")}"));
    }
}
