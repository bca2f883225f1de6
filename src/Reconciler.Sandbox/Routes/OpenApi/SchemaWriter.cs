using System.Diagnostics;
using Reconciler.Objects;

namespace Reconciler.Sandbox.Routes.OpenApi;

/// <summary>Kubernetes' types as JSON schemas, with the extensions that say how lists and maps are merged. Remembers which types it referred to.</summary>
internal sealed class SchemaWriter(string referencePrefix)
{
    public const string SecondPrefix = "#/definitions/";
    public const string ThirdPrefix = "#/components/schemas/";

    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly Queue<KubeType> _waiting = new();
    private readonly SortedSet<string> _values = new(StringComparer.Ordinal);

    public void Ask(KubeType type)
    {
        if (_seen.Add(type.Name)) _waiting.Enqueue(type);
    }

    /// <summary>The schemas of everything that was asked for and what they refer to, by name.</summary>
    public IEnumerable<(string Name, MapNode Schema)> Drain()
    {
        while (_waiting.TryDequeue(out var type)) yield return (type.Name, Schema(type));
        foreach (var name in _values) yield return (name, NamedValues.Schema(name, isThird: referencePrefix != SecondPrefix));
    }

    public MapNode Reference(KubeType type)
    {
        Ask(type);
        return new MapBuilder { ["$ref"] = referencePrefix + type.Name }.ToMap();
    }

    private MapNode Schema(KubeType type)
    {
        var properties = new MapBuilder();
        foreach (var field in type.Fields) properties.Add(field.Name, Field(type, field));
        var schema = new MapBuilder { ["description"] = Descriptions.Of(type), ["type"] = "object" };
        schema.AddList("required", type.Fields.Where(field => field.IsRequired).Select(field => (Node)field.Name));
        schema.AddMap("properties", properties.ToMap());
        if (type.IsAtomic) schema.Add("x-kubernetes-map-type", "atomic");
        return schema.ToMap();
    }

    /// <summary>A reference can't stand beside a description; version 3 has a list of one for that, version 2 goes without a default.</summary>
    private MapNode Field(KubeType type, KubeField field)
    {
        var schema = NamedValues.Of(field) is { } name ? ReferenceTo(name) : Value(field.Value);
        if (schema.Has("$ref") && referencePrefix != SecondPrefix) schema = new MapBuilder { ["allOf"] = ListNode.Of(schema) }.ToMap();
        schema = schema.With("description", Descriptions.Of(type, field));
        return field.Default is null || schema.Has("$ref") ? schema : schema.With("default", field.Default);
    }

    private MapNode ReferenceTo(string name)
    {
        _values.Add(name);
        return new MapBuilder { ["$ref"] = referencePrefix + name }.ToMap();
    }

    private MapNode Value(KubeValue value) => value switch
    {
        KubeObject known => Reference(known.Type),
        KubeList list => List(list),
        KubeMap map => Map(map),
        KubeFree free => ReferenceTo(free.IsMap ? NamedValues.RawExtension : NamedValues.Json),
        KubeScalar scalar => NamedValues.Of(scalar) is { } name ? ReferenceTo(name) : Scalar(scalar),
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
            KubeScalarKind.Bytes => ("string", "byte"),
            _ => throw new UnreachableException(),
        };
        var schema = new MapBuilder { ["type"] = type, ["format"] = format };
        schema.AddList("enum", scalar.Allowed.Select(value => (Node)value));
        return schema.ToMap();
    }
}
