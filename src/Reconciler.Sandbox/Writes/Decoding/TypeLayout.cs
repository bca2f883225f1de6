using System.Collections.Concurrent;
using System.Collections.Immutable;
using Reconciler.Objects;

namespace Reconciler.Sandbox.Writes.Decoding;

/// <summary>How the fields of one built-in type behave when they hold nothing.</summary>
internal sealed class TypeLayout
{
    private static readonly ConcurrentDictionary<KubeType, TypeLayout> Layouts = [];
    private static readonly Lazy<Dictionary<string, string[]>> Table = new(ReadTable);

    private readonly HashSet<string> _keptWhenZero = new(StringComparer.Ordinal);

    private TypeLayout(KubeType type)
    {
        var always = ImmutableArray.CreateBuilder<MapEntry>();
        var marks = Table.Value.GetValueOrDefault(type.Name, []);
        foreach (var field in type.Fields)
        {
            var isAlways = marks.Contains("!" + field.Name);
            if (isAlways || marks.Contains("*" + field.Name)) _keptWhenZero.Add(field.Name);
            if (field.Value is KubeObject part && field.Default is MapNode && !marks.Contains("-" + field.Name)) always.Add(new MapEntry(field.Name, Of(part.Type).Empty));
            else if (isAlways) always.Add(new MapEntry(field.Name, marks.Contains("*" + field.Name) ? ScalarNode.Null : Zero(field.Value)));
        }
        AlwaysWritten = always.ToImmutable();
        Empty = new MapNode(AlwaysWritten);
    }

    /// <summary>Fields that are written also when nobody gave them, with what is written then.</summary>
    public ImmutableArray<MapEntry> AlwaysWritten { get; }

    /// <summary>A value of the type in which nothing is set.</summary>
    public MapNode Empty { get; }

    public static TypeLayout Of(KubeType type) => Layouts.GetOrAdd(type, known => new TypeLayout(known));

    /// <summary>Whether a field's value counts as absent: 0, false, "" and empty lists and maps, where the field isn't optional in itself.</summary>
    public bool IsAbsent(string field, Node value) => IsZero(value) && !_keptWhenZero.Contains(field);

    /// <summary>What stands in a list or map where null was written.</summary>
    public static Node Zero(KubeValue type) => type switch
    {
        KubeScalar { Kind: KubeScalarKind.Text or KubeScalarKind.Bytes } => "",
        KubeScalar { Kind: KubeScalarKind.Boolean } => false,
        KubeScalar { Kind: KubeScalarKind.Quantity } => "0",
        KubeScalar { Kind: KubeScalarKind.Time or KubeScalarKind.MicroTime } => ScalarNode.Null,
        KubeScalar => 0,
        _ => ScalarNode.Null,
    };

    private static bool IsZero(Node value) => value switch
    {
        ScalarNode scalar => scalar.Kind switch
        {
            ScalarKind.String => scalar.Value.Length == 0,
            ScalarKind.Boolean => scalar.Value == "false",
            ScalarKind.Integer or ScalarKind.Float => scalar.Value is "0" or "-0" or "0.0",
            _ => true,
        },
        ListNode list => list.Items.Length == 0,
        _ => false,
    };

    private static Dictionary<string, string[]> ReadTable()
    {
        using var stream = typeof(TypeLayout).Assembly.GetManifestResourceStream("zero-values.txt")!;
        using var reader = new StreamReader(stream);
        var table = new Dictionary<string, string[]>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#') || line.Length == 0) continue;
            var words = line.Split(' ');
            table[words[0]] = words[1..];
        }
        return table;
    }
}
