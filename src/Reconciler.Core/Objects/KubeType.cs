using System.Collections.Immutable;

namespace Reconciler.Objects;

/// <summary>
/// A field of a built-in type. <see cref="RetainsKeys"/> is the patch strategy under which a strategic merge drops the keys that
/// the patch doesn't name, for a list in each of its items.
/// </summary>
public sealed record KubeField(string Name, KubeValue Value, bool IsRequired, Node? Default, bool RetainsKeys);

/// <summary>
/// A built-in Kubernetes type by its full name, such as io.k8s.api.core.v1.PodSpec, with its fields in alphabetical order.
/// Types refer to each other, also to themselves, so the fields are read from the table when first asked for.
/// </summary>
public sealed class KubeType
{
    private readonly string _text;
    private readonly Func<string, KubeType> _resolve;
    private FieldSet? _fields;

    internal KubeType(string name, bool isAtomic, string text, Func<string, KubeType> resolve)
    {
        Name = name;
        IsAtomic = isAtomic;
        _text = text;
        _resolve = resolve;
    }

    private KubeType(string name, bool isAtomic, bool isOpen, ImmutableArray<KubeField> fields) : this(name, isAtomic, "", _ => throw new InvalidOperationException())
    {
        IsOpen = isOpen;
        _fields = new FieldSet(fields);
    }

    /// <summary>A type that is not built in, as a CustomResourceDefinition describes it. An open one takes fields that it doesn't name.</summary>
    public static KubeType Custom(string name, ImmutableArray<KubeField> fields, bool isAtomic = false, bool isOpen = false) => new(name, isAtomic, isOpen, fields);

    public string Name { get; }

    /// <summary>Whether server-side apply owns and replaces a value of this type as a whole.</summary>
    public bool IsAtomic { get; }

    /// <summary>Whether a value of this type may have fields that it doesn't name; built-in types never are open.</summary>
    public bool IsOpen { get; }

    public ImmutableArray<KubeField> Fields => Read().Ordered;

    public IEnumerable<string> FieldNames => Fields.Select(known => known.Name);

    /// <summary>The field of a name, or null where the type does not have it.</summary>
    public KubeField? Field(string name) => Read().ByName.GetValueOrDefault(name);

    public override string ToString() => Name;

    private FieldSet Read() => _fields ??= new FieldSet(KubeTypeText.Fields(_text, Package, _resolve));

    private string Package => Name[..(Name.LastIndexOf('.') + 1)];

    private sealed class FieldSet(ImmutableArray<KubeField> ordered)
    {
        public ImmutableArray<KubeField> Ordered { get; } = ordered;

        public Dictionary<string, KubeField> ByName { get; } = ordered.ToDictionary(known => known.Name, StringComparer.Ordinal);
    }
}
