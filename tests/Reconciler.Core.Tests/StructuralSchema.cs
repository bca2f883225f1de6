using System.Globalization;
using System.Text.RegularExpressions;
using Reconciler.Objects;

namespace Reconciler.Core.Tests;

/// <summary>
/// Checks a value against the structural schema of a custom resource definition, as far as its own keywords go: type, properties,
/// required, enum, pattern, lengths and bounds. Unknown fields are refused, as strict field validation does.
/// </summary>
internal static class StructuralSchema
{
    public static IEnumerable<string> Problems(Node value, MapNode schema) => Within(value, schema, FieldPath.Root);

    private static IEnumerable<string> Within(Node value, MapNode schema, FieldPath path)
    {
        if (value is ScalarNode { IsNull: true } && schema.Flag("nullable")?.Value == true) return [];
        if (TypeProblem(value, schema) is { } wrong) return [$"{value.Origin}: {path}: {wrong}"];
        return value switch
        {
            MapNode map => OfMap(map, schema, path),
            ListNode list when schema.Map("items") is { } items => list.Items.SelectMany((item, index) => Within(item, items, path.Item(index))),
            ScalarNode scalar => OfScalar(scalar, schema).Select(problem => $"{scalar.Origin}: {path}: {problem}"),
            _ => [],
        };
    }

    private static IEnumerable<string> OfMap(MapNode map, MapNode schema, FieldPath path)
    {
        var properties = schema.Map("properties");
        foreach (var name in schema.Texts("required"))
            if (!map.Has(name.Value)) yield return $"{map.Origin}: {path}: {name.Value} is missing";
        foreach (var entry in map.Entries)
        {
            var known = properties.Map(entry.Key) ?? schema.Map("additionalProperties");
            if (known is not null)
                foreach (var problem in Within(entry.Value, known, path.Key(entry.Key))) yield return problem;
            else if (properties?.Has(entry.Key) != true && schema["additionalProperties"] is null && schema.Flag("x-kubernetes-preserve-unknown-fields")?.Value != true)
                yield return $"{(entry.KeyOrigin.IsKnown ? entry.KeyOrigin : entry.Value.Origin)}: {path.Key(entry.Key)}: no such field";
        }
    }

    private static string? TypeProblem(Node value, MapNode schema)
    {
        if (schema.Flag("x-kubernetes-int-or-string")?.Value == true)
            return value is ScalarNode { Kind: ScalarKind.Integer or ScalarKind.String } ? null : "an integer or text is expected";
        var isRight = (schema.Text("type")?.Value, value) switch
        {
            ("object", MapNode) or ("array", ListNode) or (null, _) => true,
            ("string", ScalarNode { Kind: ScalarKind.String }) or ("boolean", ScalarNode { Kind: ScalarKind.Boolean }) => true,
            ("integer" or "number", ScalarNode { Kind: ScalarKind.Integer }) or ("number", ScalarNode { Kind: ScalarKind.Float }) => true,
            _ => false,
        };
        return isRight ? null : $"{schema.Text("type")!.Value} is expected, {value} was found";
    }

    private static IEnumerable<string> OfScalar(ScalarNode scalar, MapNode schema)
    {
        if (schema.List("enum") is { } allowed && !allowed.Items.Any(item => Node.DeepEquals(item, scalar)))
            yield return $"{scalar.Written} is none of {string.Join(", ", schema.Texts("enum"))}";
        if (scalar.Kind == ScalarKind.String)
        {
            if (schema.Text("pattern") is { } pattern && !Regex.IsMatch(scalar.Value, pattern.Value)) yield return $"\"{scalar.Value}\" does not match {pattern.Value}";
            if (schema.Int("minLength") is { } shortest && scalar.Value.Length < shortest.Value) yield return $"\"{scalar.Value}\" is too short";
            if (schema.Int("maxLength") is { } longest && scalar.Value.Length > longest.Value) yield return $"\"{scalar.Value}\" is too long";
        }
        else if (double.TryParse(scalar.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            if (Bound(schema, "minimum") is { } least && number < least) yield return $"{scalar.Value} is below {least}";
            if (Bound(schema, "maximum") is { } most && number > most) yield return $"{scalar.Value} is above {most}";
        }
    }

    private static double? Bound(MapNode schema, string name) =>
        schema.Text(name) is { } text && double.TryParse(text.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}
