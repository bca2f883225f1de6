using System.Globalization;
using Reconciler.Objects;

namespace Reconciler.Health;

/// <summary>The counts that the workload controllers report, whatever each calls them, and the sentences made of them.</summary>
internal sealed record PodCounts(int Wanted, int Total, int Updated, int Ready, int Available)
{
    public static PodCounts OfReplicas(MapNode body) => new(
        body.Map("spec").Int("replicas")?.Value ?? 1,
        body.StatusCount("replicas"),
        body.StatusCount("updatedReplicas"),
        body.StatusCount("readyReplicas"),
        body.StatusCount("availableReplicas"));

    public string ReadyPods => $"{Wording.Of(Ready, Wanted)} ready";

    public string UpdatedPods => $"{Wording.Of(Updated, Wanted)} updated";

    /// <summary>What holds once nothing is updated any more: pods that aren't ready, not for long enough, or too many.</summary>
    public HealthVerdict? Missing(MapNode body)
    {
        if (Ready < Wanted) return HealthVerdict.Progressing(ReadyPods);
        if (Available < Wanted) return HealthVerdict.Progressing(Fresh(body.Map("spec").Int("minReadySeconds")?.Value ?? 0));
        return Total > Wanted ? HealthVerdict.Progressing($"waiting for {Wording.Count(Total - Wanted, "pod")} to go") : null;
    }

    public HealthVerdict Complete() => HealthVerdict.Healthy(Wanted == 0 ? "scaled to 0" : ReadyPods);

    private string Fresh(int seconds) => seconds > 0
        ? string.Create(CultureInfo.InvariantCulture, $"{ReadyPods}, {Wanted - Available} of them for less than the {seconds} s of minReadySeconds")
        : $"{Wording.Of(Available, Wanted)} available";
}
