using System.Collections.Immutable;
using Reconciler.Diagnostics;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Reconciler.Objects;

/// <summary>
/// Turns the events of one document into a tree, within limits: aliases share their node, but what they would expand to
/// is counted, because everything that walks the tree later has to walk it expanded.
/// </summary>
internal sealed class YamlComposer(string path, int skippedLines, ImmutableArray<Diagnostic>.Builder problems)
{
    private const int DeepestLevel = 100;
    private const long LargestExpansion = 100_000;
    private const string CoreTag = "tag:yaml.org,2002:";

    private readonly Dictionary<string, (Node Node, long Size)> _anchors = [];
    private long _expanded;
    private bool _tooComplex;

    public Origin Place(in Mark mark) => new(path, (int)mark.Line + skippedLines, (int)mark.Column);

    /// <summary>
    /// Whether the rest of the document is not worth reading: the parser takes quadratic time over what is nested deeper and
    /// deeper. The problem is reported, and an exception leads out.
    /// </summary>
    public bool HasGivenUp { get; private set; }

    /// <summary>Reads the node that the parser stands on and moves past it; null where a limit was exceeded.</summary>
    public Node? Compose(Parser parser)
    {
        _anchors.Clear();
        _expanded = 0;
        _tooComplex = false;
        var (node, _) = ReadNode(parser, 0);
        return _tooComplex ? null : node;
    }

    private (Node Node, long Size) ReadNode(Parser parser, int depth)
    {
        var place = Place(parser.Current!.Start);
        if (depth == DeepestLevel)
        {
            TooComplex(place, $"the document is nested deeper than {DeepestLevel} levels");
            HasGivenUp = true;
            throw new YamlException(parser.Current.Start, parser.Current.End, "the document is nested too deep");
        }
        switch (parser.Current)
        {
            case AnchorAlias alias:
                parser.MoveNext();
                return Resolve(alias, place);
            case Scalar scalar:
                parser.MoveNext();
                return Anchor(scalar, Scalar(scalar, place), 1);
            case SequenceStart start:
                parser.MoveNext();
                return ReadList(parser, start, place, depth);
            case MappingStart start:
                parser.MoveNext();
                return ReadMap(parser, start, place, depth);
            default:
                throw new YamlException(parser.Current.Start, parser.Current.End, "a value is expected here");
        }
    }

    private (Node, long) ReadList(Parser parser, SequenceStart start, Origin place, int depth)
    {
        CheckTag(start, place, "seq");
        var items = ImmutableArray.CreateBuilder<Node>();
        var size = 1L;
        while (parser.Current is not SequenceEnd)
        {
            var (item, itemSize) = ReadNode(parser, depth + 1);
            size += itemSize;
            items.Add(item);
        }
        parser.MoveNext();
        return Anchor(start, new ListNode(items.ToImmutable(), place), size);
    }

    private (Node, long) ReadMap(Parser parser, MappingStart start, Origin place, int depth)
    {
        CheckTag(start, place, "map");
        var entries = ImmutableArray.CreateBuilder<MapEntry>();
        var seen = new Dictionary<string, Origin>(StringComparer.Ordinal);
        var merged = new List<(Node Node, Origin Place)>();
        var size = 1L;
        while (parser.Current is not MappingEnd)
        {
            var keyPlace = Place(parser.Current!.Start);
            var isPlain = parser.Current is Scalar { Style: ScalarStyle.Plain };
            var key = ReadKey(parser, keyPlace, depth);
            var (value, valueSize) = ReadNode(parser, depth + 1);
            size += valueSize;
            if (key is null) continue;
            if (key == "<<" && isPlain) merged.Add((value, keyPlace));
            else if (seen.TryAdd(key, keyPlace)) entries.Add(new MapEntry(key, value, keyPlace));
            else problems.Add(SourceCodes.DuplicateKey.At(keyPlace, $"the key {key} is written twice; the first is in line {seen[key].Line}", "keep one of them"));
        }
        parser.MoveNext();
        foreach (var (node, keyPlace) in merged) Merge(node, keyPlace, entries, seen);
        return Anchor(start, new MapNode(entries.ToImmutable(), place), size);
    }

    private string? ReadKey(Parser parser, Origin place, int depth)
    {
        var (key, _) = ReadNode(parser, depth + 1);
        if (key is ScalarNode scalar) return SharedText.Of(scalar.Written);
        problems.Add(SourceCodes.BadKey.At(place, $"a key has to be text; this is {(key is ListNode ? "a list" : "a map")}", "quote it where braces or brackets are meant as text"));
        return null;
    }

    /// <summary>The merge key: keys that stand in the map itself win, then the earlier of several merged maps.</summary>
    private void Merge(Node merged, Origin place, ImmutableArray<MapEntry>.Builder entries, Dictionary<string, Origin> seen)
    {
        switch (merged)
        {
            case MapNode map:
                foreach (var entry in map.Entries)
                    if (seen.TryAdd(entry.Key, entry.KeyOrigin)) entries.Add(entry);
                break;
            case ListNode list when list.Items.All(item => item is MapNode):
                foreach (var item in list.Items) Merge(item, place, entries, seen);
                break;
            default:
                problems.Add(SourceCodes.Syntax.At(place, "the merge key << takes a map or a list of maps"));
                break;
        }
    }

    private (Node, long) Resolve(AnchorAlias alias, Origin place)
    {
        if (!_anchors.TryGetValue(alias.Value.Value, out var target))
        {
            problems.Add(SourceCodes.Alias.At(place, $"no anchor &{alias.Value.Value} stands before this alias", $"quote it where a star is meant: \"*{alias.Value.Value}\""));
            return (ScalarNode.Null.At(place), 1);
        }
        _expanded += target.Size;
        if (_expanded <= LargestExpansion) return target;
        TooComplex(place, $"the aliases of this document expand to more than {LargestExpansion:N0} values");
        return (ScalarNode.Null.At(place), 1);
    }

    private (Node, long) Anchor(NodeEvent written, Node node, long size)
    {
        if (!written.Anchor.IsEmpty) _anchors[written.Anchor.Value] = (node, size);
        return (node, size);
    }

    private ScalarNode Scalar(Scalar scalar, Origin place)
    {
        var tag = scalar.Tag.IsEmpty ? "" : scalar.Tag.Value;
        var text = SharedText.Of(scalar.Value);
        if (tag is "!" or CoreTag + "str" || (tag.Length == 0 && scalar.Style != ScalarStyle.Plain)) return ScalarNode.Of(text, place);
        var resolved = YamlScalars.Resolve(text, place);
        if (tag.Length == 0)
        {
            if (resolved.Kind == ScalarKind.Integer && YamlScalars.HasLeadingZero(text))
                problems.Add(SourceCodes.LeadingZero.At(place, $"{text} is read as the octal number {resolved.Value}", $"write 0o{text.TrimStart('-', '+', '0')}, or \"{text}\" where text is meant"));
            return resolved;
        }
        var wanted = tag switch
        {
            CoreTag + "int" => ScalarKind.Integer,
            CoreTag + "float" => ScalarKind.Float,
            CoreTag + "bool" => ScalarKind.Boolean,
            CoreTag + "null" => ScalarKind.Null,
            _ => (ScalarKind?)null,
        };
        if (wanted != resolved.Kind && !(wanted == ScalarKind.Float && resolved.Kind == ScalarKind.Integer))
            problems.Add(SourceCodes.BadTag.At(place, wanted is null ? $"the tag {tag.Replace(CoreTag, "!!", StringComparison.Ordinal)} is not read" : $"{text} is not what its tag says", "remove the tag"));
        return resolved;
    }

    private void CheckTag(NodeEvent written, Origin place, string expected)
    {
        if (!written.Tag.IsEmpty && written.Tag.Value is not "!" && written.Tag.Value != CoreTag + expected)
            problems.Add(SourceCodes.BadTag.At(place, $"the tag {written.Tag.Value.Replace(CoreTag, "!!", StringComparison.Ordinal)} is not read", "remove the tag"));
    }

    private void TooComplex(Origin place, string message)
    {
        if (!_tooComplex) problems.Add(SourceCodes.TooComplex.At(place, message));
        _tooComplex = true;
    }
}
