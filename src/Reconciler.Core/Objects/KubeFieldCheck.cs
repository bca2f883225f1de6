using System.Collections.Immutable;
using System.Diagnostics;
using Reconciler.Diagnostics;

namespace Reconciler.Objects;

/// <summary>
/// Compares a map with what Kubernetes knows of its type: unknown fields, values of a wrong type, missing fields, list
/// items that Kubernetes couldn't tell apart. The API server answers most of these with a 500 that names no cause.
/// </summary>
public sealed class KubeFieldCheck
{
    private readonly ImmutableArray<FieldProblem>.Builder _problems = ImmutableArray.CreateBuilder<FieldProblem>();
    private readonly Stack<(FieldPath Path, KubeType Type)> _around = new();
    private readonly bool _isPatch;

    private KubeFieldCheck(bool isPatch) => _isPatch = isPatch;

    /// <summary>Checks a whole object of a built-in kind. What the server owns (status, managedFields) is not looked at.</summary>
    public static ImmutableArray<FieldProblem> Check(MapNode body, KubeKind kind)
    {
        if (kind.Root is null) return [];
        var metadata = body.Map("metadata");
        return Check(metadata is null ? body.Without("status") : body.Without("status").With("metadata", metadata.Without("managedFields")), kind.Root);
    }

    /// <summary>Checks a part of an object, which stands at a path of it.</summary>
    public static ImmutableArray<FieldProblem> Check(MapNode value, KubeType type, FieldPath? path = null) => Run(new KubeFieldCheck(isPatch: false), value, type, path);

    /// <summary>
    /// Checks what <see cref="StrategicMerge"/> will merge into an object: fields may be missing, null takes a field
    /// away, and $patch steers. What tells list items apart has to be there.
    /// </summary>
    public static ImmutableArray<FieldProblem> CheckPatch(MapNode patch, KubeType type, FieldPath? path = null) => Run(new KubeFieldCheck(isPatch: true), patch, type, path);

    private static ImmutableArray<FieldProblem> Run(KubeFieldCheck check, MapNode value, KubeType type, FieldPath? path)
    {
        check.CheckFields(value, type, path ?? FieldPath.Root);
        return check._problems.ToImmutable();
    }

    private void CheckFields(MapNode map, KubeType type, FieldPath path)
    {
        _around.Push((path, type));
        foreach (var entry in map.Entries)
        {
            if (_isPatch && entry.Key is StrategicMerge.Directive) continue;
            if (type.Field(entry.Key) is { } field) CheckValue(entry.Value, field.Value, path.Key(entry.Key), entry.Key);
            else _problems.Add(Unknown(entry, type, path));
        }
        foreach (var field in _isPatch ? [] : type.Fields)
            if (field.IsRequired && map[field.Name].IsNullOrMissing()) _problems.Add(Missing(map, field, path));
        _around.Pop();
    }

    private void CheckValue(Node value, KubeValue expected, FieldPath path, string? key)
    {
        if (value is ScalarNode { IsNull: true } && key is not null) return;
        switch (expected, value)
        {
            case (KubeObject known, MapNode map):
                CheckFields(map, known.Type, path);
                break;
            case (KubeList known, ListNode list):
                CheckItems(list, known, path, key);
                break;
            case (KubeMap known, MapNode map):
                foreach (var entry in map.Entries) CheckValue(entry.Value, known.Value, path.Key(entry.Key), entry.Key);
                break;
            case (KubeScalar known, ScalarNode scalar):
                if (KubeScalarCheck.Check(scalar, known, path) is { } problem) _problems.Add(problem);
                break;
            case (KubeFree { IsMap: false }, _) or (KubeFree, MapNode):
                break;
            default:
                _problems.Add(WrongShape(value, expected, path));
                break;
        }
    }

    private void CheckItems(ListNode list, KubeList known, FieldPath path, string? key)
    {
        var seen = new Dictionary<string, Origin>(StringComparer.Ordinal);
        for (var i = 0; i < list.Items.Length; i++)
        {
            var item = list.Items[i];
            CheckValue(item, known.Item, path.Item(i), key: null);
            if (ListItemKey.Of(item, known) is not { } itemKey) continue;
            if (!seen.TryAdd(itemKey, item.Origin)) _problems.Add(Duplicate(item, itemKey, seen[itemKey], path.Item(i), key));
        }
    }

    private FieldProblem Unknown(MapEntry entry, KubeType type, FieldPath path)
    {
        var place = entry.KeyOrigin.IsKnown ? entry.KeyOrigin : entry.Value.Origin;
        return new FieldProblem(FieldProblemKind.UnknownField, path.Key(entry.Key), place, $"{Named(path)} has no field {entry.Key}")
        {
            Expected = string.Join(", ", type.FieldNames),
            Found = entry.Key,
            Fix = Spelling.Suggest(entry.Key, type.FieldNames) ?? Elsewhere(entry.Key, type),
        };
    }

    /// <summary>A field that is known one level down, or further up, was probably indented wrongly.</summary>
    private string? Elsewhere(string name, KubeType type)
    {
        var inner = type.Fields.FirstOrDefault(field => field.Value is KubeObject child && field.Name is not "status" and not "metadata" && child.Type.Field(name) is not null);
        if (inner is not null) return $"it is a field of {inner.Name}";
        foreach (var (path, outer) in _around)
            if (outer != type && outer.Field(name) is not null) return $"it is a field of {Named(path)}, further up";
        return null;
    }

    private static FieldProblem Missing(MapNode map, KubeField field, FieldPath path) =>
        new(FieldProblemKind.MissingField, path.Key(field.Name), map.Origin, $"{Named(path)} needs a field {field.Name}")
        {
            Expected = field.Name,
            Fix = $"write {field.Name}: {(field.Value is KubeScalar ? "…" : field.Value is KubeList ? "[…]" : "{…}")}",
        };

    private static FieldProblem Duplicate(Node item, string itemKey, Origin first, FieldPath path, string? key)
    {
        var line = first.IsKnown && first.Line > 0 ? $"; the first is in line {first.Line}" : "";
        return new FieldProblem(FieldProblemKind.DuplicateItem, path, item.Origin, $"{key ?? "the list"} has a second item with {itemKey}{line}")
        {
            Found = itemKey,
            Fix = "keep one of them",
        };
    }

    private static FieldProblem WrongShape(Node value, KubeValue expected, FieldPath path)
    {
        var (wanted, found) = (ShapeOf(expected), value switch
        {
            MapNode => "a map",
            ListNode => "a list",
            ScalarNode { IsNull: true } => "nothing",
            ScalarNode scalar => scalar.Written,
            _ => throw new UnreachableException(),
        });
        return new FieldProblem(FieldProblemKind.WrongType, path, value.Origin, $"{wanted} is expected, but this is {found}")
        {
            Expected = wanted,
            Found = found,
            Fix = expected switch
            {
                KubeList { Keys: [var only] } when value is MapNode => $"write a list of items, each with its {only}: - {only}: …",
                KubeList when value is ScalarNode { IsNull: false } scalar => $"write [{scalar.Written}]",
                KubeObject known when value is ListNode or ScalarNode => $"write a map with {string.Join(", ", known.Type.FieldNames.Take(4))}{(known.Type.Fields.Length > 4 ? ", …" : "")}",
                _ => null,
            },
        };
    }

    private static string Named(FieldPath path) => path == FieldPath.Root ? "the object" : path.ToString();

    private static string ShapeOf(KubeValue expected) => expected switch
    {
        KubeObject or KubeMap or KubeFree => "a map",
        KubeList => "a list",
        KubeScalar scalar => KubeScalarCheck.Name(scalar.Kind),
        _ => throw new UnreachableException(),
    };
}
