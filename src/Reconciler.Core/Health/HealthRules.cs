using Reconciler.Objects;

namespace Reconciler.Health;

/// <summary>
/// Judges one live object by itself: whether it is being deleted, whether its controller has seen the last change, then what
/// its kind says, then its conditions. What no rule speaks of is current. Never throws, whatever the object looks like.
/// </summary>
public static class HealthRules
{
    public static HealthVerdict Of(MapNode body)
    {
        var key = ObjectKey.Of(body);
        if (body.IsDying()) return Deletion.Of(body);
        if (IsUnseen(body, key)) return HealthVerdict.Progressing(GeneralHealth.Unseen);
        return OfCore(key, body) ?? OfAddOn(key, body) ?? GeneralHealth.Of(body);
    }

    /// <summary>
    /// A HelmChart judged with the Job that installs it, which alone knows whether that went well. Null says that the Job is
    /// not there.
    /// </summary>
    public static HealthVerdict OfChart(MapNode chart, MapNode? job)
    {
        var own = Of(chart);
        if (own.State != HealthState.Healthy) return own;
        if (job is null) return HealthVerdict.Progressing("waiting for the Job that installs it");
        var installing = Of(job);
        var name = $"Job {job.NameOf()}";
        return installing with { Message = installing.State == HealthState.Healthy ? $"installed by {name}" : $"{name}: {installing.Message}" };
    }

    /// <summary>Whether a Deployment's controller has given up on its rollout.</summary>
    public static bool IsWithoutProgress(MapNode body) => ObjectKey.Of(body) is { Group: "apps", Kind: "Deployment" } && DeploymentHealth.IsWithoutProgress(body);

    /// <summary>Whether it is a Job that ran to its end, and succeeded.</summary>
    public static bool IsFinished(MapNode body) => body.Text("kind")?.Value == "Job" && body.Status().Condition("Complete").IsTrue();

    private static bool IsUnseen(MapNode body, ObjectKey key)
    {
        if (body.Map("metadata").Int("generation") is not { } generation) return false;
        if (body.Status().Int("observedGeneration") is { } seen) return seen.Value < generation.Value;
        return key is { Group: "apps", Kind: "Deployment" or "StatefulSet" or "DaemonSet" or "ReplicaSet" } or { Group: "policy", Kind: "PodDisruptionBudget" };
    }

    private static HealthVerdict? OfCore(ObjectKey key, MapNode body) => (key.Group, key.Kind) switch
    {
        ("apps", "Deployment") => DeploymentHealth.Of(body),
        ("apps", "ReplicaSet") or ("", "ReplicationController") => DeploymentHealth.OfSet(body),
        ("apps", "StatefulSet") => StatefulSetHealth.Of(body),
        ("apps", "DaemonSet") => DaemonSetHealth.Of(body),
        ("", "Pod") => PodHealth.Of(body),
        ("batch", "Job") => JobHealth.Of(body),
        ("batch", "CronJob") => JobHealth.OfCronJob(body),
        ("", "PersistentVolumeClaim") => StorageHealth.OfClaim(body),
        ("", "PersistentVolume") => StorageHealth.OfVolume(body),
        ("", "Service") => NetworkHealth.OfService(body),
        ("networking.k8s.io", "Ingress") => NetworkHealth.OfIngress(body),
        ("", "Namespace") => ClusterHealth.OfNamespace(body),
        ("apiextensions.k8s.io", "CustomResourceDefinition") => ClusterHealth.OfDefinition(body),
        ("apiregistration.k8s.io", "APIService") => ClusterHealth.OfApiService(body),
        ("autoscaling", "HorizontalPodAutoscaler") => ScalingHealth.OfAutoscaler(body),
        ("policy", "PodDisruptionBudget") => ScalingHealth.OfBudget(body),
        _ => null,
    };

    private static HealthVerdict? OfAddOn(ObjectKey key, MapNode body) => (key.Group, key.Kind) switch
    {
        ("helm.cattle.io", "HelmChart") => AddOnHealth.OfChart(body),
        ("cert-manager.io", "Certificate") => AddOnHealth.OfCertificate(body),
        ("cert-manager.io", "Issuer" or "ClusterIssuer") => GeneralHealth.OfReady(body, "cert-manager"),
        ("keda.sh", "ScaledObject") => ScalingHealth.OfScaledObject(body),
        ("http.keda.sh", "HTTPScaledObject") => GeneralHealth.OfReady(body, "the KEDA HTTP add-on"),
        ("gateway.networking.k8s.io", "Gateway") => GatewayHealth.Of(body),
        ("gateway.networking.k8s.io", "HTTPRoute" or "GRPCRoute" or "TLSRoute" or "TCPRoute" or "UDPRoute") => GatewayHealth.OfRoute(body),
        _ => null,
    };
}
