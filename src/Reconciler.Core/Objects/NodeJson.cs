using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Reconciler.Objects;

/// <summary>
/// JSON as the Kubernetes API speaks it, straight between UTF-8 and trees. Numbers are kept as they are written, so that
/// what passes through unchanged is the same text; nodes have no origin, because nobody wrote them in a file.
/// </summary>
public static class NodeJson
{
    /// <summary>How deep maps and lists may be nested: more than any schema in a CustomResourceDefinition needs.</summary>
    public const int DeepestLevel = 512;

    internal static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = DeepestLevel, CommentHandling = JsonCommentHandling.Disallow };

    [ThreadStatic]
    private static TextPool? Texts;

    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>
    /// Reads one value and nothing after it; what is no JSON throws <see cref="JsonException"/> and nothing else. Of a key
    /// that is written twice the last value counts, as the API server reads it; the paths of such keys are added to
    /// <paramref name="duplicates"/>.
    /// </summary>
    public static Node Read(ReadOnlySpan<byte> utf8, ICollection<string>? duplicates = null)
    {
        // a pool is larger than most texts are: one for each thread serves them all
        var assembler = new NodeAssembler(Texts ??= new TextPool(), duplicates);
        var reader = new Utf8JsonReader(utf8, ReaderOptions);
        Node? root = null;
        while (reader.Read()) root = assembler.Take(ref reader) ?? root;
        return root ?? throw new JsonException("the text has no value");
    }

    /// <summary>Writes a tree in its own order, without white space.</summary>
    public static void Write(Node node, IBufferWriter<byte> target)
    {
        using var writer = new Utf8JsonWriter(target, WriterOptions);
        Write(writer, node);
    }

    /// <summary>The UTF-8 text of a tree, in its own order, without white space.</summary>
    public static byte[] ToUtf8(Node node)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        Write(node, buffer);
        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, Node node)
    {
        switch (node)
        {
            case MapNode map:
                writer.WriteStartObject();
                foreach (var entry in map.Entries)
                {
                    writer.WritePropertyName(entry.Key);
                    Write(writer, entry.Value);
                }
                writer.WriteEndObject();
                break;
            case ListNode list:
                writer.WriteStartArray();
                foreach (var item in list.Items) Write(writer, item);
                writer.WriteEndArray();
                break;
            case ScalarNode scalar:
                Write(writer, scalar);
                break;
        }
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
            case ScalarKind.Integer or ScalarKind.Float when IsJsonNumber(scalar.Written):
                writer.WriteRawValue(scalar.Written, skipInputValidation: true);
                break;
            case ScalarKind.Integer or ScalarKind.Float when IsJsonNumber(scalar.Value):
                writer.WriteRawValue(scalar.Value, skipInputValidation: true);
                break;
            default:
                writer.WriteStringValue(scalar.Value);
                break;
        }
    }

    /// <summary>Whether a number's text is JSON too: YAML also has 0o17, .5, 5. and .inf.</summary>
    private static bool IsJsonNumber(ReadOnlySpan<char> text)
    {
        if (text.StartsWith('-')) text = text[1..];
        var whole = Digits(text);
        if (whole == 0 || (whole > 1 && text[0] == '0')) return false;
        text = text[whole..];
        if (text.StartsWith('.'))
        {
            var fraction = Digits(text[1..]);
            if (fraction == 0) return false;
            text = text[(fraction + 1)..];
        }
        if (text.IsEmpty) return true;
        if (text[0] is not ('e' or 'E')) return false;
        text = text[1..];
        if (text.StartsWith('+') || text.StartsWith('-')) text = text[1..];
        return !text.IsEmpty && Digits(text) == text.Length;
    }

    private static int Digits(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAnyExceptInRange('0', '9');
        return end < 0 ? text.Length : end;
    }
}
