using System.Collections.Immutable;
using Reconciler.Objects;

namespace Reconciler.Sandbox.Writes.Ownership;

/// <summary>
/// Takes out of a merged object what its applier applied the last time and no longer does, unless somebody else owns it,
/// or what stands in it.
/// </summary>
internal sealed class OwnershipPruning(VersionedTypes types)
{
    public MapNode Prune(MapNode merged, ManagedFields managers, ManagerEntry? last)
    {
        if (last is null || last.Fields.IsEmpty || types.At(last.ApiVersion) is not { } type) return merged;
        var lastFields = WithNamedFields(last.Fields, type);
        var pruned = Remove(merged, lastFields, type);
        pruned = AddBackOwned(merged, pruned, managers, last.ApiVersion);
        return AddBackDangling(merged, pruned, lastFields, type);
    }

    /// <summary>Puts back what any manager, the applier's new fields included, owns.</summary>
    private MapNode AddBackOwned(MapNode merged, MapNode pruned, ManagedFields managers, string lastVersion)
    {
        var owned = new Dictionary<string, FieldSet>(StringComparer.Ordinal);
        foreach (var entry in managers.Entries.Values) owned[entry.ApiVersion] = owned.GetValueOrDefault(entry.ApiVersion, FieldSet.Empty).Union(entry.Fields);
        foreach (var (version, fields) in owned.OrderBy(entry => entry.Key == lastVersion ? 0 : 1).ThenBy(entry => entry.Key, StringComparer.Ordinal))
        {
            if (types.At(version) is not { } type) continue;
            var mergedFields = WithNamedFields(TypedFields.Of(merged, type), type);
            var keptFields = WithNamedFields(TypedFields.Of(pruned, type), type).Union(WithNamedFields(fields, type));
            pruned = Remove(merged, mergedFields.Except(keptFields), type);
        }
        return pruned;
    }

    /// <summary>Puts back what the applier never owned, because it only stood inside of what was removed.</summary>
    private static MapNode AddBackDangling(MapNode merged, MapNode pruned, FieldSet lastFields, KubeValue type)
    {
        var prunedFields = WithNamedFields(TypedFields.Of(pruned, type), type);
        var mergedFields = WithNamedFields(TypedFields.Of(merged, type), type);
        return Remove(merged, mergedFields.Except(prunedFields).Intersect(lastFields), type);
    }

    private static MapNode Remove(MapNode value, FieldSet paths, KubeValue type) =>
        paths.IsEmpty ? value : TypedRemove.Remove(value, paths, type) as MapNode ?? MapNode.Empty;

    /// <summary>With the fields of types on the way to each path, which are otherwise not tracked.</summary>
    private static FieldSet WithNamedFields(FieldSet set, KubeValue? type)
    {
        if (set.IsEmpty) return set;
        var nodes = ImmutableArray.CreateBuilder<FieldNode>(set.Nodes.Length);
        foreach (var node in set.Nodes)
        {
            if (node.Children.IsEmpty)
            {
                nodes.Add(node);
                continue;
            }
            var isNamed = node.Element.Name is { } name && type is KubeObject known && known.Type.Field(name) is not null;
            nodes.Add(node with { IsMember = node.IsMember || isNamed, Children = WithNamedFields(node.Children, TypeOf(node.Element, type)) });
        }
        return FieldSet.Of(nodes.ToImmutable());
    }

    private static KubeValue? TypeOf(FieldElement element, KubeValue? type) => type switch
    {
        null => null,
        KubeList list => element.IsKey ? list.Item : null,
        _ when element.Name is { } name => new Shape(ShapeKind.Map, type).Field(name),
        _ => null,
    };
}
