using System.Collections.Immutable;
using Reconciler.Objects;

namespace Reconciler.Sandbox.Writes.Custom;

/// <summary>
/// Turns the structural schema of a CustomResourceDefinition into the type system of the built-in kinds, so that
/// ownership is written once.
/// </summary>
public static class CustomTypes
{
    private static readonly KubeScalar Text = new(KubeScalarKind.Text, []);
    private static readonly KubeFree Anything = new(IsMap: false);

    private static readonly ImmutableArray<KubeField> ObjectFields =
    [
        Field("apiVersion", Text), Field("kind", Text), Field("metadata", new KubeObject(KubeTypes.ObjectMeta, IsAtomic: false)),
    ];

    /// <summary>The type of objects of which only the kind is known.</summary>
    public static KubeType OpenRoot { get; } = KubeType.Custom("object", ObjectFields, isOpen: true);

    /// <summary>The type of a custom kind's objects; without a schema they may hold anything.</summary>
    public static KubeType RootOf(MapNode schema)
    {
        if (schema.Entries.Length == 0) return OpenRoot;
        var isOpen = Keeps(schema);
        var own = schema.Map("properties")?.Entries.Where(entry => entry.Key is not ("apiVersion" or "kind" or "metadata")) ?? [];
        return KubeType.Custom("object", [.. ObjectFields, .. own.Select(entry => FieldOf(entry, isOpen))], isOpen: isOpen);
    }

    /// <summary>The type of a value that a schema describes.</summary>
    public static KubeValue Of(MapNode? schema) => Of(schema, isOpen: false);

    private static KubeValue Of(MapNode? schema, bool isOpen)
    {
        if (schema is null) return Anything;
        isOpen |= Keeps(schema);
        if (schema.Flag("x-kubernetes-int-or-string")?.Value == true) return new KubeScalar(KubeScalarKind.IntOrString, []);
        return schema.Text("type")?.Value switch
        {
            "object" => MapOf(schema, isOpen),
            "array" => ListOf(schema, isOpen),
            "string" => Text,
            "integer" => new KubeScalar(KubeScalarKind.Int64, []),
            "number" => new KubeScalar(KubeScalarKind.Number, []),
            "boolean" => new KubeScalar(KubeScalarKind.Boolean, []),
            _ => Anything,
        };
    }

    private static KubeValue MapOf(MapNode schema, bool isOpen)
    {
        var isAtomic = schema.Text("x-kubernetes-map-type")?.Value == "atomic";
        var isEmbedded = schema.Flag("x-kubernetes-embedded-resource")?.Value == true;
        var properties = schema.Map("properties")?.Entries ?? [];
        if (properties.Length == 0 && !isEmbedded)
        {
            if (schema.Map("additionalProperties") is { } values) return new KubeMap(Of(values, isOpen), isAtomic);
            return isAtomic ? new KubeMap(Anything, IsAtomic: true) : new KubeFree(IsMap: true);
        }
        var added = isEmbedded ? ObjectFields.Where(field => properties.All(entry => entry.Key != field.Name)) : [];
        return new KubeObject(KubeType.Custom("object", [.. added, .. properties.Select(entry => FieldOf(entry, isOpen))], isAtomic, isOpen), isAtomic);
    }

    private static KubeList ListOf(MapNode schema, bool isOpen)
    {
        var item = Of(schema.Map("items"), isOpen);
        return schema.Text("x-kubernetes-list-type")?.Value switch
        {
            "map" => new KubeList(item, KubeListKind.Map, [.. schema.Texts("x-kubernetes-list-map-keys").Select(key => key.Value)], null, false),
            "set" => new KubeList(item, KubeListKind.Set, [], null, false),
            _ => new KubeList(item, KubeListKind.Atomic, [], null, false),
        };
    }

    private static KubeField FieldOf(MapEntry property, bool isOpen)
    {
        var schema = property.Value as MapNode;
        return new KubeField(property.Key, Of(schema, isOpen), IsRequired: false, schema?["default"], RetainsKeys: false);
    }

    private static KubeField Field(string name, KubeValue value) => new(name, value, IsRequired: false, null, RetainsKeys: false);

    private static bool Keeps(MapNode schema) => schema.Flag("x-kubernetes-preserve-unknown-fields")?.Value == true;
}
