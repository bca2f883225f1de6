using System.Globalization;
using Reconciler.Objects;

namespace Reconciler.Health;

/// <summary>StatefulSets, which may be told to update only some pods, or none by themselves.</summary>
internal static class StatefulSetHealth
{
    public static HealthVerdict Of(MapNode body)
    {
        var counts = PodCounts.OfReplicas(body);
        var status = body.Status();
        var isRolling = status.TextAt("updateRevision") != status.TextAt("currentRevision");
        if (!isRolling) return counts.Missing(body) ?? counts.Complete();
        var strategy = body.Map("spec").Map("updateStrategy");
        if (strategy.TextAt("type") == "OnDelete") return counts.Missing(body) ?? OnDelete(counts);
        var partition = Math.Max(0, strategy.Map("rollingUpdate").Int("partition")?.Value ?? 0);
        var target = Math.Max(0, counts.Wanted - partition);
        if (counts.Updated < target) return HealthVerdict.Progressing($"{Wording.Of(counts.Updated, target)} updated{Kept(counts.Wanted - target)}");
        return counts.Missing(body) ?? (target < counts.Wanted ? HealthVerdict.Healthy(counts.ReadyPods + Kept(counts.Wanted - target)) : counts.Complete());
    }

    private static HealthVerdict OnDelete(PodCounts counts) => counts.Updated >= counts.Wanted
        ? counts.Complete()
        : HealthVerdict.Healthy(string.Create(CultureInfo.InvariantCulture, $"{counts.ReadyPods}, {counts.Wanted - counts.Updated} of them updated only when deleted"));

    private static string Kept(int count) => count > 0 ? $", the partition keeps {Wording.Count(count, "pod")} as {(count == 1 ? "it is" : "they are")}" : "";
}
