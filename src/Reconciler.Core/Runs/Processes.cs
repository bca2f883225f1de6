using Reconciler.Diffing;
using Reconciler.Objects;
using Reconciler.Planning;

namespace Reconciler.Runs;

/// <summary>What workloads tell of the processes that they run.</summary>
internal static class Processes
{
    /// <summary>Null for what keeps no pods running.</summary>
    public static ProcessStatus? Of(LiveObject live) => live.Key switch
    {
        { Group: "apps", Kind: "Deployment" or "StatefulSet" or "ReplicaSet" } => Of(live, live.Body.Map("status").Int("readyReplicas")?.Value, live.Body.Map("spec").Int("replicas")?.Value ?? 1),
        { Group: "apps", Kind: "DaemonSet" } => Of(live, live.Body.Map("status").Int("numberReady")?.Value, live.Body.Map("status").Int("desiredNumberScheduled")?.Value ?? 0),
        _ => null,
    };

    private static ProcessStatus Of(LiveObject live, int? ready, int wanted) =>
        new(live.Label("app.kubernetes.io/component") ?? live.Key.Name, ready ?? 0, wanted, PodSpecs.Of(live.Body).Maps("containers").FirstOrDefault().Text("image")?.Value ?? "");
}
