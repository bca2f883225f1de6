using System.Collections.Immutable;

namespace Reconciler.Kube;

/// <summary>
/// What a server served at one moment. A group whose API server doesn't answer is in <see cref="Failed"/>: its kinds are
/// unknown, those of all other groups are not.
/// </summary>
public sealed class DiscoverySnapshot
{
    private readonly Dictionary<(string ApiVersion, string Kind), KubeResource> _byKind = [];
    private readonly Dictionary<string, KubeError> _failed = new(StringComparer.Ordinal);

    public DiscoverySnapshot(IEnumerable<KubeResource> resources, IEnumerable<KeyValuePair<string, KubeError>> failed, KubeError? failure)
    {
        // the first resource of a kind counts, as with kubectl
        Resources = [.. resources.Where(resource => _byKind.TryAdd((resource.ApiVersion, resource.Kind), resource))];
        foreach (var (group, why) in failed) _failed.TryAdd(group, why);
        Failure = failure;
    }

    /// <summary>All kinds at all their versions; a group's preferred version comes first.</summary>
    public ImmutableArray<KubeResource> Resources { get; }

    /// <summary>The groups that could not be asked, with the reason.</summary>
    public IReadOnlyDictionary<string, KubeError> Failed => _failed;

    /// <summary>Why nothing is known of kinds that are not in the snapshot, or null where it is complete.</summary>
    public KubeError? Failure { get; }

    /// <summary>A kind at one version.</summary>
    public KindLookup Find(string apiVersion, string kind)
    {
        if (_byKind.GetValueOrDefault((apiVersion, kind)) is { } resource) return new KindLookup.Served(resource);
        return Absent(apiVersion.IndexOf('/', StringComparison.Ordinal) is var at and >= 0 ? apiVersion[..at] : "");
    }

    /// <summary>A kind at the version that its group prefers.</summary>
    public KindLookup FindPreferred(string group, string kind)
    {
        var resource = Resources.FirstOrDefault(resource => resource.Group == group && resource.Kind == kind);
        return resource is null || _failed.ContainsKey(group) ? Absent(group) : new KindLookup.Served(resource);
    }

    private KindLookup Absent(string group)
    {
        if (_failed.GetValueOrDefault(group) is { } why) return new KindLookup.Unknown(why);
        return Failure is null ? new KindLookup.NotServed() : new KindLookup.Unknown(Failure);
    }
}
