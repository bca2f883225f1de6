using System.Text;

namespace Reconciler.Sandbox.Life.Content;

/// <summary>How one command of a line follows the one before.</summary>
internal enum ShellJoin
{
    Always,
    OnSuccess,
    OnFailure,
}

internal sealed record ShellCommand(ShellJoin Join, IReadOnlyList<string> Words);

/// <summary>Reads the little of a shell's language that the sandbox takes: words, quotes, variables, and commands joined by ; &amp;&amp; || and line ends.</summary>
internal static class ShellText
{
    public static List<ShellCommand> Read(string text, Func<string, string> variable)
    {
        var commands = new List<ShellCommand>();
        var words = new List<string>();
        var word = new StringBuilder();
        var (inWord, join) = (false, ShellJoin.Always);
        void EndWord()
        {
            if (inWord) words.Add(word.ToString());
            word.Clear();
            inWord = false;
        }
        void EndCommand(ShellJoin next)
        {
            EndWord();
            if (words.Count > 0) commands.Add(new ShellCommand(join, [.. words]));
            words.Clear();
            join = next;
        }
        for (var i = 0; i < text.Length; i++)
        {
            var letter = text[i];
            if (letter is '\'' or '"')
            {
                var end = text.IndexOf(letter, i + 1);
                var inner = text[(i + 1)..(end < 0 ? text.Length : end)];
                word.Append(letter == '"' ? Expand(inner, variable) : inner);
                inWord = true;
                i = end < 0 ? text.Length : end;
            }
            else if (letter is ' ' or '\t') EndWord();
            else if (letter is ';' or '\n' or '\r') EndCommand(ShellJoin.Always);
            else if (letter is '&' or '|' && i + 1 < text.Length && text[i + 1] == letter)
            {
                EndCommand(letter == '&' ? ShellJoin.OnSuccess : ShellJoin.OnFailure);
                i++;
            }
            else
            {
                var start = i;
                while (i + 1 < text.Length && !" \t;\n\r&|'\"".Contains(text[i + 1], StringComparison.Ordinal)) i++;
                word.Append(Expand(text[start..(i + 1)], variable));
                inWord = true;
            }
        }
        EndCommand(ShellJoin.Always);
        return commands;
    }

    /// <summary>$NAME, ${NAME} and $? are replaced; any other dollar stays.</summary>
    private static string Expand(string text, Func<string, string> variable)
    {
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '$' || i + 1 == text.Length)
            {
                result.Append(text[i]);
                continue;
            }
            var isBraced = text[i + 1] == '{';
            var start = isBraced ? i + 2 : i + 1;
            var end = start;
            if (end < text.Length && text[end] == '?') end++;
            else while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_')) end++;
            if (end == start || (isBraced && (end == text.Length || text[end] != '}')))
            {
                result.Append('$');
                continue;
            }
            result.Append(variable(text[start..end]));
            i = isBraced ? end : end - 1;
        }
        return result.ToString();
    }
}
