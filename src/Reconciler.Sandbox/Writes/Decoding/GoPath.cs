using Reconciler.Objects;

namespace Reconciler.Sandbox.Writes.Decoding;

/// <summary>Where a value stands, as Go's JSON reader says it: the type that it is a field of, and names without indices.</summary>
internal readonly record struct GoPath(string Names, string Owner = "")
{
    public GoPath In(KubeType owner, string field) => new(Names.Length == 0 ? field : $"{Names}.{field}", owner.Name[(owner.Name.LastIndexOf('.') + 1)..]);

    /// <summary>The message about a value of a wrong kind.</summary>
    public string Mismatch(Node value, KubeValue type) => Mismatch(KindOf(value), GoType(type));

    public string Mismatch(string found, string expected) => $"json: cannot unmarshal {found} into Go {(Owner.Length == 0 ? "value" : $"struct field {Owner}.{Names}")} of type {expected}";

    public static string KindOf(Node value) => value switch
    {
        MapNode => "object",
        ListNode => "array",
        ScalarNode { Kind: ScalarKind.Boolean } => "bool",
        ScalarNode { Kind: ScalarKind.Integer or ScalarKind.Float } => "number",
        _ => "string",
    };

    private static string GoType(KubeValue type) => type switch
    {
        KubeObject known => TypeName(known.Type.Name),
        KubeList list => $"[]{GoType(list.Item)}",
        KubeMap map => $"map[string]{GoType(map.Value)}",
        KubeScalar scalar => scalar.Kind switch
        {
            KubeScalarKind.Boolean => "bool",
            KubeScalarKind.Int32 => "int32",
            KubeScalarKind.Int64 => "int64",
            KubeScalarKind.Number => "float64",
            KubeScalarKind.Bytes => "[]uint8",
            KubeScalarKind.Quantity => "resource.Quantity",
            KubeScalarKind.IntOrString => "intstr.IntOrString",
            KubeScalarKind.Time => "v1.Time",
            KubeScalarKind.MicroTime => "v1.MicroTime",
            _ => "string",
        },
        _ => "map[string]interface {}",
    };

    private static string TypeName(string name)
    {
        var words = name.Split('.');
        return $"{words[^2]}.{words[^1]}";
    }
}
