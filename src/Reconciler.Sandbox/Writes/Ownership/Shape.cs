using Reconciler.Objects;

namespace Reconciler.Sandbox.Writes.Ownership;

/// <summary>Which of the three forms a value has to have.</summary>
internal enum ShapeKind
{
    Scalar,
    List,
    Map,
}

/// <summary>
/// What a type is for one value: JSON that Kubernetes doesn't look into takes the form of what stands there, with maps
/// that are merged key by key and lists that are replaced.
/// </summary>
internal readonly record struct Shape(ShapeKind Kind, KubeValue Type)
{
    private static readonly KubeFree Anything = new(IsMap: false);

    /// <summary>The form that a value is held against; one of the wrong form is left for the checks to refuse.</summary>
    public static Shape Of(KubeValue type, Node? value) => type switch
    {
        KubeScalar => new Shape(ShapeKind.Scalar, type),
        KubeList => new Shape(ShapeKind.List, type),
        KubeFree { IsMap: false } when value is ListNode => new Shape(ShapeKind.List, type),
        KubeFree { IsMap: false } when value is ScalarNode { IsNull: false } => new Shape(ShapeKind.Scalar, type),
        _ => new Shape(ShapeKind.Map, type),
    };

    /// <summary>Whether a value of this type is owned and replaced as a whole.</summary>
    public bool IsAtomic => Type switch
    {
        KubeObject known => known.IsAtomic,
        KubeMap map => map.IsAtomic,
        KubeList list => list.Kind == KubeListKind.Atomic,
        KubeFree => Kind == ShapeKind.List,
        _ => false,
    };

    /// <summary>Whether a key of a map is a field of its type, rather than a key that somebody chose.</summary>
    public bool Declares(string key) => Type is KubeObject known && known.Type.Field(key) is not null;

    /// <summary>The type of a key's value; null where the type has no such field.</summary>
    public KubeValue? Field(string key) => Type switch
    {
        KubeObject known => known.Type.Field(key)?.Value ?? (known.Type.IsOpen ? Anything : null),
        KubeMap map => map.Value,
        _ => Anything,
    };

    /// <summary>The type of a list's items.</summary>
    public KubeValue Item => Type is KubeList list ? list.Item : Anything;

    /// <summary>How an item of a list is named in paths, or why it can't be.</summary>
    public FieldElement? Element(Node item, out string? problem)
    {
        problem = null;
        var list = (KubeList)Type;
        if (list.Kind == KubeListKind.Set)
        {
            problem = item switch
            {
                MapNode => "associative list without keys has an element that's a map type",
                ListNode => "not supported: associative list with lists as elements",
                ScalarNode { IsNull: true } => "associative list without keys has an element that's an explicit null",
                _ => null,
            };
            return problem is null ? FieldElement.OfValue((ScalarNode)item) : null;
        }
        if (item is not MapNode map)
        {
            problem = item is ScalarNode { IsNull: true } ? "associative list with keys may not have a null element" : "associative list with keys may not have non-map elements";
            return null;
        }
        var keys = list.Keys.Select(key => new MapEntry(key, map[key] ?? (list.Item as KubeObject)?.Type.Field(key)?.Default!)).Where(entry => entry.Value is not null).ToList();
        if (keys.Count > 0) return FieldElement.OfKeys(keys.Select(entry => entry with { Value = entry.Value as ScalarNode ?? new ScalarNode(ScalarKind.String, GoText.Json(entry.Value)) }));
        problem = $"associative list with keys has an element that omits all key fields [{string.Join(' ', list.Keys.Select(GoText.Quote))}] (and doesn't have default values for any key fields)";
        return null;
    }
}
