using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using Reconciler.Diagnostics;
using Reconciler.Objects;

namespace Reconciler.Specs.Values;

/// <summary>
/// Commands as lists of words. A spec's command has to be one that needs no shell; a line of a Procfile or app.json is
/// written for a shell, and gets one where it needs it.
/// </summary>
public static class Command
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The words of a spec's command, or null where it was refused; every problem goes to the list.</summary>
    public static ListNode? FromSpec(Sourced<string> command, ICollection<Diagnostic> problems, string? field = null)
    {
        switch (ShellWords.Split(command.Value))
        {
            case ShellSplit.Words words:
                return Words(words.Items, command.Origin);
            case ShellSplit.NeedsShell needs:
                problems.Add(ValueCodes.NeedsShell.At(command.Origin, $"only a shell understands {needs.What}, and no shell runs this command", $"write {InShell(command.Value)}", field));
                return null;
            case ShellSplit.Malformed malformed:
                problems.Add(ValueCodes.CommandSyntax.At(command.Origin, malformed.Message, field: field));
                return null;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    /// <summary>
    /// The words of a shell line: wrapped in a shell, with a note, where it needs one. Null where no shell could read it.
    /// A line that stands in its file as it is (verbatim) gets problems with the exact column.
    /// </summary>
    public static ListNode? FromShellLine(Sourced<string> line, ICollection<Diagnostic> problems, bool verbatim = false, string? field = null)
    {
        switch (ShellWords.Split(line.Value))
        {
            case ShellSplit.Words words:
                return Words(words.Items, line.Origin);
            case ShellSplit.NeedsShell needs:
                problems.Add(ValueCodes.WrappedInShell.At(Along(line, verbatim, needs.Index), $"the line runs in /bin/sh, because only a shell understands {needs.What}", field: field));
                return Words(["/bin/sh", "-c", ShellWords.KeepFromKubernetes(line.Value)], line.Origin);
            case ShellSplit.Malformed malformed:
                problems.Add(ValueCodes.CommandSyntax.At(Along(line, verbatim, malformed.Index), malformed.Message, field: field));
                return null;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    /// <summary>The command as the list that runs it in a shell, as it is written in YAML and JSON.</summary>
    public static string InShell(string command) =>
        $"[\"/bin/sh\", \"-c\", {JsonSerializer.Serialize(ShellWords.KeepFromKubernetes(command.Trim('\n', '\r')), Readable)}]";

    private static ListNode Words(ImmutableArray<string> words, Origin origin) => new([.. words.Select(word => ScalarNode.Of(word, origin))], origin);

    private static Origin Along(Sourced<string> line, bool verbatim, int index) => verbatim ? line.Origin with { Column = line.Origin.Column + index } : line.Origin;
}
