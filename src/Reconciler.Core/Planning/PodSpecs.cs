using Reconciler.Diffing;
using Reconciler.Objects;

namespace Reconciler.Planning;

/// <summary>Where pods are described: in a pod itself, or in whatever makes pods from a template.</summary>
public static class PodSpecs
{
    public static MapNode? Of(MapNode body)
    {
        var spec = body.Map("spec");
        return body.Text("kind")?.Value switch
        {
            "Pod" => spec,
            "CronJob" => spec.Map("jobTemplate").Map("spec").Map("template").Map("spec"),
            _ => spec.Map("template").Map("spec"),
        };
    }

    /// <summary>The names of the claims that such pods mount.</summary>
    public static IEnumerable<string> Claims(MapNode body) =>
        Of(body).Maps("volumes").Select(volume => volume.Map("persistentVolumeClaim").Text("claimName")?.Value).OfType<string>().Distinct(StringComparer.Ordinal);

    /// <summary>The names of the containers of such pods, those that run before the others first.</summary>
    public static IEnumerable<string> Containers(MapNode body) =>
        Of(body).Maps("initContainers").Concat(Of(body).Maps("containers")).Select(container => container.Text("name")?.Value).OfType<string>();

    /// <summary>Whether a pod still uses what it mounts: it has not ended, and nobody has told it to go.</summary>
    public static bool IsInUse(LiveObject pod) => !pod.IsDying && SecretReferences.MayStartPods(pod.Body);
}
