using System.Collections.Immutable;
using Reconciler.Objects;
using Reconciler.Sandbox.Api;

namespace Reconciler.Sandbox.Resources;

/// <summary>The kinds that every cluster serves, as resources.</summary>
internal static class BuiltInResources
{
    private static readonly ImmutableHashSet<string> InAll =
        ["pods", "replicationcontrollers", "services", "daemonsets", "deployments", "replicasets", "statefulsets", "horizontalpodautoscalers", "cronjobs", "jobs"];

    /// <summary>In the order of discovery; the first version of a group is the preferred one.</summary>
    public static ImmutableArray<ServedResource> All { get; } = [.. KubeTypes.Kinds.Select(Of)];

    private static ServedResource Of(KubeKind kind)
    {
        var served = new ServedKind(kind, IsCustom: false) { HasStatus = kind.Subresources.Any(sub => sub.Name == "status") };
        return new ServedResource(served)
        {
            // an Event is the same object in both of its groups
            StorageName = kind is { Group: "events.k8s.io", Resource: "events" } ? "events" : served.QualifiedResource,
            Categories = CategoriesOf(kind),
        };
    }

    private static ImmutableArray<string> CategoriesOf(KubeKind kind) => kind.Group switch
    {
        "" or "apps" or "autoscaling" or "batch" when InAll.Contains(kind.Resource) => ["all"],
        "apiextensions.k8s.io" or "apiregistration.k8s.io" or "admissionregistration.k8s.io" => ["api-extensions"],
        _ => [],
    };
}
