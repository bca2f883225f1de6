using System.Diagnostics;
using Reconciler.Objects;

namespace Reconciler.Sandbox.Routes.OpenApi;

/// <summary>Kubernetes' types as JSON schemas, with the extensions that say how lists and maps are merged. Remembers which types it referred to.</summary>
internal sealed class SchemaWriter(string referencePrefix)
{
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly Queue<KubeType> _waiting = new();

    public void Ask(KubeType type)
    {
        if (_seen.Add(type.Name)) _waiting.Enqueue(type);
    }

    /// <summary>The schemas of everything that was asked for and what they refer to, by name.</summary>
    public IEnumerable<(string Name, MapNode Schema)> Drain()
    {
        while (_waiting.TryDequeue(out var type)) yield return (type.Name, Schema(type));
    }

    public MapNode Reference(KubeType type)
    {
        Ask(type);
        return new MapBuilder { ["$ref"] = referencePrefix + type.Name }.ToMap();
    }

    private MapNode Schema(KubeType type)
    {
        var properties = new MapBuilder();
        foreach (var field in type.Fields) properties.Add(field.Name, Field(field));
        var schema = new MapBuilder { ["type"] = "object" };
        schema.AddList("required", type.Fields.Where(field => field.IsRequired).Select(field => (Node)field.Name));
        schema.AddMap("properties", properties.ToMap());
        if (type.IsAtomic) schema.Add("x-kubernetes-map-type", "atomic");
        return schema.ToMap();
    }

    private MapNode Field(KubeField field)
    {
        var schema = Value(field.Value);
        if (field.Value is KubeObject && field.Default is null) return schema;
        return field.Default is null ? schema : schema.Has("$ref")
            ? new MapBuilder { ["allOf"] = ListNode.Of(schema), ["default"] = field.Default }.ToMap()
            : schema.With("default", field.Default);
    }

    private MapNode Value(KubeValue value) => value switch
    {
        KubeObject known => Reference(known.Type),
        KubeList list => List(list),
        KubeMap map => Map(map),
        KubeFree { IsMap: true } => new MapBuilder { ["type"] = "object", ["x-kubernetes-preserve-unknown-fields"] = true }.ToMap(),
        KubeFree => MapNode.Empty,
        KubeScalar scalar => Scalar(scalar),
        _ => throw new UnreachableException(),
    };

    private MapNode List(KubeList list)
    {
        var schema = new MapBuilder { ["type"] = "array", ["items"] = Value(list.Item), ["x-kubernetes-list-type"] = list.Kind.ToString().ToLowerInvariant() };
        schema.AddList("x-kubernetes-list-map-keys", list.Keys.Select(key => (Node)key));
        if (list.IsPatchMerged)
        {
            schema.Add("x-kubernetes-patch-strategy", "merge");
            schema.Add("x-kubernetes-patch-merge-key", list.PatchKey);
        }
        return schema.ToMap();
    }

    private MapNode Map(KubeMap map)
    {
        var schema = new MapBuilder { ["type"] = "object", ["additionalProperties"] = Value(map.Value) };
        if (map.IsAtomic) schema.Add("x-kubernetes-map-type", "atomic");
        return schema.ToMap();
    }

    private static MapNode Scalar(KubeScalar scalar)
    {
        var (type, format) = scalar.Kind switch
        {
            KubeScalarKind.Text => ("string", null),
            KubeScalarKind.Boolean => ("boolean", null),
            KubeScalarKind.Int32 => ("integer", "int32"),
            KubeScalarKind.Int64 => ("integer", "int64"),
            KubeScalarKind.Number => ("number", "double"),
            KubeScalarKind.Quantity => ("string", null),
            KubeScalarKind.IntOrString => ("string", "int-or-string"),
            KubeScalarKind.Time or KubeScalarKind.MicroTime => ("string", "date-time"),
            KubeScalarKind.Bytes => ("string", "byte"),
            _ => throw new UnreachableException(),
        };
        var schema = new MapBuilder { ["type"] = type, ["format"] = format };
        schema.AddList("enum", scalar.Allowed.Select(value => (Node)value));
        return schema.ToMap();
    }
}
