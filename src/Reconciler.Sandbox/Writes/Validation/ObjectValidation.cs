using Reconciler.Objects;
using Reconciler.Sandbox.Writes.Kinds;

namespace Reconciler.Sandbox.Writes.Validation;

/// <summary>Everything that is wrong with an object, as causes of a 422.</summary>
internal static class ObjectValidation
{
    private delegate IEnumerable<FieldError> Rule(MapNode body);

    private delegate IEnumerable<FieldError> ChangeRule(MapNode live, MapNode body);

    private static readonly Dictionary<string, Rule> Rules = new(StringComparer.Ordinal)
    {
        ["apps/Deployment"] = WorkloadRules.Deployment,
        ["apps/ReplicaSet"] = WorkloadRules.ReplicaSet,
        ["apps/DaemonSet"] = WorkloadRules.DaemonSet,
        ["apps/StatefulSet"] = WorkloadRules.StatefulSet,
        ["batch/Job"] = JobRules.Job,
        ["batch/CronJob"] = JobRules.CronJob,
        ["/Pod"] = body => PodRules.Spec(body.Map("spec") ?? MapNode.Empty, "spec"),
        ["/Service"] = ServiceRules.Service,
        ["/ConfigMap"] = ConfigRules.ConfigMap,
        ["/Secret"] = ConfigRules.Secret,
        ["/PersistentVolumeClaim"] = StorageRules.Claim,
        ["/PersistentVolume"] = StorageRules.Volume,
        ["storage.k8s.io/StorageClass"] = StorageRules.StorageClass,
        ["rbac.authorization.k8s.io/Role"] = ConfigRules.Role,
        ["rbac.authorization.k8s.io/ClusterRole"] = ConfigRules.ClusterRole,
        ["rbac.authorization.k8s.io/RoleBinding"] = ConfigRules.Binding,
        ["rbac.authorization.k8s.io/ClusterRoleBinding"] = ConfigRules.Binding,
        ["networking.k8s.io/Ingress"] = IngressRules.Ingress,
        ["networking.k8s.io/IngressClass"] = IngressRules.IngressClass,
        ["discovery.k8s.io/EndpointSlice"] = NetworkRules.EndpointSlice,
        ["coordination.k8s.io/Lease"] = PlainRules.Lease,
        ["scheduling.k8s.io/PriorityClass"] = PlainRules.PriorityClass,
        ["admissionregistration.k8s.io/ValidatingWebhookConfiguration"] = PlainRules.Webhooks,
        ["admissionregistration.k8s.io/MutatingWebhookConfiguration"] = PlainRules.Webhooks,
        ["apiextensions.k8s.io/CustomResourceDefinition"] = DefinitionRules.Definition,
        ["/Event"] = EventRules.Event,
        ["events.k8s.io/Event"] = EventRules.Event,
        ["/Namespace"] = QuotaRules.Namespace,
        ["/ResourceQuota"] = QuotaRules.ResourceQuota,
        ["/LimitRange"] = QuotaRules.LimitRange,
        ["networking.k8s.io/NetworkPolicy"] = NetworkRules.NetworkPolicy,
        ["policy/PodDisruptionBudget"] = NetworkRules.DisruptionBudget,
        ["autoscaling/HorizontalPodAutoscaler"] = AutoscalerRules.Autoscaler,
    };

    private static readonly Dictionary<string, ChangeRule> Changes = new(StringComparer.Ordinal)
    {
        ["apps/Deployment"] = WorkloadRules.DeploymentChange,
        ["apps/ReplicaSet"] = WorkloadRules.DeploymentChange,
        ["apps/DaemonSet"] = WorkloadRules.DeploymentChange,
        ["apps/StatefulSet"] = WorkloadRules.StatefulSetChange,
        ["batch/Job"] = JobRules.JobChange,
        ["/Service"] = ServiceRules.ServiceChange,
        ["/ConfigMap"] = ConfigRules.ConfigMapChange,
        ["/Secret"] = ConfigRules.SecretChange,
        ["/PersistentVolumeClaim"] = StorageRules.ClaimChange,
        ["/PersistentVolume"] = StorageRules.VolumeChange,
        ["storage.k8s.io/StorageClass"] = StorageRules.StorageClassChange,
        ["scheduling.k8s.io/PriorityClass"] = PlainRules.PriorityClassChange,
        ["networking.k8s.io/IngressClass"] = IngressRules.IngressClassChange,
        ["discovery.k8s.io/EndpointSlice"] = NetworkRules.EndpointSliceChange,
        ["/ResourceQuota"] = QuotaRules.ResourceQuotaChange,
        ["apiextensions.k8s.io/CustomResourceDefinition"] = DefinitionRules.Change,
        ["rbac.authorization.k8s.io/RoleBinding"] = ConfigRules.BindingChange,
        ["rbac.authorization.k8s.io/ClusterRoleBinding"] = ConfigRules.BindingChange,
    };

    /// <summary>Kinds of which the object is looked at before the change.</summary>
    private static readonly HashSet<string> RulesFirst = new(StringComparer.Ordinal)
    {
        "apps/Deployment", "apps/ReplicaSet", "apps/DaemonSet", "apps/StatefulSet", "batch/Job", "/PersistentVolumeClaim", "/PersistentVolume", "/ResourceQuota", "discovery.k8s.io/EndpointSlice",
        "rbac.authorization.k8s.io/RoleBinding", "rbac.authorization.k8s.io/ClusterRoleBinding", "apiextensions.k8s.io/CustomResourceDefinition",
    };

    public static IReadOnlyList<FieldError> Create(WriteContext context, MapNode body) =>
        [.. MetadataRules.Create(context.Kind, body), .. OfKind(context, body)];

    public static IReadOnlyList<FieldError> Update(WriteContext context, MapNode live, MapNode body)
    {
        // the server looks at the metadata twice, once for all kinds and once for each, and counts what it finds twice
        var key = KindFacts.Key(context.Kind);
        List<FieldError> errors = [.. MetadataRules.Update(live, body)];
        errors.AddRange([.. errors]);
        if (!context.Kind.IsCustom) errors.AddRange(MetadataRules.KubeFinalizers(body));
        if (context.Request.Subresource == "status" && !context.Kind.IsCustom) return [.. errors, .. StatusRules.Check(key, live, body)];
        var changes = Changes.GetValueOrDefault(key)?.Invoke(live, body) ?? [];
        return RulesFirst.Contains(key) ? [.. errors, .. OfKind(context, body), .. changes] : [.. errors, .. changes, .. OfKind(context, body)];
    }

    private static IEnumerable<FieldError> OfKind(WriteContext context, MapNode body) =>
        context.Kind.IsCustom ? Custom.SchemaValidation.Check(body, context.Kind.Schema) : Rules.GetValueOrDefault(KindFacts.Key(context.Kind))?.Invoke(body) ?? [];
}
