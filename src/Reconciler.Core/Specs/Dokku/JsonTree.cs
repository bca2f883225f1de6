using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Reconciler.Diagnostics;
using Reconciler.Objects;

namespace Reconciler.Specs.Dokku;

/// <summary>Reads JSON, strictly, into the tree that YAML is read into: tabs are fine here, comments are not.</summary>
public static class JsonTree
{
    /// <summary>The value of the text, or null where it is no JSON; the problems say why.</summary>
    public static Node? Read(string path, string text, ICollection<Diagnostic> problems)
    {
        var bytes = Encoding.UTF8.GetBytes(text.TrimStart('\uFEFF'));
        var places = new Places(path, bytes);
        try
        {
            var reader = new Utf8JsonReader(bytes);
            reader.Read();
            var node = ReadValue(ref reader, places, problems);
            reader.Read();
            return node;
        }
        catch (JsonException problem)
        {
            var (message, fix) = Explain(problem.Message);
            problems.Add(ValueCodes.JsonSyntax.At(new Places(path, bytes).AtLine((int)(problem.LineNumber ?? 0), (int)(problem.BytePositionInLine ?? 0)), message, fix));
        }
        catch (InvalidOperationException)
        {
            problems.Add(ValueCodes.JsonSyntax.At(places.Last, "the text has an escape that is no character", "write both halves of a \\u pair"));
        }
        return null;
    }

    private static Node ReadValue(ref Utf8JsonReader reader, Places places, ICollection<Diagnostic> problems)
    {
        var place = places.At((int)reader.TokenStartIndex);
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                return ReadMap(ref reader, place, places, problems);
            case JsonTokenType.StartArray:
                var items = ImmutableArray.CreateBuilder<Node>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) items.Add(ReadValue(ref reader, places, problems));
                return new ListNode(items.ToImmutable(), place);
            case JsonTokenType.String:
                return ScalarNode.Of(reader.GetString()!, place);
            default:
                return YamlScalars.Resolve(Encoding.UTF8.GetString(reader.ValueSpan), place);
        }
    }

    private static MapNode ReadMap(ref Utf8JsonReader reader, Origin place, Places places, ICollection<Diagnostic> problems)
    {
        var entries = ImmutableArray.CreateBuilder<MapEntry>();
        var seen = new Dictionary<string, Origin>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var keyPlace = places.At((int)reader.TokenStartIndex);
            var key = reader.GetString()!;
            reader.Read();
            var value = ReadValue(ref reader, places, problems);
            if (seen.TryAdd(key, keyPlace)) entries.Add(new MapEntry(key, value, keyPlace));
            else problems.Add(SourceCodes.DuplicateKey.At(keyPlace, $"the key \"{key}\" is already written on line {seen[key].Line}", "keep one of the two"));
        }
        return new MapNode(entries.ToImmutable(), place);
    }

    private static (string Message, string? Fix) Explain(string message)
    {
        if (message.Contains("trailing comma", StringComparison.Ordinal)) return ("a comma stands after the last value, which JSON does not allow", "remove the comma");
        if (message.Contains("'/'", StringComparison.Ordinal)) return ("a comment stands here, which JSON does not allow", "remove the comment");
        if (message.Contains("maximum configured depth", StringComparison.Ordinal)) return ("the text is nested deeper than 64 levels", null);
        var end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        var text = (end < 0 ? message : message[..end]).TrimEnd('.');
        return ($"this is not JSON: {char.ToLowerInvariant(text[0])}{text[1..]}", null);
    }

    /// <summary>Turns indexes into places; tokens come in order, so each stretch of the text is counted once.</summary>
    private sealed class Places(string path, byte[] bytes)
    {
        private int _index;
        private int _line = 1;
        private int _column = 1;

        public Origin Last => new(path, _line, _column);

        public Origin At(int index)
        {
            for (; _index < index; _index++)
            {
                var value = bytes[_index];
                if (value == '\n') (_line, _column) = (_line + 1, 1);
                // Continuation bytes add no column; a sequence of four bytes is two characters in UTF-16, as in YAML.
                else if ((value & 0xC0) != 0x80) _column += value >= 0xF0 ? 2 : 1;
            }
            return Last;
        }

        public Origin AtLine(int line, int byteInLine)
        {
            var start = 0;
            for (; line > 0 && start < bytes.Length; start++)
                if (bytes[start] == '\n') line--;
            return At(Math.Min(start + byteInLine, bytes.Length));
        }
    }
}
