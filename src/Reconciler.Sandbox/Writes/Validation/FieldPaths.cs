using System.Globalization;
using Reconciler.Objects;

namespace Reconciler.Sandbox.Writes.Validation;

/// <summary>Walking over an object together with the paths that causes name.</summary>
internal static class FieldPaths
{
    /// <summary>The maps of a list with their paths: <c>spec.ports[0]</c>.</summary>
    public static IEnumerable<(MapNode Item, string Path)> Items(this MapNode? map, string key, string path)
    {
        var items = map.List(key)?.Items ?? [];
        for (var i = 0; i < items.Length; i++)
            if (items[i] is MapNode item) yield return (item, string.Create(CultureInfo.InvariantCulture, $"{path}.{key}[{i}]"));
    }

    /// <summary>A text that is not empty, or null.</summary>
    public static string? Filled(this MapNode? map, string key) => map.Text(key)?.Value is { Length: > 0 } text ? text : null;

    public static long? Number(this MapNode? map, string key) =>
        map?[key] is ScalarNode { Kind: ScalarKind.Integer } scalar && long.TryParse(scalar.Value, CultureInfo.InvariantCulture, out var number) ? number : null;

    public static IEnumerable<FieldError> NotNegative(MapNode? map, string key, string path)
    {
        if (map.Number(key) is < 0 and { } number) yield return FieldError.Invalid($"{path}.{key}", number, "must be greater than or equal to 0");
    }

    public static IEnumerable<FieldError> Port(MapNode map, string key, string path)
    {
        if (map.Number(key) is { } number and (< 1 or > 65_535)) yield return FieldError.Invalid($"{path}.{key}", number, "must be between 1 and 65535, inclusive");
    }

    public static IEnumerable<FieldError> OneOf(MapNode map, string key, string path, params string[] allowed)
    {
        if (map.Filled(key) is { } value && !allowed.Contains(value)) yield return FieldError.NotSupported($"{path}.{key}", value, allowed);
    }

    public static IEnumerable<FieldError> Unchanged(MapNode live, MapNode body, string detail, params string[] keys)
    {
        if (!Node.DeepEquals(NodeAccess.Path(live, keys), NodeAccess.Path(body, keys))) yield return FieldError.Invalid(string.Join('.', keys), NodeAccess.Path(body, keys), detail);
    }
}
