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
        var plain = WithoutHash(key);
        return plain == key ? null : Plain(plain);
    }

    /// <summary>The object without the hash at the end of its name; itself where there is none.</summary>
    public static ObjectKey WithoutHash(ObjectKey key)
    {
        var dash = key.Name.LastIndexOf('-');
        var hash = dash < 0 ? "" : key.Name[(dash + 1)..];
        return hash.Length == Naming.HashLength && hash.All(Naming.HashAlphabet.Contains) ? key with { Name = key.Name[..dash] } : key;
    }

    /// <summary>Whether two objects are generations of one thing; one that is named without a hash is a generation too.</summary>
    public static bool AreAlike(ObjectKey one, ObjectKey other) => (Of(one) ?? Plain(one)) == (Of(other) ?? Plain(other)) && (Of(one) ?? Of(other)) is not null;

    /// <summary>What a generation without a hash in its name stands for.</summary>
    public static string Plain(ObjectKey key) => $"{key.GroupKind}/{key.Namespace}/{key.Name}";

    /// <summary>Whether it is a generation of an App's configuration, which pods of older workloads may need for long.</summary>
    public static bool IsConfiguration(ObjectKey key) => key is { Group: "", Kind: "Secret" } && Of(key) is not null;

    /// <summary>The configurations that the source no longer wants and no kept revision names: those that leave as soon as nothing uses them.</summary>
    public static ImmutableArray<ObjectKey> Unnamed(Observation seen, ManifestSet manifests)
    {
        var wanted = manifests.Manifests.Select(manifest => manifest.Key).Where(IsConfiguration).ToHashSet();
        var successors = wanted.Select(Of).ToHashSet(StringComparer.Ordinal);
        var lanes = manifests.Manifests.Select(manifest => manifest.Lane.Id).ToHashSet(StringComparer.Ordinal);
        // an App may have no configuration any more, and be gone back to one that had
        return [.. seen.Owned.Values.Where(live => IsConfiguration(live.Key) && !seen.Pinned.Contains(live.Key) && !wanted.Contains(live.Key) && (successors.Contains(Of(live.Key)) || lanes.Contains(seen.LaneOf(live).Id))).Select(live => live.Key).Order()];
    }
}

/// <summary>Which Secrets pods need, or may need when they are started anew; nothing is known of some namespaces.</summary>
public sealed record SecretUses(ImmutableHashSet<ObjectKey> Used, ImmutableDictionary<string, string> Unknown)
{
    public static readonly SecretUses None = new([], ImmutableDictionary<string, string>.Empty);

    /// <summary>Whether a Secret is used or may be.</summary>
    public bool Has(ObjectKey key) => Used.Contains(key) || Unknown.ContainsKey(key.Namespace);
}
