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
        if (map.Filled(key) is { } value && !allowed.Contains(value)) yield return FieldError.NotSupported(path.Length == 0 ? key : $"{path}.{key}", value, allowed);
    }

    /// <summary>A number of things, or a share of them.</summary>
    public static IEnumerable<FieldError> IntOrPercent(MapNode? map, string key, string path)
    {
        if (map?[key] is not ScalarNode { Kind: ScalarKind.String } text) return NotNegative(map, key, path);
        return text.Value.Length > 1 && text.Value[^1] == '%' && text.Value[..^1].All(char.IsAsciiDigit) ? [] : [FieldError.Invalid($"{path}.{key}", text.Value,
            "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')")];
    }

    public static IEnumerable<FieldError> AtMostAll(MapNode? map, string key, string path)
    {
        if (map?[key] is ScalarNode { Kind: ScalarKind.String } share && int.TryParse(share.Value.TrimEnd('%'), CultureInfo.InvariantCulture, out var percent) && percent > 100)
            yield return FieldError.Invalid($"{path}.{key}", share.Value, "must not be greater than 100%");
    }

    public static IEnumerable<FieldError> Unchanged(MapNode live, MapNode body, string detail, params string[] keys)
    {
        if (!Node.DeepEquals(NodeAccess.Path(live, keys), NodeAccess.Path(body, keys))) yield return FieldError.Invalid(string.Join('.', keys), NodeAccess.Path(body, keys), detail);
    }
}
