using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Objects;

namespace Reconciler.Specs.Dokku;

/// <summary>Reads a Procfile: a line per process, <c>name: command</c>; <c>release</c> is a task before each deploy.</summary>
public static class Procfile
{
    public static DokkuPart Read(string path, string text)
    {
        var problems = ImmutableArray.CreateBuilder<Diagnostic>();
        var names = new ProcessNames(problems);
        var processes = new List<MapEntry>();
        ListNode? before = null;
        var number = 0;
        foreach (var written in text.TrimStart('\uFEFF').Split('\n'))
        {
            number++;
            var line = written.TrimEnd();
            var start = line.Length - line.TrimStart().Length;
            if (start == line.Length || line[start] == '#') continue;
            var place = new Origin(path, number, start + 1);
            if (Split(line, start) is not { } parts) problems.Add(ValueCodes.ProcfileLine.At(place, $"\"{line.Trim()}\" is not a line of a Procfile", "write name: command, or # before a comment"));
            else if (names.ReadOnce(parts.Name, place) is { } name)
            {
                var command = Command(line, parts, place, problems);
                if (name != "release") processes.Add(new MapEntry(name, new MapBuilder(place) { { "command", command } }.ToMap(), place));
                else if (command is not null) before = new ListNode([new MapBuilder(place) { { "name", ScalarNode.Of("release", place) }, { "command", command } }.ToMap()], place);
            }
        }
        return new DokkuPart(Fields(new Origin(path, 1, 1), [.. processes], before), problems.ToImmutable());
    }

    private static ListNode? Command(string line, (string Name, int At) parts, Origin place, ImmutableArray<Diagnostic>.Builder problems)
    {
        if (parts.At < line.Length) return Values.Command.FromShellLine(new Sourced<string>(line[parts.At..], place with { Column = parts.At + 1 }), problems, verbatim: true);
        problems.Add(ValueCodes.ProcfileLine.At(place, $"the process \"{parts.Name}\" has no command", $"write {parts.Name}: command"));
        return null;
    }

    /// <summary>The name and where the command starts; null where the line has no name.</summary>
    private static (string Name, int At)? Split(string line, int start)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        if (colon <= start) return null;
        var name = line[start..colon];
        if (!name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_')) return null;
        var at = colon + 1;
        while (at < line.Length && char.IsWhiteSpace(line[at])) at++;
        return (name, at);
    }

    private static MapNode Fields(Origin place, ImmutableArray<MapEntry> processes, ListNode? before)
    {
        var fields = new MapBuilder(place);
        fields.AddMap("processes", new MapNode(processes, place));
        if (before is not null) fields.Add("deploy", new MapBuilder(before.Origin) { { "tasks", new MapBuilder(before.Origin) { { "before", before } } } });
        return fields.ToMap();
    }
}
