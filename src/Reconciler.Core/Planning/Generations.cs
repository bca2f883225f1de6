using System.Collections.Immutable;
using Reconciler.Objects;
using Reconciler.Rendering;

namespace Reconciler.Planning;

/// <summary>
/// Objects whose names end with a hash of their content. A newer one takes the place of an older one, which is retired and not pruned: what it
/// stood for is still there.
/// </summary>
public static class Generations
{
    /// <summary>What all generations of an object have in common, or null for an object that has none.</summary>
    public static string? Of(ObjectKey key)
    {
        if (key is not ({ Group: "", Kind: "Secret" or "Service" } or { Group: "apps", Kind: "Deployment" } or { Group: "batch", Kind: "Job" })) return null;
        var dash = key.Name.LastIndexOf('-');
        var hash = dash < 0 ? "" : key.Name[(dash + 1)..];
        return hash.Length == Naming.HashLength && hash.All(Naming.HashAlphabet.Contains) ? $"{key.GroupKind}/{key.Namespace}/{key.Name[..dash]}" : null;
    }

    /// <summary>Whether it is a generation of an App's configuration, which pods of older workloads may need for long.</summary>
    public static bool IsConfiguration(ObjectKey key) => key is { Group: "", Kind: "Secret" } && Of(key) is not null;

    /// <summary>The configurations that the source no longer wants and no kept revision names: those that leave as soon as nothing uses them.</summary>
    public static ImmutableArray<ObjectKey> Unnamed(Observation seen, ManifestSet manifests)
    {
        var wanted = manifests.Manifests.Select(manifest => manifest.Key).Where(IsConfiguration).ToHashSet();
        var successors = wanted.Select(Of).ToHashSet(StringComparer.Ordinal);
        return [.. seen.Owned.Keys.Where(key => IsConfiguration(key) && !seen.Pinned.Contains(key) && !wanted.Contains(key) && successors.Contains(Of(key))).Order()];
    }
}

/// <summary>Which Secrets pods need, or may need when they are started anew; nothing is known of some namespaces.</summary>
public sealed record SecretUses(ImmutableHashSet<ObjectKey> Used, ImmutableDictionary<string, string> Unknown)
{
    public static readonly SecretUses None = new([], ImmutableDictionary<string, string>.Empty);

    /// <summary>Whether a Secret is used or may be.</summary>
    public bool Has(ObjectKey key) => Used.Contains(key) || Unknown.ContainsKey(key.Namespace);
}
