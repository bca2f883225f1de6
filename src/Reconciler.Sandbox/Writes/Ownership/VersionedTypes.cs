using Reconciler.Objects;

namespace Reconciler.Sandbox.Writes.Ownership;

/// <summary>
/// The types of one kind at the API versions that are served. Entries of managedFields speak in their own version; what a
/// version that is gone owned is forgotten. The fields of a kind are taken to have the same names at all its versions.
/// </summary>
internal sealed class VersionedTypes(string current, KubeValue type, IReadOnlyDictionary<string, KubeValue> others)
{
    /// <summary>The API version of the write.</summary>
    public string Current { get; } = current;

    /// <summary>The type at the version of the write.</summary>
    public KubeValue Type { get; } = type;

    /// <summary>The type at a version; null where the version is not served.</summary>
    public KubeValue? At(string apiVersion) => apiVersion == Current ? Type : others.GetValueOrDefault(apiVersion);
}
