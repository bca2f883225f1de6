using Reconciler.Diffing;
using Reconciler.Objects;
using Reconciler.Routers;

namespace Reconciler.Planning;

/// <summary>When an object's turn is. What others need comes first, and leaves last.</summary>
public enum Stage
{
    /// <summary>Namespaces and definitions of kinds: before all lanes.</summary>
    Foundation,

    /// <summary>Accounts, rights, config, storage, policies, certificates, new Services, and kinds that nothing is known of.</summary>
    Base,

    /// <summary>Tasks that have to succeed before anything is replaced.</summary>
    Before,

    /// <summary>What runs pods. The lane goes on when it is healthy.</summary>
    Workloads,

    /// <summary>What leads to the pods: changed Services, routes, webhooks.</summary>
    Routes,

    /// <summary>Frontends of an external load balancer: when the Services that they name are there and lead where they are to.</summary>
    Frontends,

    /// <summary>What steers how many pods there are: only when the requests go where they are wanted.</summary>
    Scaling,

    /// <summary>Tasks that run when everything is in place.</summary>
    After,
}

/// <summary>Which stage an object belongs to.</summary>
public static class Stages
{
    public static Stage Of(ObjectKey key, LiveObject? live) => key switch
    {
        { Group: "", Kind: "Namespace" } or { Group: "apiextensions.k8s.io", Kind: "CustomResourceDefinition" } => Stage.Foundation,
        { Group: "apps", Kind: "Deployment" or "StatefulSet" or "DaemonSet" or "ReplicaSet" } => Stage.Workloads,
        { Group: "batch", Kind: "Job" or "CronJob" } or { Group: "", Kind: "Pod" or "ReplicationController" } => Stage.Workloads,
        { Group: "", Kind: "Service" } => live is null ? Stage.Base : Stage.Routes,
        { Group: "networking.k8s.io", Kind: "Ingress" } => Stage.Routes,
        { Group: "gateway.networking.k8s.io" or "traefik.io" } => Stage.Routes,
        { Group: "autoscaling" or "keda.sh" or "http.keda.sh", Kind: not ("TriggerAuthentication" or "ClusterTriggerAuthentication") } => Stage.Scaling,
        { Group: Frontend.Group } => Stage.Frontends,
        { Group: "admissionregistration.k8s.io" or "apiregistration.k8s.io" } => Stage.Routes,
        _ => Stage.Base,
    };

    /// <summary>Whether a lane waits for the health of such an object.</summary>
    public static bool IsWaitedFor(ObjectKey key) => key switch
    {
        { Group: "apiextensions.k8s.io" or "helm.cattle.io" or "cert-manager.io" } => true,
        { Group: "apps", Kind: "Deployment" or "StatefulSet" or "DaemonSet" or "ReplicaSet" } => true,
        { Group: "batch", Kind: "Job" } or { Group: "", Kind: "Pod" } => true,
        _ => false,
    };
}
