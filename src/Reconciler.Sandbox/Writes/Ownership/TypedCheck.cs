using System.Globalization;
using Reconciler.Objects;

namespace Reconciler.Sandbox.Writes.Ownership;

/// <summary>
/// Whether an object is of its type, as server-side apply asks before anything else: known fields, right forms, list
/// items that can be told apart. What it finds is answered as a 500 without a reason.
/// </summary>
internal sealed class TypedCheck
{
    private readonly List<(string Path, string Message)> _problems = [];
    private readonly bool _allowsDuplicates;

    private TypedCheck(bool allowsDuplicates) => _allowsDuplicates = allowsDuplicates;

    /// <summary>The message of everything that is wrong, or null. Live objects may have items twice, applied ones may not.</summary>
    public static string? Check(Node value, KubeValue type, bool allowsDuplicates)
    {
        var check = new TypedCheck(allowsDuplicates);
        check.Visit(value, type, "");
        return check._problems.Count switch
        {
            0 => null,
            1 => Text(check._problems[0]),
            _ => string.Join('\n', check._problems.Select(problem => "  " + Text(problem)).Prepend("errors:")),
        };
    }

    private static string Text((string Path, string Message) problem) => problem.Path.Length == 0 ? problem.Message : $"{problem.Path}: {problem.Message}";

    private void Visit(Node value, KubeValue type, string path)
    {
        if (value is ScalarNode { IsNull: true }) return;
        var shape = Shape.Of(type, value);
        switch (shape.Kind)
        {
            case ShapeKind.Scalar:
                if (ScalarProblem(value, type) is { } problem) _problems.Add((path, problem));
                break;
            case ShapeKind.List when value is ListNode list:
                Visit(list, shape, path);
                break;
            case ShapeKind.Map when value is MapNode map:
                Visit(map, shape, path);
                break;
            default:
                _problems.Add((path, $"expected {(shape.Kind == ShapeKind.Map ? "map" : "list")}, got &{{{GoText.Plain(value)}}}"));
                break;
        }
    }

    private void Visit(MapNode map, Shape shape, string path)
    {
        foreach (var entry in map.Entries.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            if (shape.Field(entry.Key) is not { } type)
            {
                // The server stops reading a map at its first unknown field.
                _problems.Add(($"{path}.{entry.Key}", "field not declared in schema"));
                return;
            }
            Visit(entry.Value, type, $"{path}.{entry.Key}");
        }
    }

    private void Visit(ListNode list, Shape shape, string path)
    {
        var isAssociative = !shape.IsAtomic;
        var seen = new HashSet<FieldElement>();
        for (var i = 0; i < list.Items.Length; i++)
        {
            var element = FieldElement.OfIndex(i);
            if (isAssociative)
            {
                var key = shape.Element(list.Items[i], out var problem);
                if (key is null)
                {
                    _problems.Add((path, string.Create(CultureInfo.InvariantCulture, $"element {i}: {problem}")));
                    return;
                }
                if (!seen.Add(key) && !_allowsDuplicates) _problems.Add((path, $"duplicate entries for key {key}"));
                element = key;
            }
            Visit(list.Items[i], shape.Item, path + element);
        }
    }

    private static string? ScalarProblem(Node value, KubeValue type)
    {
        var kind = (value as ScalarNode)?.Kind;
        return (type as KubeScalar)?.Kind switch
        {
            KubeScalarKind.Int32 or KubeScalarKind.Int64 or KubeScalarKind.Number =>
                kind is ScalarKind.Integer or ScalarKind.Float ? null : $"expected numeric (int or float), got {GoText.TypeName(value)}",
            KubeScalarKind.Boolean => kind is ScalarKind.Boolean ? null : $"expected boolean, got &{{{GoText.Plain(value)}}}",
            KubeScalarKind.Text or KubeScalarKind.Time or KubeScalarKind.MicroTime or KubeScalarKind.Bytes =>
                kind is ScalarKind.String ? null : $"expected string, got &value.valueUnstructured{{Value:{GoText.Syntax(value)}}}",
            _ => kind is not null ? null : $"expected any scalar, got &{{{GoText.Plain(value)}}}",
        };
    }
}
