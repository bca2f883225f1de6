using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;
using Reconciler.Objects;

namespace Reconciler.Specs.Schemas;

/// <summary>
/// One embedded schema file: its text, its tree and the form that documents are checked with. Each is made when first
/// asked for, because a run usually meets two or three of the kinds.
/// </summary>
internal sealed class SchemaFile
{
    private static readonly ConcurrentDictionary<string, SchemaFile> Files = new(StringComparer.Ordinal);

    private readonly Lazy<MapNode> _tree;
    private readonly Lazy<SchemaFit> _fit;
    private readonly Lazy<NJsonSchema.JsonSchema> _compiled;

    private SchemaFile(string kind)
    {
        Kind = kind;
        Text = ReadText(kind);
        _tree = new Lazy<MapNode>(() => YamlReader.Read(ResourceName(kind), Text).Documents.Single().Root);
        _fit = new Lazy<SchemaFit>(() => SchemaFit.Compile(Tree));
        _compiled = new Lazy<NJsonSchema.JsonSchema>(() => SchemaCompiler.Compile(Tree));
    }

    public static ImmutableArray<string> Kinds { get; } =
        ["App", "AutoscalingAuth", "Certificate", "Chart", "Environment", "Node", "NodeProfile", "Storage"];

    public string Kind { get; }

    public string Text { get; }

    /// <summary>The schema as a tree; JSON is YAML, so our own reader reads it.</summary>
    public MapNode Tree => _tree.Value;

    public SchemaFit Fit => _fit.Value;

    public NJsonSchema.JsonSchema Compiled => _compiled.Value;

    /// <summary>The file of a kind, or null where there is no such kind.</summary>
    public static SchemaFile? Find(string kind) => Kinds.Contains(kind) ? Files.GetOrAdd(kind, name => new SchemaFile(name)) : null;

    /// <summary>The text of the schema that accepts every kind and every plain manifest.</summary>
    public static string UnionText() => ReadText("Reconciler");

    private static string ResourceName(string kind) => $"schemas/{kind.ToLowerInvariant()}.schema.json";

    private static string ReadText(string kind)
    {
        using var stream = typeof(SchemaFile).Assembly.GetManifestResourceStream(ResourceName(kind))
            ?? throw new System.Diagnostics.UnreachableException($"{ResourceName(kind)} is not embedded");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return Encoding.UTF8.GetString(bytes);
    }
}
