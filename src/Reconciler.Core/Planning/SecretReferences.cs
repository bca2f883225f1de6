using Reconciler.Objects;

namespace Reconciler.Planning;

/// <summary>The names of Secrets that pods need to start.</summary>
public static class SecretReferences
{
    /// <summary>Those of a pod, or of whatever makes pods from a template.</summary>
    public static IEnumerable<string> Of(MapNode body)
    {
        var pod = PodSpecs.Of(body);
        return OfContainers(pod).Concat(OfVolumes(pod)).Concat(pod.Maps("imagePullSecrets").Select(item => Name(item, "name"))).OfType<string>();
    }

    /// <summary>Whether something of that kind may still start pods from what it refers to.</summary>
    public static bool MayStartPods(MapNode body)
    {
        var (spec, status) = (body.Map("spec"), body.Map("status"));
        return body.Text("kind")?.Value switch
        {
            "Pod" => status.Text("phase")?.Value is not ("Succeeded" or "Failed"),
            "ReplicaSet" => (spec.Int("replicas")?.Value ?? 1) > 0 || status.Int("replicas")?.Value > 0,
            "Job" => !status.Maps("conditions").Any(condition => condition.Text("type")?.Value is "Complete" or "Failed" && condition.Text("status")?.Value == "True"),
            _ => true,
        };
    }

    private static IEnumerable<string?> OfContainers(MapNode? pod) =>
        from container in pod.Maps("initContainers").Concat(pod.Maps("containers")).Concat(pod.Maps("ephemeralContainers"))
        from name in container.Maps("envFrom").Select(source => Name(source.Map("secretRef"), "name"))
            .Concat(container.Maps("env").Select(variable => Name(variable.Map("valueFrom").Map("secretKeyRef"), "name")))
        select name;

    private static IEnumerable<string?> OfVolumes(MapNode? pod) =>
        from volume in pod.Maps("volumes")
        from name in volume.Map("projected").Maps("sources").Select(source => Name(source.Map("secret"), "name")).Append(Name(volume.Map("secret"), "secretName"))
        select name;

    private static string? Name(MapNode? map, string key) => map.Text(key)?.Value;
}
