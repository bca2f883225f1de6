using System.Globalization;
using Newtonsoft.Json;
using Reconciler.Objects;

namespace Reconciler.Specs.Schemas;

/// <summary>
/// Reads a tree as JSON for NJsonSchema. What it gives as a line number is the position of the value in a walk of the
/// tree, so that a failure names exactly one value, also where keys have dots in them or an alias shows a value twice.
/// </summary>
internal sealed class NodeJsonReader : JsonReader, IJsonLineInfo
{
    /// <summary>The column that means: the key, not the value.</summary>
    public const int KeyColumn = 2;

    private const double LargestNumber = 1e27;

    private readonly Stack<(Node Node, int Next)> _open = new();
    private Node? _pending;
    private int _position;
    private bool _atKey;

    public NodeJsonReader(Node root)
    {
        _pending = root;
        MaxDepth = null;
        DateParseHandling = DateParseHandling.None;
    }

    public int LineNumber => _atKey ? _position + 1 : _position;

    public int LinePosition => _atKey ? KeyColumn : 1;

    public bool HasLineInfo() => true;

    public override bool Read()
    {
        if (_pending is { } node)
        {
            _pending = null;
            _atKey = false;
            _position++;
            Open(node);
            return true;
        }
        if (!_open.TryPop(out var top)) return false;
        switch (top.Node)
        {
            case MapNode map when top.Next < map.Entries.Length:
                _open.Push((map, top.Next + 1));
                _pending = map.Entries[top.Next].Value;
                _atKey = true;
                SetToken(JsonToken.PropertyName, map.Entries[top.Next].Key);
                return true;
            case ListNode list when top.Next < list.Items.Length:
                _open.Push((list, top.Next + 1));
                _pending = list.Items[top.Next];
                return Read();
            default:
                SetToken(top.Node is MapNode ? JsonToken.EndObject : JsonToken.EndArray);
                return true;
        }
    }

    private void Open(Node node)
    {
        switch (node)
        {
            case MapNode:
                _open.Push((node, 0));
                SetToken(JsonToken.StartObject);
                break;
            case ListNode:
                _open.Push((node, 0));
                SetToken(JsonToken.StartArray);
                break;
            case ScalarNode { Kind: ScalarKind.Null }:
                SetToken(JsonToken.Null);
                break;
            case ScalarNode { Kind: ScalarKind.Boolean } flag:
                SetToken(JsonToken.Boolean, flag.Value == "true");
                break;
            case ScalarNode { Kind: ScalarKind.Integer } number:
                SetToken(JsonToken.Integer, Whole(number.Value));
                break;
            case ScalarNode { Kind: ScalarKind.Float } number:
                SetToken(JsonToken.Float, Bounded(number.Value));
                break;
            case ScalarNode text:
                SetToken(JsonToken.String, text.Value);
                break;
        }
    }

    /// <summary>What is beyond 64 bits is beyond every limit as well.</summary>
    private static long Whole(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : text.StartsWith('-') ? long.MinValue : long.MaxValue;

    /// <summary>Limits are compared as decimals, which the largest doubles don't fit.</summary>
    private static double Bounded(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? Math.Clamp(number, -LargestNumber, LargestNumber) : LargestNumber;
}
