using System.Diagnostics;
using Reconciler.Objects;

namespace Reconciler.Sandbox.Routes.OpenApi;

/// <summary>The values that Kubernetes' OpenAPI has under a name of their own although they are no objects with fields.</summary>
internal static class NamedValues
{
    public const string RawExtension = "io.k8s.apimachinery.pkg.runtime.RawExtension";
    public const string Json = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON";
    private const string FieldsV1 = "io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1";
    private const string Quantity = "io.k8s.apimachinery.pkg.api.resource.Quantity";
    private const string IntOrString = "io.k8s.apimachinery.pkg.util.intstr.IntOrString";
    private const string Time = "io.k8s.apimachinery.pkg.apis.meta.v1.Time";
    private const string MicroTime = "io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime";

    public static string? Of(KubeField field) => field is { Name: "fieldsV1", Value: KubeFree } ? FieldsV1 : null;

    public static string? Of(KubeScalar scalar) => scalar.Kind switch
    {
        KubeScalarKind.Quantity => Quantity,
        KubeScalarKind.IntOrString => IntOrString,
        KubeScalarKind.Time => Time,
        KubeScalarKind.MicroTime => MicroTime,
        _ => null,
    };

    /// <summary>The schema of a name. Version 2 knows no choice between types and says string.</summary>
    public static MapNode Schema(string name, bool isThird) => name switch
    {
        RawExtension => new MapBuilder { ["description"] = "Any object.", ["type"] = "object" }.ToMap(),
        FieldsV1 => new MapBuilder { ["description"] = "Fields as a tree: f: is a field, k: an item by its keys, v: an item by its value.", ["type"] = "object" }.ToMap(),
        Json => new MapBuilder { ["description"] = "Any value." }.ToMap(),
        Quantity when isThird => new MapBuilder { ["description"] = QuantityText, ["oneOf"] = Types("string", "number") }.ToMap(),
        Quantity => new MapBuilder { ["description"] = QuantityText, ["type"] = "string" }.ToMap(),
        IntOrString when isThird => new MapBuilder { ["description"] = IntOrStringText, ["format"] = "int-or-string", ["oneOf"] = Types("integer", "string") }.ToMap(),
        IntOrString => new MapBuilder { ["description"] = IntOrStringText, ["type"] = "string", ["format"] = "int-or-string" }.ToMap(),
        Time or MicroTime => new MapBuilder { ["description"] = "A point in time, such as 2026-01-31T12:00:00Z.", ["type"] = "string", ["format"] = "date-time" }.ToMap(),
        _ => throw new UnreachableException(),
    };

    private const string QuantityText = "An amount with a unit, such as 500m, 2 or 64Mi.";

    private const string IntOrStringText = "A number or a text.";

    private static ListNode Types(params string[] types) => ListNode.Of(types.Select(type => (Node)new MapBuilder { ["type"] = type }!));
}
