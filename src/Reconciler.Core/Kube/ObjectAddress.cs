using Reconciler.Objects;

namespace Reconciler.Kube;

/// <summary>Where one object is: its kind as the server serves it, its namespace where it has one, its name.</summary>
public sealed record ObjectAddress(KubeResource Resource, string? Namespace, string Name)
{
    /// <summary>"status", "scale" or another part with a path of its own.</summary>
    public string? Subresource { get; init; }

    /// <summary>The address that an object gives itself.</summary>
    public static ObjectAddress Of(KubeResource resource, MapNode body)
    {
        var metadata = body.Map("metadata");
        return new ObjectAddress(resource, resource.IsNamespaced ? metadata.Text("namespace")?.Value ?? "default" : null, metadata.Text("name")?.Value ?? "");
    }

    public string Path => $"{Resource.Path(Namespace)}/{Uri.EscapeDataString(Name)}{(Subresource is null ? "" : $"/{Subresource}")}";

    /// <summary>"deployments.apps shop/web", as messages name it.</summary>
    public override string ToString() =>
        $"{Resource.QualifiedName}{(Subresource is null ? "" : $"/{Subresource}")} {(Namespace is null ? "" : $"{Namespace}/")}{Name}";
}
