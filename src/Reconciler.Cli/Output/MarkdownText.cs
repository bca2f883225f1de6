using System.Text;

namespace Reconciler.Cli.Output;

/// <summary>Text of others inside Markdown: whatever it holds, it stays text.</summary>
internal static class MarkdownText
{
    /// <summary>A code span, in which neither Markdown nor HTML nor @names mean anything; its fence is longer than any run of backticks inside.</summary>
    public static string Code(string text)
    {
        var line = PlanWords.OneLine(text);
        if (line.Trim().Length == 0) return "` `";
        var fence = new string('`', LongestRun(line) + 1);
        var space = line[0] is '`' or ' ' || line[^1] is '`' or ' ' ? " " : "";
        return $"{fence}{space}{line}{space}{fence}";
    }

    /// <summary>Text inside an HTML element.</summary>
    public static string Html(string text) => PlanWords.OneLine(text)
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal)
        .Replace("\"", "&quot;", StringComparison.Ordinal);

    /// <summary>A fenced block of differences, closed by nothing that stands in it.</summary>
    public static string Fenced(IReadOnlyList<string> lines)
    {
        var fence = new string('`', Math.Max(3, lines.Max(LongestRun) + 1));
        return new StringBuilder().Append(fence).Append("diff\n").AppendJoin('\n', lines).Append('\n').Append(fence).Append('\n').ToString();
    }

    private static int LongestRun(string text)
    {
        var (longest, run) = (0, 0);
        foreach (var letter in text)
        {
            run = letter == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }
        return longest;
    }
}
