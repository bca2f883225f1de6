using System.Globalization;

namespace Reconciler.Objects;

/// <summary>
/// Typed reads of a map's fields. What is absent, null or of another type reads as null: the schema check has already
/// reported it, and the rules that follow go on with what is there.
/// </summary>
public static class NodeAccess
{
    /// <summary>A scalar of any kind, as it was written.</summary>
    public static Sourced<string>? Text(this MapNode? map, string key) =>
        map?[key] is ScalarNode { IsNull: false } scalar ? new(scalar.Kind == ScalarKind.String ? scalar.Value : scalar.Written, scalar.Origin) : null;

    public static Sourced<int>? Int(this MapNode? map, string key) =>
        map?[key] is ScalarNode { Kind: ScalarKind.Integer } scalar
        && int.TryParse(scalar.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? new(number, scalar.Origin) : null;

    public static Sourced<bool>? Flag(this MapNode? map, string key) =>
        map?[key] is ScalarNode { Kind: ScalarKind.Boolean } scalar ? new(scalar.Value == "true", scalar.Origin) : null;

    public static MapNode? Map(this MapNode? map, string key) => map?[key] as MapNode;

    public static ListNode? List(this MapNode? map, string key) => map?[key] as ListNode;

    /// <summary>The maps of a list; items of another type are passed over.</summary>
    public static IEnumerable<MapNode> Maps(this MapNode? map, string key) => map.List(key)?.Items.OfType<MapNode>() ?? [];

    /// <summary>The scalars of a list as text.</summary>
    public static IEnumerable<Sourced<string>> Texts(this MapNode? map, string key) =>
        map.List(key)?.Items.OfType<ScalarNode>().Where(item => !item.IsNull).Select(item => new Sourced<string>(item.Written, item.Origin)) ?? [];

    /// <summary>Follows keys down; null as soon as one is missing or not a map.</summary>
    public static Node? Path(this Node? node, params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys) node = (node as MapNode)?[key];
        return node;
    }

    public static bool IsNullOrMissing(this Node? node) => node is null or ScalarNode { IsNull: true };

    /// <summary>The map without the keys whose value is null.</summary>
    public static MapNode WithoutNulls(this MapNode map) =>
        map.Entries.Any(entry => entry.Value.IsNullOrMissing()) ? new MapNode(map.Entries.RemoveAll(entry => entry.Value.IsNullOrMissing()), map.Origin) : map;

    /// <summary>The map with every scalar as the text that was written, for places where Kubernetes wants text.</summary>
    public static MapNode AsText(this MapNode map) => map.Entries.All(entry => entry.Value is not ScalarNode { Kind: not (ScalarKind.String or ScalarKind.Null) })
        ? map
        : new([.. map.Entries.Select(entry => entry with { Value = entry.Value is ScalarNode { IsNull: false } scalar ? ScalarNode.Of(scalar.Written, scalar.Origin) : entry.Value })], map.Origin);
}
