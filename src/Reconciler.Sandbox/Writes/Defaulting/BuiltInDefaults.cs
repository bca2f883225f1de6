using System.Collections.Immutable;
using Reconciler.Objects;
using Reconciler.Sandbox.Api;

namespace Reconciler.Sandbox.Writes.Defaulting;

/// <summary>
/// Fills in the values of built-in kinds that nobody wrote, from the object down to its parts, so that a part which was
/// itself filled in is filled, too.
/// </summary>
internal static class BuiltInDefaults
{
    private const string Core = "io.k8s.api.core.v1.";
    private const string Apps = "io.k8s.api.apps.v1.";

    private static readonly Dictionary<string, Func<MapNode, MapNode>> Dependent = new(StringComparer.Ordinal)
    {
        [Core + "Pod"] = PodDefaults.Pod,
        [Core + "PodSpec"] = PodDefaults.Spec,
        [Core + "Container"] = PodDefaults.Container,
        [Core + "EphemeralContainer"] = PodDefaults.Container,
        [Core + "Volume"] = PodDefaults.Volume,
        [Core + "ImageVolumeSource"] = PodDefaults.ImageVolume,
        [Core + "Service"] = ServiceDefaults.Service,
        [Core + "Namespace"] = KindDefaults.Namespace,
        [Core + "Secret"] = KindDefaults.Secret,
        [Core + "LimitRangeItem"] = KindDefaults.LimitRangeItem,
        [Apps + "DeploymentStrategy"] = KindDefaults.RollingUpdate,
        [Apps + "DaemonSetUpdateStrategy"] = KindDefaults.RollingUpdate,
        [Apps + "StatefulSetUpdateStrategy"] = KindDefaults.StatefulSetStrategy,
        [Apps + "StatefulSetSpec"] = KindDefaults.ClaimTemplates,
        ["io.k8s.api.batch.v1.Job"] = KindDefaults.Job,
        [Apps + "DaemonSet"] = KindDefaults.TemplateGeneration,
        ["io.k8s.api.autoscaling.v1.HorizontalPodAutoscaler"] = AutoscalerDefaults.Utilization,
        ["io.k8s.api.networking.v1.NetworkPolicySpec"] = KindDefaults.PolicyTypes,
        ["io.k8s.api.rbac.v1.RoleRef"] = KindDefaults.RoleRef,
        ["io.k8s.api.rbac.v1.Subject"] = KindDefaults.Subject,
        ["io.k8s.api.autoscaling.v2.HorizontalPodAutoscalerSpec"] = AutoscalerDefaults.Metrics,
        ["io.k8s.api.autoscaling.v2.HorizontalPodAutoscalerBehavior"] = AutoscalerDefaults.Behavior,
        ["io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionNames"] = KindDefaults.Names,
        ["io.k8s.api.storage.v1.CSIDriverSpec"] = KindDefaults.DriverModes,
    };

    public static MapNode Apply(MapNode body, ServedKind kind, KubeType root) => kind.Kind.Root is null ? body : Fill(body, root);

    private static MapNode Fill(MapNode map, KubeType type)
    {
        if (Dependent.GetValueOrDefault(type.Name) is { } dependent) map = dependent(map);
        foreach (var entry in DefaultsTable.Of(type.Name))
            if (IsUnset(map[entry.Key])) map = map.With(entry.Key, entry.Value);
        ImmutableArray<MapEntry>.Builder? changed = null;
        for (var i = 0; i < map.Entries.Length; i++)
        {
            var entry = map.Entries[i];
            if (type.Field(entry.Key) is not { } field || field.Value is KubeScalar) continue;
            var filled = Fill(entry.Value, field.Value);
            if (ReferenceEquals(filled, entry.Value)) continue;
            changed ??= map.Entries.ToBuilder();
            changed[i] = entry with { Value = filled };
        }
        foreach (var field in type.Fields)
        {
            if (field.Default is not ScalarNode { Value.Length: > 0, Value: not "0" } value || map.Has(field.Name) || Dependent.ContainsKey(type.Name)) continue;
            changed ??= map.Entries.ToBuilder();
            changed.Add(new MapEntry(field.Name, value));
        }
        return changed is null ? map : new MapNode(changed.ToImmutable());
    }

    private static Node Fill(Node value, KubeValue type)
    {
        switch (type, value)
        {
            case (KubeObject known, MapNode map):
                return Fill(map, known.Type);
            case (KubeList { Item: KubeObject or KubeMap } list, ListNode items):
                var filled = items.Items.Select(item => Fill(item, list.Item)).ToImmutableArray();
                return filled.Zip(items.Items).All(pair => ReferenceEquals(pair.First, pair.Second)) ? value : new ListNode(filled);
            case (KubeMap { Value: KubeObject } entries, MapNode map):
                return new MapNode([.. map.Entries.Select(entry => entry with { Value = Fill(entry.Value, entries.Value) })]);
            default:
                return value;
        }
    }

    /// <summary>What was read holds zero values only where they are meant, except in places that are always written.</summary>
    private static bool IsUnset(Node? value) => value.IsNullOrMissing();
}
