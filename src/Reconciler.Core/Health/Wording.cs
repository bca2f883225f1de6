using System.Globalization;

namespace Reconciler.Health;

/// <summary>How counts and the sentences of others read in our messages.</summary>
internal static class Wording
{
    private const int Longest = 300;

    /// <summary>"1 pod", "3 pods".</summary>
    public static string Count(int count, string noun) => string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");

    /// <summary>"2 of 3 pods", "1 of 1 pod".</summary>
    public static string Of(int part, int whole, string noun = "pod") => string.Create(CultureInfo.InvariantCulture, $"{part} of {Count(whole, noun)}");

    /// <summary>"a", "a and b", "a, b and c".</summary>
    public static string List(IReadOnlyList<string> items) => items.Count switch
    {
        0 => "",
        1 => items[0],
        _ => $"{string.Join(", ", items.Take(items.Count - 1))} and {items[^1]}",
    };

    /// <summary>
    /// What a controller says, as part of our sentence: one line, no full stop, no endless text. A refused value is cut off,
    /// because it is quoted from the object and may be nobody's business.
    /// </summary>
    public static string? Quote(string? sentence)
    {
        if (sentence is null) return null;
        var value = sentence.IndexOf("Invalid value:", StringComparison.Ordinal);
        if (value >= 0) sentence = sentence[..(value + "Invalid value".Length)];
        var line = string.Join(' ', sentence.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.', ':', ' ');
        if (line.Length == 0) return null;
        if (line.Length > Longest) line = $"{line[..(char.IsHighSurrogate(line[Longest - 1]) ? Longest - 1 : Longest)].TrimEnd()}…";
        // a name or an abbreviation keeps its capital
        return char.IsAsciiLetterUpper(line[0]) && (line.Length == 1 || char.IsAsciiLetterLower(line[1]) || line[1] == ' ') && !IsOneName(line)
            ? char.ToLowerInvariant(line[0]) + line[1..]
            : line;
    }

    /// <summary>"ScaledObject", "FailedMount": a word with capitals inside.</summary>
    private static bool IsOneName(string line)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        return line.AsSpan(1, (space < 0 ? line.Length : space) - 1).IndexOfAnyInRange('A', 'Z') >= 0;
    }
}
