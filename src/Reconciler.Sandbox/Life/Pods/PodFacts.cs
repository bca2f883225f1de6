using Reconciler.Objects;
using Reconciler.Sandbox.Resources;

namespace Reconciler.Sandbox.Life.Pods;

/// <summary>What controllers ask of a pod.</summary>
internal static class PodFacts
{
    public static string Phase(this MapNode pod) => pod.Map("status").Text("phase")?.Value ?? "Pending";

    public static bool IsFinished(this MapNode pod) => pod.Phase() is "Succeeded" or "Failed";

    /// <summary>Whether a pod counts as one of its controller's: neither finished nor going.</summary>
    public static bool IsActive(this MapNode pod) => !pod.IsFinished() && !pod.IsDying();

    public static bool IsReady(this MapNode pod) => Condition(pod, "Ready").Text("status")?.Value == "True";

    /// <summary>Ready for at least so long; tells also when it will be.</summary>
    public static bool IsAvailable(this MapNode pod, int minReadySeconds, DateTimeOffset now, out DateTimeOffset? from)
    {
        from = null;
        if (!pod.IsReady()) return false;
        if (minReadySeconds == 0) return true;
        from = (Condition(pod, "Ready").Time("lastTransitionTime") ?? now).AddSeconds(minReadySeconds);
        if (from > now) return false;
        from = null;
        return true;
    }

    public static MapNode? Condition(MapNode pod, string type) => pod.Map("status").Maps("conditions").FirstOrDefault(each => each.Text("type")?.Value == type);

    public static string? NodeName(this MapNode pod) => pod.Map("spec").Text("nodeName")?.Value is { Length: > 0 } name ? name : null;

    public static string RestartPolicy(this MapNode pod) => pod.Map("spec").Text("restartPolicy")?.Value ?? "Always";

    /// <summary>The first image of a pod's containers whose tag asks for something unhealthy, for its answers to the proxy.</summary>
    public static bool AnswersUnhealthy(this MapNode pod) =>
        pod.Map("spec").Maps("containers").Any(container => ImageSteer.Of(container.Text("image")?.Value ?? "").IsUnhealthy);

    /// <summary>Which of two pods goes first when there are too many: unplaced, pending, not ready, younger.</summary>
    public static int GoesFirst(MapNode left, MapNode right)
    {
        var order = (left.NodeName() is null ? 0 : 1).CompareTo(right.NodeName() is null ? 0 : 1);
        if (order == 0) order = PhaseRank(left).CompareTo(PhaseRank(right));
        if (order == 0) order = left.IsReady().CompareTo(right.IsReady());
        if (order == 0) order = Cost(left).CompareTo(Cost(right));
        if (order == 0) order = Restarts(right).CompareTo(Restarts(left));
        if (order == 0) order = right.CreatedAt().CompareTo(left.CreatedAt());
        return order != 0 ? order : string.CompareOrdinal(left.NameOf(), right.NameOf());
    }

    public static int Restarts(MapNode pod) => pod.Map("status").Maps("containerStatuses").Sum(each => each.Int("restartCount")?.Value ?? 0);

    private static int PhaseRank(MapNode pod) => pod.Phase() switch { "Pending" => 0, "Running" => 2, _ => 1 };

    private static int Cost(MapNode pod) =>
        int.TryParse(pod.Meta().Map("annotations").Text("controller.kubernetes.io/pod-deletion-cost")?.Value, out var cost) ? cost : 0;
}
