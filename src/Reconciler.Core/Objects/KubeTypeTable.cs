using System.Collections.Immutable;

namespace Reconciler.Objects;

/// <summary>
/// The table in memory. Reading it finds the kinds and where each type stands in the text; a type's fields are read when
/// they are first asked for, so that looking at one kind doesn't cost five hundred types.
/// </summary>
internal sealed class KubeTypeTable
{
    private static readonly ImmutableArray<string> EveryVerb = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

    private readonly Dictionary<string, KubeType> _types = new(StringComparer.Ordinal);
    private readonly Dictionary<(string ApiVersion, string Kind), KubeKind> _kinds = [];

    private KubeTypeTable(string text)
    {
        var sections = text.Split("\ntype ");
        foreach (var section in sections.AsSpan(1)) AddType(section);
        Kinds = ReadKinds(sections[0].Split('\n'));
        foreach (var kind in Kinds) _kinds.Add((kind.ApiVersion, kind.Kind), kind);
        Groups = [.. Kinds.Select(kind => kind.Group).Distinct()];
    }

    public ImmutableArray<KubeKind> Kinds { get; }

    public ImmutableHashSet<string> Groups { get; }

    public IEnumerable<KubeType> Types => _types.Values;

    /// <summary>Reads the text of the table; KubeTypeText says what a line looks like.</summary>
    public static KubeTypeTable Read(string text) => new(text);

    public KubeKind? Find(string apiVersion, string kind) => _kinds.GetValueOrDefault((apiVersion, kind));

    public KubeType? Type(string name) => _types.GetValueOrDefault(name);

    private void AddType(string section)
    {
        var headEnd = section.IndexOf('\n', StringComparison.Ordinal);
        var head = headEnd < 0 ? section : section[..headEnd];
        var isAtomic = head.EndsWith(" atomic", StringComparison.Ordinal);
        var name = isAtomic ? head[..^" atomic".Length] : head;
        _types.Add(name, new KubeType(name, isAtomic, headEnd < 0 ? "" : section[(headEnd + 1)..], reference => _types[reference]));
    }

    private ImmutableArray<KubeKind> ReadKinds(string[] lines)
    {
        var kinds = ImmutableArray.CreateBuilder<KubeKind>();
        foreach (var line in lines)
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words is ["kind", ..])
            {
                kinds.Add(new KubeKind(words[1], words[2], words[3], words[4], words[5] == "namespaced")
                {
                    ShortNames = WordsOf(words[6]),
                    Verbs = words[7] == "*" ? EveryVerb : WordsOf(words[7]),
                    Root = RootOf(words[8]),
                    Subresources = [],
                });
            }
            else if (words is ["sub", ..])
            {
                var sub = new KubeSubresource(words[1], words[2], words[3], WordsOf(words[4]), RootOf(words[5]));
                kinds[^1] = kinds[^1] with { Subresources = kinds[^1].Subresources.Add(sub) };
            }
        }
        return kinds.ToImmutable();
    }

    private static ImmutableArray<string> WordsOf(string list) => list == "-" ? [] : [.. list.Split(',')];

    private KubeType? RootOf(string name) => name == "-" ? null : _types[name];
}
