using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Reconciler.Objects;

/// <summary>
/// Writes trees as YAML, the same bytes for the same tree. Text that any reader of YAML could take for something else is
/// quoted; text of several lines is a block.
/// </summary>
public static class YamlWriter
{
    public static string Write(Node node)
    {
        var text = new StringWriter { NewLine = "\n" };
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
            var emitter = new Emitter(output, new EmitterSettings(bestIndent: 2, bestWidth: int.MaxValue, isCanonical: false, maxSimpleKeyLength: 1024, skipAnchorName: true, newLine: "\n"));
            emitter.Emit(new StreamStart());
            emitter.Emit(new DocumentStart(null, [], isImplicit: true));
            Emit(emitter, document);
            emitter.Emit(new DocumentEnd(isImplicit: true));
            emitter.Emit(new StreamEnd());
        }
    }

    private static void Emit(Emitter emitter, Node node)
    {
        switch (node)
        {
            case MapNode map:
                emitter.Emit(new MappingStart(AnchorName.Empty, TagName.Empty, isImplicit: true, map.Entries.Length == 0 ? MappingStyle.Flow : MappingStyle.Block));
                foreach (var entry in map.Entries)
                {
                    Emit(emitter, ScalarNode.Of(entry.Key, default));
                    Emit(emitter, entry.Value);
                }
                emitter.Emit(new MappingEnd());
                break;
            case ListNode list:
                emitter.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, isImplicit: true, list.Items.Length == 0 ? SequenceStyle.Flow : SequenceStyle.Block));
                foreach (var item in list.Items) Emit(emitter, item);
                emitter.Emit(new SequenceEnd());
                break;
            case ScalarNode scalar:
                emitter.Emit(new Scalar(AnchorName.Empty, TagName.Empty, scalar.Value, StyleOf(scalar), isPlainImplicit: true, isQuotedImplicit: true));
                break;
        }
    }

    private static ScalarStyle StyleOf(ScalarNode scalar)
    {
        if (scalar.Kind != ScalarKind.String) return ScalarStyle.Plain;
        if (YamlScalars.IsSafePlain(scalar.Value)) return ScalarStyle.Plain;
        return IsBlock(scalar.Value) ? ScalarStyle.Literal : ScalarStyle.DoubleQuoted;
    }

    /// <summary>A literal block can't carry leading blanks, carriage returns or control characters safely.</summary>
    private static bool IsBlock(string text) =>
        text.Contains('\n') && !char.IsWhiteSpace(text[0]) && !text.EndsWith("\n\n", StringComparison.Ordinal)
        && !text.Contains(" \n", StringComparison.Ordinal) && text.All(c => c is '\n' or (>= ' ' and <= '~'));
}
