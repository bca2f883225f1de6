namespace Reconciler.Specs.Layout;

/// <summary>
/// One line of a `.reconcileignore`, with the meaning that it has in a `.gitignore`: a leading ! takes back, a trailing
/// slash means folders only, a slash elsewhere ties the pattern to the file's own folder, ** stands for any folders.
/// </summary>
internal sealed record IgnorePattern(string Folder, string[] Segments, bool IsNegated, bool FoldersOnly)
{
    /// <summary>The pattern of a line, or null where the line is empty or a comment.</summary>
    public static IgnorePattern? Parse(string folder, string line)
    {
        var text = TrimEnd(line);
        if (text.Length == 0 || text[0] == '#') return null;
        var negated = text[0] == '!';
        if (negated) text = text[1..];
        var foldersOnly = text.EndsWith('/');
        text = text.TrimEnd('/');
        if (text.Length == 0) return null;
        var segments = text.TrimStart('/').Split('/');
        if (!text.Contains('/', StringComparison.Ordinal)) segments = ["**", .. segments];
        return new IgnorePattern(folder, segments, negated, foldersOnly);
    }

    /// <summary>Whether this path itself is meant; what lies in a folder that is meant is the caller's to know.</summary>
    public bool Matches(string path, bool isFolder)
    {
        if (FoldersOnly && !isFolder) return false;
        if (Folder.Length == 0) return MatchesSegments(path.Split('/'));
        return path.Length > Folder.Length && path[Folder.Length] == '/' && path.StartsWith(Folder, StringComparison.Ordinal) && MatchesSegments(path[(Folder.Length + 1)..].Split('/'));
    }

    /// <summary>Row by row, so that any number of ** costs at most patterns times parts.</summary>
    private bool MatchesSegments(string[] parts)
    {
        var reached = new bool[parts.Length + 1];
        reached[0] = true;
        for (var at = 0; at < Segments.Length; at++)
        {
            var next = new bool[parts.Length + 1];
            var isLast = at == Segments.Length - 1;
            for (var i = 0; i <= parts.Length; i++)
            {
                // A trailing ** stands for what is in a folder, so for one part at least.
                if (Segments[at] == "**") next[i] = (!isLast && reached[i]) || (i > 0 && (next[i - 1] || reached[i - 1]));
                else next[i] = i > 0 && reached[i - 1] && MatchesName(Segments[at], parts[i - 1]);
            }
            reached = next;
        }
        return reached[^1];
    }

    /// <summary>A single name against *, ?, [a-z] and \x; a star is tried again only at its last place, so the cost stays low.</summary>
    internal static bool MatchesName(string pattern, string name)
    {
        var (at, i, star, retry) = (0, 0, -1, 0);
        while (i < name.Length)
        {
            if (at < pattern.Length && pattern[at] == '*')
            {
                (star, retry) = (at++, i);
                continue;
            }
            if (at < pattern.Length && MatchOne(pattern, at, name[i]) is { } length)
            {
                at += length;
                i++;
                continue;
            }
            if (star < 0) return false;
            (at, i) = (star + 1, ++retry);
        }
        while (at < pattern.Length && pattern[at] == '*') at++;
        return at == pattern.Length;
    }

    /// <summary>How much of the pattern stands for this one character, or null where it does not.</summary>
    private static int? MatchOne(string pattern, int at, char letter) => pattern[at] switch
    {
        '?' => 1,
        '\\' when at + 1 < pattern.Length => pattern[at + 1] == letter ? 2 : null,
        '[' when pattern.IndexOf(']', Math.Min(at + 2, pattern.Length)) is var end and > 0 => IsInClass(pattern.AsSpan(at + 1, end - at - 1), letter) ? end - at + 1 : null,
        var same => same == letter ? 1 : null,
    };

    private static bool IsInClass(ReadOnlySpan<char> letters, char letter)
    {
        var negated = letters[0] is '!' or '^' && letters.Length > 1;
        if (negated) letters = letters[1..];
        for (var i = 0; i < letters.Length; i++)
        {
            var isRange = i + 2 < letters.Length && letters[i + 1] == '-';
            if (isRange ? letter >= letters[i] && letter <= letters[i + 2] : letter == letters[i]) return !negated;
            if (isRange) i += 2;
        }
        return negated;
    }

    /// <summary>Blanks at the end don't count, save the one that a backslash keeps.</summary>
    private static string TrimEnd(string line)
    {
        var text = line.TrimEnd('\r');
        while (text.EndsWith(' ') && !text.EndsWith("\\ ", StringComparison.Ordinal)) text = text[..^1];
        return text;
    }
}
