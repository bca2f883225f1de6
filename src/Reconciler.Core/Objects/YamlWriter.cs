using System.Globalization;

namespace Reconciler.Objects;

/// <summary>
/// Writes trees as YAML, the same bytes for the same tree. Text that any reader of YAML could take for something else is
/// quoted; text of several lines is a block. The grammar that is needed to write is small, and writing it directly is ten
/// times faster than going through a general emitter.
/// </summary>
public static class YamlWriter
{
    private const int Step = 2;
    private const string Blanks = "                                ";

    public static string Write(Node node)
    {
        var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        Write(text, [node]);
        return text.ToString();
    }

    /// <summary>Writes documents one after the other, each but the first after a line of three dashes.</summary>
    public static void Write(TextWriter output, IEnumerable<Node> documents)
    {
        var first = true;
        foreach (var document in documents)
        {
            if (!first) output.Write("---\n");
            first = false;
            if (IsInline(document)) WriteInline(output, document, indent: 0);
            else WriteBlock(output, document, indent: 0);
        }
    }

    private static bool IsInline(Node node) => node is ScalarNode or MapNode { Entries.Length: 0 } or ListNode { Items.Length: 0 };

    /// <summary>The lines of a map or list; the cursor is where its first key or dash belongs.</summary>
    private static void WriteBlock(TextWriter output, Node node, int indent)
    {
        var isFirst = true;
        if (node is MapNode map)
        {
            foreach (var entry in map.Entries)
            {
                if (!isFirst) Indent(output, indent);
                isFirst = false;
                WriteText(output, entry.Key, indent, isKey: true);
                output.Write(':');
                WriteValue(output, entry.Value, entry.Value is ListNode ? indent : indent + Step);
            }
            return;
        }
        foreach (var item in ((ListNode)node).Items)
        {
            if (!isFirst) Indent(output, indent);
            isFirst = false;
            output.Write("- ");
            if (IsInline(item)) WriteInline(output, item, indent + Step);
            else WriteBlock(output, item, indent + Step);
        }
    }

    private static void WriteValue(TextWriter output, Node value, int indent)
    {
        if (IsInline(value))
        {
            output.Write(' ');
            WriteInline(output, value, indent);
            return;
        }
        output.Write('\n');
        Indent(output, indent);
        WriteBlock(output, value, indent);
    }

    private static void WriteInline(TextWriter output, Node node, int indent)
    {
        switch (node)
        {
            case ScalarNode { Kind: ScalarKind.String } text:
                WriteText(output, text.Value, indent, isKey: false);
                break;
            case ScalarNode scalar:
                output.Write(scalar.Value);
                break;
            default:
                output.Write(node is MapNode ? "{}" : "[]");
                break;
        }
        output.Write('\n');
    }

    private static void WriteText(TextWriter output, string text, int indent, bool isKey)
    {
        if (YamlScalars.IsSafePlain(text)) output.Write(text);
        else if (!isKey && IsBlock(text)) WriteLines(output, text, Math.Max(indent, Step));
        else WriteQuoted(output, text);
    }

    /// <summary>A literal block can't carry leading blanks, trailing blanks or control characters safely.</summary>
    private static bool IsBlock(string text)
    {
        if (!text.Contains('\n', StringComparison.Ordinal) || char.IsWhiteSpace(text[0]) || text.EndsWith("\n\n", StringComparison.Ordinal) || text.Contains(" \n", StringComparison.Ordinal)) return false;
        foreach (var letter in text)
            if (letter is not ('\n' or (>= ' ' and <= '~'))) return false;
        return true;
    }

    private static void WriteLines(TextWriter output, string text, int indent)
    {
        var ends = text[^1] == '\n';
        output.Write(ends ? "|" : "|-");
        foreach (var line in text.AsSpan(0, ends ? text.Length - 1 : text.Length).EnumerateLines())
        {
            output.Write('\n');
            if (line.Length == 0) continue;
            Indent(output, indent);
            output.Write(line);
        }
    }

    private static void WriteQuoted(TextWriter output, string text)
    {
        output.Write('"');
        foreach (var letter in text)
        {
            switch (letter)
            {
                case '"':
                    output.Write("\\\"");
                    break;
                case '\\':
                    output.Write("\\\\");
                    break;
                case '\n':
                    output.Write("\\n");
                    break;
                case '\t':
                    output.Write("\\t");
                    break;
                case < ' ' or (>= '\u007f' and <= '\u00a0') or '\u2028' or '\u2029' or '\ufeff':
                    output.Write(string.Create(CultureInfo.InvariantCulture, $"\\u{(int)letter:X4}"));
                    break;
                default:
                    output.Write(letter);
                    break;
            }
        }
        output.Write('"');
    }

    private static void Indent(TextWriter output, int count)
    {
        for (; count > Blanks.Length; count -= Blanks.Length) output.Write(Blanks);
        output.Write(Blanks.AsSpan(0, count));
    }
}
