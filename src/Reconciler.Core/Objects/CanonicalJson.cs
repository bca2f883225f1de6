using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Reconciler.Objects;

/// <summary>Trees as JSON: canonical for hashing (keys sorted, no white space), or in written order for people and files.</summary>
public static class CanonicalJson
{
    /// <summary>The same text for trees of the same meaning, whatever the order of their keys.</summary>
    public static string Write(Node node) => Write(node, sorted: true, indented: false);

    /// <summary>JSON in the order in which the tree was built, for output.</summary>
    public static string WriteOrdered(Node node, bool indented) => Write(node, sorted: false, indented);

    /// <summary>The canonical text as UTF-8.</summary>
    public static ReadOnlySpan<byte> Utf8(Node node) => Written(node, sorted: true, indented: false).WrittenSpan;

    /// <summary>Writes a tree canonically into a larger document.</summary>
    public static void Write(Utf8JsonWriter writer, Node node) => Write(writer, node, sorted: true);

    /// <summary>The canonical text's SHA-256.</summary>
    public static byte[] Sha256(Node node)
    {
        var buffer = Written(node, sorted: true, indented: false);
        return SHA256.HashData(buffer.WrittenSpan);
    }

    /// <summary>The SHA-256 of several trees' canonical texts, each on a line of its own.</summary>
    public static byte[] Sha256(IEnumerable<Node> nodes)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var node in nodes)
        {
            hash.AppendData(Utf8(node));
            hash.AppendData("\n"u8);
        }
        return hash.GetHashAndReset();
    }

    private static string Write(Node node, bool sorted, bool indented) => Encoding.UTF8.GetString(Written(node, sorted, indented).WrittenSpan);

    private static ArrayBufferWriter<byte> Written(Node node, bool sorted, bool indented)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = indented, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        Write(writer, node, sorted);
        writer.Flush();
        return buffer;
    }

    private static void Write(Utf8JsonWriter writer, Node node, bool sorted)
    {
        switch (node)
        {
            case MapNode map:
                writer.WriteStartObject();
                foreach (var entry in sorted && !IsSorted(map) ? map.Entries.Sort((a, b) => string.CompareOrdinal(a.Key, b.Key)) : map.Entries)
                {
                    writer.WritePropertyName(entry.Key);
                    Write(writer, entry.Value, sorted);
                }
                writer.WriteEndObject();
                break;
            case ListNode list:
                writer.WriteStartArray();
                foreach (var item in list.Items) Write(writer, item, sorted);
                writer.WriteEndArray();
                break;
            case ScalarNode scalar:
                Write(writer, scalar);
                break;
        }
    }

    private static bool IsSorted(MapNode map)
    {
        for (var i = 1; i < map.Entries.Length; i++)
            if (string.CompareOrdinal(map.Entries[i - 1].Key, map.Entries[i].Key) > 0) return false;
        return true;
    }

    private static void Write(Utf8JsonWriter writer, ScalarNode scalar)
    {
        switch (scalar.Kind)
        {
            case ScalarKind.Null:
                writer.WriteNullValue();
                break;
            case ScalarKind.Boolean:
                writer.WriteBooleanValue(scalar.Value == "true");
                break;
            case ScalarKind.Integer:
                writer.WriteRawValue(scalar.Value);
                break;
            case ScalarKind.Float when double.TryParse(scalar.Value, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number):
                writer.WriteNumberValue(number);
                break;
            default:
                writer.WriteStringValue(scalar.Value);
                break;
        }
    }
}
