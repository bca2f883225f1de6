namespace Reconciler.Objects;

/// <summary>
/// Which object of a cluster is meant: group, kind, namespace and name. The version is not part of it, because a new API
/// version of an object is the same object. The core group is "", and so is the namespace of what is cluster-scoped.
/// </summary>
public readonly record struct ObjectKey(string Group, string Kind, string Namespace, string Name) : IComparable<ObjectKey>
{
    /// <summary>"Deployment.apps", or just "Secret" for the core group: the form that ApplySets and dependsOn use.</summary>
    public string GroupKind => Group.Length == 0 ? Kind : $"{Kind}.{Group}";

    public static ObjectKey Of(MapNode body, string? namespaceOverride = null)
    {
        var metadata = body.Map("metadata");
        return new ObjectKey(
            GroupOf(body.Text("apiVersion")?.Value ?? ""),
            body.Text("kind")?.Value ?? "",
            namespaceOverride ?? metadata.Text("namespace")?.Value ?? "",
            metadata.Text("name")?.Value ?? "");
    }

    /// <summary>"apps/v1" is of group "apps", "v1" of the core group "".</summary>
    public static string GroupOf(string apiVersion)
    {
        var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? "" : apiVersion[..slash];
    }

    public int CompareTo(ObjectKey other)
    {
        var order = string.CompareOrdinal(Namespace, other.Namespace);
        if (order == 0) order = string.CompareOrdinal(Group, other.Group);
        if (order == 0) order = string.CompareOrdinal(Kind, other.Kind);
        return order != 0 ? order : string.CompareOrdinal(Name, other.Name);
    }

    public override string ToString() => Namespace.Length == 0 ? $"{GroupKind}/{Name}" : $"{GroupKind}/{Namespace}/{Name}";

    public static bool operator <(ObjectKey left, ObjectKey right) => left.CompareTo(right) < 0;
    public static bool operator >(ObjectKey left, ObjectKey right) => left.CompareTo(right) > 0;
    public static bool operator <=(ObjectKey left, ObjectKey right) => left.CompareTo(right) <= 0;
    public static bool operator >=(ObjectKey left, ObjectKey right) => left.CompareTo(right) >= 0;
}
