using System.Collections.Immutable;
using Reconciler.Objects;

namespace Reconciler.Sandbox.Resources;

/// <summary>Every resource that is served at one moment: a value, made anew when a CustomResourceDefinition changes.</summary>
public sealed class ResourceRegistry
{
    private readonly Dictionary<(string Group, string Version, string Resource), ServedResource> _byPath = [];
    private readonly Dictionary<string, ServedResource> _byStorage = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Group, string Kind), ServedResource> _byKind = [];

    private ResourceRegistry(ImmutableArray<ServedResource> all)
    {
        All = all;
        foreach (var resource in all)
        {
            _byPath.TryAdd((resource.Kind.Group, resource.Kind.Version, resource.Kind.Resource), resource);
            _byStorage.TryAdd(resource.StorageName, resource);
            _byKind.TryAdd((resource.Kind.Group, resource.Kind.Kind), resource);
        }
        Groups = [.. all.Select(resource => resource.Kind.Group).Where(group => group.Length > 0).Distinct()];
    }

    public static ResourceRegistry BuiltIn { get; } = new(BuiltInResources.All);

    public ImmutableArray<ServedResource> All { get; }

    /// <summary>The named groups, the built-in ones first.</summary>
    public ImmutableArray<string> Groups { get; }

    /// <summary>What is served with these definitions, which are given in the order of their names.</summary>
    public static ResourceRegistry With(IEnumerable<MapNode> definitions)
    {
        var custom = definitions.SelectMany(definition => CustomResources.Of(definition)).ToImmutableArray();
        return custom.IsEmpty ? BuiltIn : new ResourceRegistry(BuiltIn.All.AddRange(custom));
    }

    public ServedResource? Find(string group, string version, string resource) => _byPath.GetValueOrDefault((group, version, resource));

    /// <summary>A resource by the name that its objects are kept under, at any of its versions.</summary>
    public ServedResource? Stored(string storageName) => _byStorage.GetValueOrDefault(storageName);

    /// <summary>A resource by group and kind, at any version.</summary>
    public ServedResource? OfKind(string group, string kind) => _byKind.GetValueOrDefault((group, kind));

    /// <summary>The versions of a group, the preferred one first.</summary>
    public ImmutableArray<string> Versions(string group) =>
        [.. All.Where(resource => resource.Kind.Group == group).Select(resource => resource.Kind.Version).Distinct().Order(VersionOrder.PreferredFirst)];

    public IEnumerable<ServedResource> Of(string group, string version) => All.Where(resource => resource.Kind.Group == group && resource.Kind.Version == version);
}
