using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Reconciler.Objects;

namespace Reconciler.Specs.Schemas;

/// <summary>
/// Whether a value fits a schema, yes or no. Nearly all documents fit, and for those this answer is all that is wanted: it
/// needs neither the library's tree nor its start-up. It is never more lenient than the library, which explains whatever
/// does not fit; a test holds the two together.
/// </summary>
internal sealed class SchemaFit
{
    private ImmutableHashSet<string>? _types;
    private ImmutableArray<ScalarNode>? _allowed;
    private Regex? _pattern;
    private (decimal Least, decimal Most) _range = (decimal.MinValue, decimal.MaxValue);
    private (int Least, int Most) _length = (0, int.MaxValue);
    private (int Least, int Most) _count = (0, int.MaxValue);
    private ImmutableArray<string> _required = [];
    private FrozenDictionary<string, SchemaFit> _properties = FrozenDictionary<string, SchemaFit>.Empty;
    private ImmutableArray<(Regex Name, SchemaFit Value)> _patterns = [];
    private SchemaFit? _additional;
    private bool _isClosed;
    private SchemaFit? _items;
    private ImmutableArray<SchemaFit> _any = [];
    private ImmutableArray<SchemaFit> _one = [];

    public static SchemaFit Compile(MapNode root) => new Compiler(root.Map("definitions") ?? MapNode.Empty).Of(root);

    public bool Fits(Node value)
    {
        if (value is ScalarNode { IsNull: true } && _types?.Contains("null") == true) return true;
        return (_types is null || IsOfType(value))
            && (_allowed is not { } allowed || (value is ScalarNode scalar && allowed.Any(one => one.Kind == scalar.Kind && one.Value == scalar.Value)))
            && (_any.IsEmpty || _any.Any(branch => branch.Fits(value)))
            && (_one.IsEmpty || _one.Count(branch => branch.Fits(value)) == 1)
            && value switch
            {
                MapNode map => FitsMap(map),
                ListNode list => list.Items.Length >= _count.Least && list.Items.Length <= _count.Most && (_items is not { } items || list.Items.All(items.Fits)),
                ScalarNode { Kind: ScalarKind.String } text => text.Value.Length >= _length.Least && text.Value.Length <= _length.Most && _pattern?.IsMatch(text.Value) != false,
                ScalarNode { Kind: ScalarKind.Integer or ScalarKind.Float } number => IsInRange(number.Value),
                _ => true,
            };
    }

    private bool IsOfType(Node value) => value switch
    {
        MapNode => _types!.Contains("object"),
        ListNode => _types!.Contains("array"),
        ScalarNode { Kind: ScalarKind.String } => _types!.Contains("string"),
        ScalarNode { Kind: ScalarKind.Integer } => _types!.Contains("integer") || _types.Contains("number"),
        ScalarNode { Kind: ScalarKind.Float } => _types!.Contains("number"),
        ScalarNode { Kind: ScalarKind.Boolean } => _types!.Contains("boolean"),
        _ => false,
    };

    private bool IsInRange(string number) =>
        _range == (decimal.MinValue, decimal.MaxValue)
        || (decimal.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= _range.Least && value <= _range.Most);

    private bool FitsMap(MapNode map)
    {
        foreach (var name in _required)
            if (!map.Has(name)) return false;
        foreach (var entry in map.Entries)
        {
            var isKnown = _properties.TryGetValue(entry.Key, out var property);
            if (isKnown && !property!.Fits(entry.Value)) return false;
            foreach (var (name, value) in _patterns)
            {
                if (!name.IsMatch(entry.Key)) continue;
                isKnown = true;
                if (!value.Fits(entry.Value)) return false;
            }
            if (!isKnown && (_additional is { } additional ? !additional.Fits(entry.Value) : _isClosed)) return false;
        }
        return true;
    }

    /// <summary>Reads a schema's tree; each definition is read once, and may lead back to itself.</summary>
    private sealed class Compiler(MapNode definitions)
    {
        private readonly Dictionary<string, SchemaFit> _known = new(StringComparer.Ordinal);

        public SchemaFit Of(MapNode tree)
        {
            if (tree.Text("$ref") is { } reference) return Definition(reference.Value["#/definitions/".Length..]);
            return Fill(new SchemaFit(), tree);
        }

        private SchemaFit Definition(string name)
        {
            if (_known.TryGetValue(name, out var known)) return known;
            return Fill(_known[name] = new SchemaFit(), definitions.Map(name)!);
        }

        private SchemaFit Fill(SchemaFit fit, MapNode tree)
        {
            if (tree["type"] is { } type) fit._types = type is ListNode types ? [.. types.Items.Select(Text)] : [Text(type)];
            if (tree.List("enum") is { } allowed) fit._allowed = [.. allowed.Items.Cast<ScalarNode>()];
            if (tree.Text("pattern") is { } pattern) fit._pattern = Pattern(pattern.Value);
            fit._range = (Number(tree, "minimum") ?? decimal.MinValue, Number(tree, "maximum") ?? decimal.MaxValue);
            fit._length = (tree.Int("minLength")?.Value ?? 0, tree.Int("maxLength")?.Value ?? int.MaxValue);
            fit._count = (tree.Int("minItems")?.Value ?? 0, tree.Int("maxItems")?.Value ?? int.MaxValue);
            fit._required = [.. tree.Texts("required").Select(name => name.Value)];
            fit._properties = (tree.Map("properties")?.Entries ?? []).ToFrozenDictionary(entry => entry.Key, entry => Of((MapNode)entry.Value), StringComparer.Ordinal);
            fit._patterns = [.. (tree.Map("patternProperties")?.Entries ?? []).Select(entry => (Pattern(entry.Key), Of((MapNode)entry.Value)))];
            fit._additional = tree.Map("additionalProperties") is { } additional ? Of(additional) : null;
            fit._isClosed = tree.Flag("additionalProperties")?.Value == false;
            fit._items = tree.Map("items") is { } items ? Of(items) : null;
            fit._any = [.. tree.Maps("anyOf").Select(Of)];
            fit._one = [.. tree.Maps("oneOf").Select(Of)];
            // Whatever else a schema may say one day is left to the library.
            if (tree.Has("allOf") || tree.Has("not") || tree.Has("uniqueItems")) fit._types = [];
            return fit;
        }

        private static Regex Pattern(string pattern) => new(pattern, RegexOptions.CultureInvariant);

        private static decimal? Number(MapNode tree, string keyword) =>
            tree.Text(keyword) is { } text ? decimal.Parse(text.Value, NumberStyles.Float, CultureInfo.InvariantCulture) : null;

        private static string Text(Node node) => ((ScalarNode)node).Value;
    }
}
