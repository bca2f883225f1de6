using System.Collections.Immutable;
using System.Text;

namespace Reconciler.Live;

/// <summary>Reads a configuration of nginx just far enough to know its server blocks and whom each serves.</summary>
public static class NginxServers
{
    /// <summary>The server blocks of the domains, as they are written. A domain may be a wildcard, which nginx writes as it is or as an expression.</summary>
    public static ImmutableArray<string> Of(string configuration, IReadOnlyCollection<string> domains) =>
        [.. Blocks(configuration).Where(block => NamesOf(block).Any(name => domains.Contains(name, StringComparer.OrdinalIgnoreCase)))];

    private static IEnumerable<string> NamesOf(string block) => Statements(block)
        .Where(words => words.Length > 1 && words[0] == "server_name")
        .SelectMany(words => words.Skip(1))
        .Select(name => name.StartsWith('~') ? WildcardOf(name) : name);

    /// <summary>ingress-nginx writes *.example.com as ~^(?&lt;subdomain&gt;[\w-]+)\.example\.com$.</summary>
    private static string WildcardOf(string expression)
    {
        var end = expression.IndexOf(@")\.", StringComparison.Ordinal);
        return end < 0 ? expression : $"*.{expression[(end + 3)..].TrimEnd('$').Replace("\\", "", StringComparison.Ordinal)}";
    }

    private static IEnumerable<string> Blocks(string text)
    {
        for (var at = 0; Next(text, at) is { } start;)
        {
            var end = EndOf(text, text.IndexOf('{', start));
            yield return Indented(text, start, end);
            at = end;
        }
    }

    /// <summary>Where the next "server {" begins.</summary>
    private static int? Next(string text, int from)
    {
        foreach (var (at, length, isWord) in Tokens(text, from))
        {
            if (!isWord || length != "server".Length || string.CompareOrdinal(text, at, "server", 0, length) != 0) continue;
            var after = at + length;
            while (after < text.Length && char.IsWhiteSpace(text[after])) after++;
            if (after < text.Length && text[after] == '{') return at;
        }
        return null;
    }

    /// <summary>Behind the brace that closes the one given.</summary>
    private static int EndOf(string text, int brace)
    {
        var depth = 0;
        foreach (var (at, _, isWord) in Tokens(text, brace))
        {
            if (isWord) continue;
            if (text[at] == '{') depth++;
            if (text[at] == '}' && --depth == 0) return at + 1;
        }
        return text.Length;
    }

    private static IEnumerable<string[]> Statements(string block)
    {
        var words = new List<string>();
        foreach (var (at, length, isWord) in Tokens(block, 0))
        {
            if (isWord)
            {
                words.Add(block.Substring(at, length).Trim('"', '\''));
                continue;
            }
            if (words.Count > 0) yield return [.. words];
            words.Clear();
        }
    }

    /// <summary>Words, quoted ones as a whole, and the braces and semicolons between them; comments are passed over. Braces inside a word, as in an expression or ${name}, are part of it.</summary>
    private static IEnumerable<(int At, int Length, bool IsWord)> Tokens(string text, int from)
    {
        for (var i = from; i < text.Length; i++)
        {
            var letter = text[i];
            if (char.IsWhiteSpace(letter)) continue;
            if (letter == '#')
            {
                while (i < text.Length && text[i] != '\n') i++;
                continue;
            }
            if (letter is '{' or '}' or ';')
            {
                yield return (i, 1, false);
                continue;
            }
            var start = i;
            i = letter is '"' or '\'' ? Quoted(text, i) : Bare(text, i);
            yield return (start, i - start, true);
            i--;
        }
    }

    private static int Quoted(string text, int at)
    {
        var quote = text[at];
        for (at++; at < text.Length && text[at] != quote; at++)
            if (text[at] == '\\') at++;
        return Math.Min(at + 1, text.Length);
    }

    private static int Bare(string text, int at)
    {
        while (at < text.Length && !char.IsWhiteSpace(text[at]) && text[at] is not (';' or '{' or '}'))
        {
            if (text[at] == '$' && at + 1 < text.Length && text[at + 1] == '{') at = Math.Max(at, text.IndexOf('}', at));
            else if (text[at] == '\\') at++;
            at++;
        }
        return Math.Min(at, text.Length);
    }

    /// <summary>The block without the indentation that it has as a whole.</summary>
    private static string Indented(string text, int start, int end)
    {
        var line = text.LastIndexOf('\n', Math.Max(0, start - 1)) + 1;
        var margin = text[line..start];
        if (margin.Trim().Length > 0) margin = "";
        var result = new StringBuilder();
        foreach (var each in text[start..end].Split('\n'))
            result.Append(margin.Length > 0 && each.StartsWith(margin, StringComparison.Ordinal) ? each[margin.Length..] : each).Append('\n');
        return result.ToString();
    }
}
