using System.Collections.Frozen;
using Reconciler.Objects;
using Reconciler.Sandbox.Life.Basics;
using Reconciler.Sandbox.Life.Network;
using Reconciler.Sandbox.Life.Pods;
using Reconciler.Sandbox.Life.Scaling;
using Reconciler.Sandbox.Life.Storage;
using Reconciler.Sandbox.Life.Workloads;
using Reconciler.Sandbox.Storage;

namespace Reconciler.Sandbox.Life;

/// <summary>A controller: who it says it is in events, under which program's name it writes, and what it decides about one object.</summary>
internal sealed record Controller(string Component, Action<LifeView, MapNode, LifePlan> Step)
{
    public string Manager { get; init; } = LifePlan.ControllerManager;

    /// <summary>What is left to do when an object is gone.</summary>
    public Action<LifeView, ObjectPlace, LifePlan>? Gone { get; init; }
}

/// <summary>Every controller by the resource that it looks after.</summary>
internal static class Controllers
{
    public static FrozenDictionary<string, Controller> All { get; } = new Dictionary<string, Controller>(StringComparer.Ordinal)
    {
        ["deployments.apps"] = new("deployment-controller", DeploymentLife.Step),
        ["replicasets.apps"] = new("replicaset-controller", ReplicaSetLife.Step),
        ["statefulsets.apps"] = new("statefulset-controller", StatefulSetLife.Step),
        ["daemonsets.apps"] = new("daemonset-controller", DaemonSetLife.Step),
        ["jobs.batch"] = new("job-controller", JobLife.Step),
        ["cronjobs.batch"] = new("cronjob-controller", CronJobLife.Step),
        ["pods"] = new("kubelet", PodLife.Step) { Manager = "kubelet" },
        ["services"] = new("service-controller", ServiceLife.Step) { Gone = ServiceLife.Gone },
        ["persistentvolumeclaims"] = new("persistentvolume-controller", ClaimLife.Step),
        ["persistentvolumes"] = new("persistentvolume-controller", VolumeLife.Step),
        ["poddisruptionbudgets.policy"] = new("controllermanager", DisruptionBudgetLife.Step),
        ["horizontalpodautoscalers.autoscaling"] = new("horizontal-pod-autoscaler", AutoscalerLife.Step),
        [HelmChartLife.Resource] = new("helm-controller", HelmChartLife.Step) { Manager = "helm-controller" },
        [AggregatedRoleLife.Resource] = new("clusterrole-aggregation-controller", AggregatedRoleLife.Step),
        ["events"] = new("event-expiry", EventLife.Step),
        ["resourcequotas"] = new("resourcequota-controller", QuotaLife.Step),
    }.ToFrozenDictionary(StringComparer.Ordinal);
}
