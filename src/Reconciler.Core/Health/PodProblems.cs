using Reconciler.Objects;

namespace Reconciler.Health;

/// <summary>
/// Why the pods of a workload are not ready, in one sentence for <see cref="HealthVerdict.With"/>. Only what the control plane says
/// is quoted: the output of containers and probes may hold secrets and stays out.
/// </summary>
public static class PodProblems
{
    /// <summary>
    /// The most telling problem, and among equals the one that most pods have; null where nothing is wrong. Pods that are
    /// ready or being deleted are passed over. Events may be those of the pods and of their owners; they add what no status says.
    /// </summary>
    public static string? Of(IEnumerable<MapNode> pods, IEnumerable<MapNode>? events = null)
    {
        var known = events?.ToArray() ?? [];
        return pods.Where(pod => !pod.IsDying())
            .SelectMany(pod => PodProblem.Of(pod, known))
            .Concat(OfOwners(known))
            .GroupBy(problem => problem)
            .OrderBy(group => group.Key.Kind).ThenByDescending(group => group.Count()).ThenBy(group => group.Key.Text, StringComparer.Ordinal)
            .FirstOrDefault()?.Key.Text;
    }

    /// <summary>A pod that was never made has no status; only an event at its owner tells.</summary>
    private static IEnumerable<PodProblem> OfOwners(IEnumerable<MapNode> events) => PodEvents.Newest(events, "FailedCreate") is { } refused
        ? [new PodProblem(ProblemKind.Refused, PodRefusal.Of(PodEvents.Message(refused)))]
        : [];
}
