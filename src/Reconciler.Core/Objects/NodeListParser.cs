using System.Buffers;
using System.Text.Json;

namespace Reconciler.Objects;

/// <summary>
/// Reads a Kubernetes List piece by piece, as it comes in, and gives its items as they are complete: the text of the
/// list is never held as a whole. Where the list's own fields stand, before or after the items, doesn't matter.
/// </summary>
public sealed class NodeListParser
{
    private readonly NodeAssembler _assembler = new(new TextPool());
    private readonly List<MapEntry> _head = [];
    private JsonReaderState _state = new(NodeJson.ReaderOptions);
    private string? _field;
    private Stage _stage = Stage.Start;

    /// <summary>The list without its items: kind, apiVersion and metadata, as far as they were read.</summary>
    public MapNode Head => new([.. _head]);

    /// <summary>Whether the end of the list was read.</summary>
    public bool IsComplete => _stage == Stage.End;

    /// <summary>
    /// Reads as many whole tokens as there are and adds the items that they complete; gives the position up to which the
    /// text is done with. What is no JSON, or ends too early where <paramref name="isLast"/>, throws <see cref="JsonException"/>.
    /// </summary>
    public SequencePosition Read(in ReadOnlySequence<byte> text, bool isLast, ICollection<MapNode> items)
    {
        var reader = new Utf8JsonReader(text, isLast, _state);
        while (reader.Read()) Take(ref reader, items);
        _state = reader.CurrentState;
        return reader.Position;
    }

    private void Take(ref Utf8JsonReader reader, ICollection<MapNode> items)
    {
        switch (_stage)
        {
            case Stage.Start when reader.TokenType == JsonTokenType.StartObject:
                _stage = Stage.Fields;
                break;
            case Stage.Start:
                throw new JsonException("a list is a map with items");
            case Stage.Fields when _field is null && reader.TokenType == JsonTokenType.EndObject:
                _stage = Stage.End;
                break;
            case Stage.Fields when _field is null:
                _field = _assembler.Text(ref reader);
                break;
            case Stage.Fields when _field == "items" && !_assembler.IsInside && reader.TokenType == JsonTokenType.StartArray:
                _stage = Stage.Items;
                break;
            case Stage.Fields when _assembler.Take(ref reader) is { } value:
                if (_field != "items") _head.Add(new MapEntry(_field!, value));
                _field = null;
                break;
            case Stage.Items when !_assembler.IsInside && reader.TokenType == JsonTokenType.EndArray:
                (_stage, _field) = (Stage.Fields, null);
                break;
            case Stage.Items when _assembler.Take(ref reader) is { } item:
                items.Add(item as MapNode ?? throw new JsonException("an item of the list is not a map"));
                break;
        }
    }

    private enum Stage
    {
        Start,
        Fields,
        Items,
        End,
    }
}
