using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using Reconciler.Diagnostics;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Reconciler.Objects;

/// <summary>
/// Reads YAML 1.2 into positioned trees. It never throws on input: what can't be read is a diagnostic, and reading goes
/// on at the next document, so that one run shows the problems of all of them.
/// </summary>
public static partial class YamlReader
{
    public const int LargestFile = 4 * 1024 * 1024;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    [GeneratedRegex(@"#\s*reconcile:\s*allow\s+(?<codes>RCN\d+(?:[\s,]+RCN\d+)*)", RegexOptions.CultureInvariant)]
    private static partial Regex AllowComment();

    [GeneratedRegex(@"^\(Line: \d+, Col: \d+, Idx: \d+\) - \(Line: \d+, Col: \d+, Idx: \d+\): ")]
    private static partial Regex PlacePrefix();

    public static YamlFile Read(string path, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > LargestFile)
            return Failed(path, SourceCodes.TooLarge.At(new Origin(path, 1, 1), $"the file has {bytes.Length / 1024.0 / 1024.0:0.#} MB; at most 4 MB are read"));
        try
        {
            return Read(path, StrictUtf8.GetString(bytes));
        }
        catch (DecoderFallbackException problem)
        {
            var before = bytes[..Math.Clamp(problem.Index, 0, bytes.Length)];
            var lineStart = before.LastIndexOf((byte)'\n') + 1;
            var place = new Origin(path, before.Count((byte)'\n') + 1, Encoding.UTF8.GetCharCount(before[lineStart..]) + 1);
            var found = problem.BytesUnknown is { Length: > 0 } unknown ? $"the byte 0x{unknown[0]:X2} is" : "some bytes are";
            return Failed(path, SourceCodes.NotUtf8.At(place, $"{found} not UTF-8", "save the file as UTF-8"));
        }
    }

    public static YamlFile Read(string path, string text)
    {
        text = text.TrimStart('\uFEFF');
        var documents = ImmutableArray.CreateBuilder<YamlDocument>();
        var problems = ImmutableArray.CreateBuilder<Diagnostic>();
        var skippedLines = 0;
        for (var rest = text; ;)
        {
            var failedAt = ReadDocuments(path, rest, skippedLines, documents, problems);
            if (failedAt is null || NextDocument(rest, failedAt.Value - skippedLines) is not { } next) break;
            skippedLines += next.Lines;
            rest = rest[next.Index..];
        }
        if (documents.Count == 0 && problems.Count == 0)
            problems.Add(SourceCodes.EmptyDocument.At(new Origin(path, 1, 1), "the file has no document", "delete the file, or write a spec into it"));
        return new YamlFile(path, documents.ToImmutable(), problems.ToImmutable()) { Allowed = AllowComments(text) };
    }

    /// <summary>Reads until the end or the first syntax error; gives the line of the error.</summary>
    private static int? ReadDocuments(string path, string text, int skippedLines, ImmutableArray<YamlDocument>.Builder documents, ImmutableArray<Diagnostic>.Builder problems)
    {
        Mark last = new(), document = new();
        var parser = new Parser(new Scanner(new StringReader(text), skipComments: true));
        var composer = new YamlComposer(path, skippedLines, problems);
        try
        {
            while (parser.MoveNext())
            {
                last = parser.Current!.End;
                if (parser.Current is not DocumentStart start) continue;
                document = start.Start;
                parser.MoveNext();
                AddDocument(composer, parser, start, documents, problems);
                last = parser.Current!.End;
            }
            return null;
        }
        catch (Exception problem) when (problem is YamlException or InvalidOperationException or ArgumentException)
        {
            if (composer.HasGivenUp) return (int)last.Line + skippedLines;
            // Some problems claim to be at the top of the file; they are in the document that is being read.
            var mark = problem is YamlException { Start.Line: > 0 } known && known.Start.Line >= document.Line ? known.Start : last;
            var lines = text.Split('\n');
            var explained = Explain(problem, lines, (int)mark.Line, (int)mark.Column, path, skippedLines);
            problems.Add(explained);
            return Math.Max((int)mark.Line + skippedLines, explained.Place.Line);
        }
    }

    private static void AddDocument(YamlComposer composer, Parser parser, DocumentStart start, ImmutableArray<YamlDocument>.Builder documents, ImmutableArray<Diagnostic>.Builder problems)
    {
        var root = composer.Compose(parser);
        switch (root)
        {
            case MapNode map:
                documents.Add(new YamlDocument(map, composer.Place(start.Start).Line, composer.Place(parser.Current!.Start).Line));
                break;
            case ScalarNode { IsNull: true }:
                problems.Add(SourceCodes.EmptyDocument.At(composer.Place(start.Start), "the document is empty", "remove the extra ---"));
                break;
            case not null:
                problems.Add(SourceCodes.NotAMap.At(root.Origin, $"a document has to be a map with apiVersion and kind; this is {(root is ListNode ? "a list" : "a single value")}"));
                break;
        }
    }

    private static Diagnostic Explain(Exception problem, string[] lines, int markedLine, int markedColumn, string path, int skippedLines)
    {
        var line = Math.Clamp(markedLine, 1, lines.Length);
        var column = markedLine > lines.Length ? lines[^1].Length + 1 : Math.Max(1, markedColumn);
        // The parser reports a tab at the construct that it broke: a few lines earlier, or where the whole map starts.
        var lastNear = problem.Message.Contains(" tab", StringComparison.Ordinal) ? lines.Length : Math.Min(line + 2, lines.Length);
        for (var near = line; near <= lastNear; near++)
        {
            var tab = lines[near - 1].AsSpan(0, lines[near - 1].Length - lines[near - 1].AsSpan().TrimStart().Length).IndexOf('\t');
            if (tab >= 0) return SourceCodes.Tab.At(new Origin(path, near + skippedLines, tab + 1), "a tab stands where YAML wants spaces", "replace it with spaces");
        }
        var place = new Origin(path, line + skippedLines, column);
        var text = lines[line - 1];
        var message = PlacePrefix().Replace(problem.Message, "");
        if ((column <= text.Length && text[column - 1] == '*') || message.Contains("alias", StringComparison.Ordinal))
            return SourceCodes.Alias.At(place, "an unquoted * starts an alias, and this is none", $"quote it: \"{text[Math.Max(0, text.IndexOf('*', StringComparison.Ordinal))..].Trim()}\"");
        return SourceCodes.Syntax.At(place, message.Length == 0 ? "this is not YAML" : char.ToLowerInvariant(message[0]) + message[1..].TrimEnd('.'));
    }

    /// <summary>The next document mark from a line on: the error may be the mark itself, where a bracket was left open before it.</summary>
    private static (int Index, int Lines)? NextDocument(string text, int fromLine)
    {
        var line = 1;
        for (var index = 0; index >= 0 && index < text.Length; line++)
        {
            if (line > 1 && line >= fromLine && text.AsSpan(index).StartsWith("---", StringComparison.Ordinal)) return (index, line - 1);
            var end = text.IndexOf('\n', index);
            index = end < 0 ? -1 : end + 1;
        }
        return null;
    }

    private static ImmutableDictionary<int, ImmutableArray<string>> AllowComments(string text)
    {
        if (!text.Contains("reconcile:", StringComparison.Ordinal)) return ImmutableDictionary<int, ImmutableArray<string>>.Empty;
        var allowed = ImmutableDictionary.CreateBuilder<int, ImmutableArray<string>>();
        var number = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            number++;
            var match = AllowComment().Match(line.ToString());
            if (match.Success) allowed[number] = [.. match.Groups["codes"].Value.Split([' ', ',', '\t'], StringSplitOptions.RemoveEmptyEntries)];
        }
        return allowed.ToImmutable();
    }

    private static YamlFile Failed(string path, Diagnostic problem) => new(path, [], [problem]);
}
