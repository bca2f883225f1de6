using System.Collections.Immutable;

namespace Reconciler.Objects;

/// <summary>
/// The fields of one type as the table writes them, one a line: <c>name! type attributes</c>, where ! means required. A type is
/// a scalar's word, <c>any</c>, <c>object</c> or a type's name (without its package where that is the same), after <c>[]</c> for a list of it
/// and <c>{}</c> for a map of it. Attributes: atomic, granular, set, map=&lt;keys&gt;, key=&lt;patch merge key&gt;, merge, retain, enum=a|b, plain
/// (where "" is the same as nothing), default=&lt;JSON&gt;.
/// </summary>
internal static class KubeTypeText
{
    private static readonly Dictionary<string, KubeScalarKind> Scalars = new(StringComparer.Ordinal)
    {
        ["string"] = KubeScalarKind.Text,
        ["boolean"] = KubeScalarKind.Boolean,
        ["int32"] = KubeScalarKind.Int32,
        ["int64"] = KubeScalarKind.Int64,
        ["number"] = KubeScalarKind.Number,
        ["quantity"] = KubeScalarKind.Quantity,
        ["int-or-string"] = KubeScalarKind.IntOrString,
        ["time"] = KubeScalarKind.Time,
        ["micro-time"] = KubeScalarKind.MicroTime,
        ["bytes"] = KubeScalarKind.Bytes,
    };

    public static ImmutableArray<KubeField> Fields(string text, string package, Func<string, KubeType> resolve) =>
        [.. text.Split('\n').Where(line => line.Length > 0).Select(line => Field(line.Trim().Split(' '), package, resolve))];

    private static KubeField Field(string[] words, string package, Func<string, KubeType> resolve)
    {
        var attributes = words.AsSpan(2).ToArray();
        var isRequired = words[0].EndsWith('!');
        var value = Value(words[1], attributes, package, resolve);
        return new KubeField(isRequired ? words[0][..^1] : words[0], value, isRequired, Default(Attribute(attributes, "default=")), attributes.Contains("retain"));
    }

    private static KubeValue Value(string type, string[] attributes, string package, Func<string, KubeType> resolve)
    {
        if (type.StartsWith("[]", StringComparison.Ordinal))
        {
            var keys = Attribute(attributes, "map=");
            var patchKey = Attribute(attributes, "key=");
            var kind = keys is not null ? KubeListKind.Map : attributes.Contains("set") ? KubeListKind.Set : KubeListKind.Atomic;
            return new KubeList(Value(type[2..], attributes, package, resolve), kind, [.. keys?.Split(',') ?? []], patchKey, patchKey is not null || attributes.Contains("merge"));
        }
        if (type.StartsWith("{}", StringComparison.Ordinal)) return new KubeMap(Value(type[2..], attributes, package, resolve), attributes.Contains("atomic"));
        if (type is "any" or "object") return new KubeFree(type == "object");
        if (Scalars.TryGetValue(type, out var scalar)) return new KubeScalar(scalar, [.. Attribute(attributes, "enum=")?.Split('|') ?? []]) { IsPlain = attributes.Contains("plain") };
        var reference = resolve(type.Contains('.', StringComparison.Ordinal) ? type : package + type);
        return new KubeObject(reference, attributes.Contains("atomic") || (reference.IsAtomic && !attributes.Contains("granular")));
    }

    private static string? Attribute(string[] attributes, string name) =>
        Array.Find(attributes, attribute => attribute.StartsWith(name, StringComparison.Ordinal))?[name.Length..];

    private static Node? Default(string? json) => json switch
    {
        null => null,
        "{}" => MapNode.Empty,
        "[]" => new ListNode([]),
        ['"', .. var text, '"'] => text,
        _ => YamlScalars.Resolve(json, Origin.None),
    };
}
