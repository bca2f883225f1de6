namespace Reconciler.Specs.Schemas;

/// <summary>What people write from habit, having learnt it from Kubernetes, compose, Heroku or Dokku, and what it is called here.</summary>
internal static class Habits
{
    private static readonly Dictionary<string, string> Fields = new(StringComparer.OrdinalIgnoreCase)
    {
        ["requests"] = "resources.requests",
        ["limits"] = "resources.limits",
        ["livenessProbe"] = "healthChecks.liveness",
        ["readinessProbe"] = "healthChecks.readiness",
        ["startupProbe"] = "healthChecks.startup",
        ["healthcheck"] = "healthChecks",
        ["environment"] = "env",
        ["volumes"] = "mounts",
        ["volumeMounts"] = "mounts",
        ["mountPath"] = "path",
        ["claimName"] = "storage",
        ["targetPort"] = "containerPort",
        ["args"] = "command",
        ["cmd"] = "command",
        ["instances"] = "replicas",
        ["quantity"] = "replicas",
        ["scale"] = "replicas",
        ["host"] = "domains",
        ["hosts"] = "domains",
        ["schedule"] = "cron",
        ["cronJobs"] = "cron",
        ["concurrencyPolicy"] = "concurrency",
        ["concurrency_policy"] = "concurrency",
        ["storageClassName"] = "storageClass",
        ["accessModes"] = "accessMode",
        ["persistentVolumeReclaimPolicy"] = "reclaimPolicy",
        ["release_command"] = "deploy.tasks.before",
        ["releaseCommand"] = "deploy.tasks.before",
        ["predeploy"] = "deploy.tasks.before",
        ["postdeploy"] = "deploy.tasks.after",
        ["minReplicas"] = "autoscaling.min",
        ["maxReplicas"] = "autoscaling.max",
        ["minReplicaCount"] = "min",
        ["maxReplicaCount"] = "max",
        ["cooldownPeriod"] = "cooldown",
        ["terminationGracePeriodSeconds"] = "terminationGracePeriod",
        ["startingDeadlineSeconds"] = "startingDeadline",
        ["activeDeadlineSeconds"] = "timeout",
        ["progressDeadlineSeconds"] = "deploy.timeout",
        ["backoffLimit"] = "retries",
        ["successfulJobsHistoryLimit"] = "keep.succeeded",
        ["failedJobsHistoryLimit"] = "keep.failed",
        ["ttlSecondsAfterFinished"] = "keep.for",
        ["revisionHistoryLimit"] = "deploy.history",
        ["securityContext"] = "security",
        ["containers"] = "podSpec.containers",
        ["initContainers"] = "podSpec.initContainers",
        ["hostNetwork"] = "podSpec.hostNetwork",
        ["serviceAccountName"] = "podSpec.serviceAccountName",
        ["unschedulable"] = "cordon",
        ["ingressClassName"] = "ingress.class",
    };

    /// <summary>Where a field belongs that people look for at another place of the document.</summary>
    private static readonly Dictionary<string, string> Places = new(StringComparer.Ordinal)
    {
        ["namespace"] = "spec.namespace",
        ["name"] = "metadata.name",
    };

    /// <summary>The name or path that the word stands for, or null where it is no habit.</summary>
    public static string? Meant(string key) => Fields.GetValueOrDefault(key) ?? Places.GetValueOrDefault(key);
}
