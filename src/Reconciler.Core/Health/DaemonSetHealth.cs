using System.Globalization;
using Reconciler.Objects;

namespace Reconciler.Health;

/// <summary>DaemonSets: one pod on each node that fits.</summary>
internal static class DaemonSetHealth
{
    public static HealthVerdict Of(MapNode body)
    {
        var wanted = body.StatusCount("desiredNumberScheduled");
        var counts = new PodCounts(wanted, wanted, body.StatusCount("updatedNumberScheduled"), body.StatusCount("numberReady"), body.StatusCount("numberAvailable"));
        if (wanted == 0) return HealthVerdict.Healthy("no node fits it");
        var isOnDelete = body.Map("spec").Map("updateStrategy").TextAt("type") == "OnDelete";
        // before every node has its first pod there is nothing to update
        if (!isOnDelete && counts.Updated < wanted && body.StatusCount("currentNumberScheduled") > counts.Updated) return HealthVerdict.Progressing(counts.UpdatedPods);
        return counts.Missing(body) ?? HealthVerdict.Healthy(isOnDelete && counts.Updated < wanted
            ? string.Create(CultureInfo.InvariantCulture, $"{counts.ReadyPods}, {wanted - counts.Updated} of them updated only when deleted")
            : counts.ReadyPods);
    }
}
