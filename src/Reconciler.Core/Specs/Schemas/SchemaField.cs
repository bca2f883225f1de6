using System.Collections.Immutable;
using Reconciler.Objects;

namespace Reconciler.Specs.Schemas;

/// <summary>
/// One field of a kind as its schema describes it. <see cref="Name"/> is the key, or &lt;name&gt; where any key may stand.
/// Children are found when asked for.
/// </summary>
public sealed class SchemaField
{
    private readonly MapNode _definitions;
    private readonly MapNode _written;
    private readonly ImmutableArray<MapNode> _shapes;
    private List<SchemaField>? _children;

    internal SchemaField(string path, string name, MapNode written, MapNode definitions, bool required)
    {
        (Path, Name, Required) = (path, name, required);
        (_written, _definitions) = (written, definitions);
        _shapes = [.. Shapes(written)];
    }

    /// <summary>The path with the kind in front, as in App.spec.processes.&lt;name&gt;.port.</summary>
    public string Path { get; }

    public string Name { get; }

    public bool Required { get; }

    public string Description => Own("description") ?? "";

    /// <summary>What is written there, in a few words: duration, list of texts, one of worker, server.</summary>
    public string Type => TypeWords.Of(_written, _definitions);

    /// <summary>The value without the field; null where it has none or the field is required.</summary>
    public Node? Default => _written["default"] is { } value && !value.IsNullOrMissing() ? value : null;

    /// <summary>Whether the schema says what holds without the field, be it nothing.</summary>
    public bool HasDefault => _written.Has("default");

    public ImmutableArray<Node> Examples => _written.List("examples")?.Items ?? [];

    /// <summary>The values that are allowed, where they are few.</summary>
    public ImmutableArray<string> Allowed =>
        [.. _shapes.SelectMany(shape => shape.Texts("enum")).Select(value => value.Value).Distinct(StringComparer.Ordinal)];

    /// <summary>Whether null may be written, to take away what an earlier step of the merge gave.</summary>
    public bool AcceptsNull => _shapes.Any(shape => shape.Text("type")?.Value == "null" || shape.Texts("type").Any(type => type.Value == "null"));

    /// <summary>Whether any key may stand where <see cref="Name"/> stands.</summary>
    public bool IsFreeKey => Name.StartsWith('<');

    public IReadOnlyList<SchemaField> Children => _children ??= [.. _shapes.SelectMany(ChildrenOf).DistinctBy(child => child.Name)];

    /// <summary>The child of a key: the one of that name, else the one that takes any key.</summary>
    public SchemaField? Child(string key)
    {
        var children = Children;
        return children.FirstOrDefault(child => child.Name == key) ?? children.FirstOrDefault(child => child.IsFreeKey && child.Matches(key));
    }

    /// <summary>This field and all below it.</summary>
    public IEnumerable<SchemaField> Walk() => Children.SelectMany(child => child.Walk()).Prepend(this);

    /// <summary>The pattern that a free key has to fit, or null where any does.</summary>
    internal string? KeyPattern { get; private init; }

    private bool Matches(string key) => KeyPattern is null || KeyPattern == "^x-" == key.StartsWith("x-", StringComparison.Ordinal);

    private IEnumerable<SchemaField> ChildrenOf(MapNode shape)
    {
        var required = shape.Texts("required").Select(name => name.Value).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, value, _) in shape.Map("properties")?.Entries ?? [])
            yield return Make(name, (MapNode)value, required.Contains(name));
        foreach (var (pattern, value, _) in shape.Map("patternProperties")?.Entries ?? [])
            yield return pattern == "^\\*$" ? Make("*", (MapNode)value, false) : Make(pattern == "^x-" ? "<x->" : "<name>", (MapNode)value, false, pattern);
        if (shape.Map("additionalProperties") is { } additional)
            yield return Make("<key>", additional, false);
        if (shape.Map("items") is { } items)
            foreach (var child in new SchemaField(Path, Name, items, _definitions, false).Children) yield return child;
    }

    private SchemaField Make(string name, MapNode written, bool required, string? pattern = null) =>
        new($"{Path}.{name}", name, written, _definitions, required) { KeyPattern = pattern };

    private string? Own(string annotation) => _written.Text(annotation)?.Value ?? _shapes.Select(shape => shape.Text(annotation)?.Value).FirstOrDefault(text => text is not null);

    private IEnumerable<MapNode> Shapes(MapNode schema)
    {
        var actual = schema.Text("$ref") is { } reference ? _definitions.Map(reference.Value["#/definitions/".Length..])! : schema;
        return actual.Has("anyOf") ? actual.Maps("anyOf").SelectMany(Shapes) : [actual];
    }
}
