using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Reconciler.Objects;

namespace Reconciler.Diffing;

/// <summary>
/// Writes what an object holds at the fields of one managedFields entry, in a form that is the same as long as those are:
/// items of lists in the object's order, owned leaves as a whole. The desired object is only looked at to know whether an
/// owned leaf is meant to be an empty container, whose content is then not ours.
/// </summary>
internal sealed class FieldProjection : IDisposable
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly ArrayBufferWriter<byte> _buffer = new(4096);
    private readonly Utf8JsonWriter _json;

    private FieldProjection() => _json = new Utf8JsonWriter(_buffer, Options);

    /// <summary>The bytes that are hashed for an object: its entry's version, its owned fields, and which empty containers are there.</summary>
    public static ReadOnlyMemory<byte> Of(ManagerEntry entry, MapNode live, MapNode desired)
    {
        using var projection = new FieldProjection();
        projection._json.WriteStartArray();
        projection._json.WriteStringValue(entry.ApiVersion);
        projection.Value(entry.Fields, live, desired, 0);
        projection.Empties(desired, live, "");
        projection._json.WriteEndArray();
        projection._json.Flush();
        return projection._buffer.WrittenMemory;
    }

    public void Dispose() => _json.Dispose();

    private void Value(MapNode fields, Node? live, Node? desired, int depth, bool isAnnotations = false)
    {
        if (IsLeaf(fields)) Leaf(live, desired);
        else if (live is ListNode list) Items(fields, list, desired as ListNode, depth);
        else if (live is MapNode map) Fields(fields, map, desired as MapNode, depth, isAnnotations);
        else
        {
            _json.WriteStartArray();
            _json.WriteStringValue("notmap");
            CanonicalJson.Write(_json, live ?? ScalarNode.Null);
            _json.WriteEndArray();
        }
    }

    private void Leaf(Node? live, Node? desired)
    {
        if (live is null) _json.WriteStringValue("MISSING");
        else if (desired is MapNode { Entries.Length: 0 } or ListNode { Items.Length: 0 }) _json.WriteStringValue("present");
        else CanonicalJson.Write(_json, live);
    }

    private void Fields(MapNode fields, MapNode live, MapNode? desired, int depth, bool isAnnotations)
    {
        _json.WriteStartObject();
        foreach (var (element, inner) in Sorted(fields))
        {
            if (!FieldKeys.IsField(element)) continue;
            var name = FieldKeys.Field(element);
            if (isAnnotations && name == AppliedMark.Annotation) continue;
            _json.WritePropertyName(name);
            if (live.Find(name) is { } entry) Value(inner, entry.Value, desired?[name], depth + 1, depth == 1 && name == "annotations");
            else _json.WriteStringValue("MISSING");
        }
        _json.WriteEndObject();
    }

    private void Items(MapNode fields, ListNode live, ListNode? desired, int depth)
    {
        var items = Sorted(fields).Where(field => FieldKeys.IsItem(field.Element)).Select(field => (field.Element, Keys: FieldKeys.Value(field.Element), field.Inner)).ToList();
        var members = fields.Keys.Where(FieldKeys.IsMember).Select(FieldKeys.Value).ToList();
        var used = new bool[items.Count];
        _json.WriteStartArray();
        foreach (var item in live.Items)
        {
            for (var i = 0; i < items.Count; i++)
            {
                if (item is not MapNode map || !FieldKeys.Matches(map, items[i].Keys)) continue;
                used[i] = true;
                Named(items[i].Element, () => Value(items[i].Inner, map, Wanted(desired, items[i].Keys), depth + 1));
            }
            if (members.Any(member => Node.DeepEquals(member, item))) Named("v", () => CanonicalJson.Write(_json, item));
        }
        for (var i = 0; i < items.Count; i++)
            if (!used[i]) Named(items[i].Element, () => _json.WriteStringValue("MISSING"));
        _json.WriteEndArray();
    }

    private void Named(string name, Action write)
    {
        _json.WriteStartArray();
        _json.WriteStringValue(name);
        write();
        _json.WriteEndArray();
    }

    private static MapNode? Wanted(ListNode? desired, Node keys) => desired?.Items.OfType<MapNode>().FirstOrDefault(item => FieldKeys.Matches(item, keys));

    /// <summary>An empty container may be missing in the field set, so whether it is there is written beside it.</summary>
    private void Empties(Node? desired, Node? live, string path)
    {
        if (desired is not MapNode map) return;
        foreach (var entry in map.Entries.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            var inside = (live as MapNode)?[entry.Key];
            if (entry.Value is MapNode { Entries.Length: 0 } or ListNode { Items.Length: 0 })
            {
                _json.WriteStringValue($"{path}.{entry.Key}");
                _json.WriteBooleanValue(inside is not null);
            }
            else Empties(entry.Value, inside, $"{path}.{entry.Key}");
        }
    }

    private static bool IsLeaf(MapNode fields) => fields.Entries.Length == 0 || fields.Entries is [{ Key: "." }];

    private static IEnumerable<(string Element, MapNode Inner)> Sorted(MapNode fields) =>
        fields.Entries.Where(entry => entry.Key != ".").OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => (entry.Key, entry.Value as MapNode ?? MapNode.Empty));
}
