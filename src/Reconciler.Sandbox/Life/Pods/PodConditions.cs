using Reconciler.Objects;

namespace Reconciler.Sandbox.Life.Pods;

/// <summary>What a pod's conditions say of its containers.</summary>
internal static class PodConditions
{
    public static string Incomplete(string how, MapNode pod, string list) => Text(how, pod.Map("spec").Maps(list).Select(container => container.Text("name")?.Value ?? ""));

    /// <summary>"containers with unready status: [web sidecar]".</summary>
    public static string Text(string how, IEnumerable<string> names) => $"containers with {how} status: [{string.Join(' ', names)}]";

    /// <summary>The conditions for containers as they are now.</summary>
    public static void Update(Conditions conditions, MapNode pod, bool isInitialized, IReadOnlyCollection<MapNode> statuses, string phase)
    {
        conditions.Set("PodReadyToStartContainers", phase is "Succeeded" or "Failed" ? "False" : "True");
        if (isInitialized) conditions.Set("Initialized", "True", phase == "Succeeded" ? "PodCompleted" : null);
        if (phase is "Succeeded" or "Failed")
        {
            var reason = phase == "Succeeded" ? "PodCompleted" : "PodFailed";
            conditions.Set("Ready", "False", reason);
            conditions.Set("ContainersReady", "False", reason);
            return;
        }
        var unready = statuses.Where(each => each.Flag("ready")?.Value != true).Select(each => each.Text("name")?.Value ?? "").ToList();
        if (unready.Count > 0)
        {
            conditions.Set("ContainersReady", "False", "ContainersNotReady", Text("unready", unready));
            conditions.Set("Ready", "False", "ContainersNotReady", Text("unready", unready));
            return;
        }
        conditions.Set("ContainersReady", "True");
        var gates = pod.Map("spec").Maps("readinessGates").Select(gate => gate.Text("conditionType")?.Value ?? "").Where(type => !conditions.IsTrue(type)).ToList();
        if (gates.Count == 0) conditions.Set("Ready", "True");
        else conditions.Set("Ready", "False", "ReadinessGatesNotReady", string.Join(", ", gates.Select(gate => $"corresponding condition of pod readiness gate \"{gate}\" does not exist.")));
    }
}
