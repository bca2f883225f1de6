using Reconciler.Kube;
using Reconciler.Objects;

namespace Reconciler.Engine.Observing;

/// <summary>Where objects of a kind are listed and watched: in one namespace, or everywhere where none is named.</summary>
internal sealed record Place(string Group, string Version, string Kind, string Name, string? Namespace)
{
    public static Place Of(KubeResource resource, string? space) => new(resource.Group, resource.Version, resource.Kind, resource.Name, space);

    public bool Has(ObjectKey key) => key.Group == Group && key.Kind == Kind && (Namespace is null || key.Namespace == Namespace);
}
