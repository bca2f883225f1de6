namespace Reconciler.Diagnostics;

/// <summary>Finds the word that was probably meant.</summary>
public static class Spelling
{
    /// <summary>
    /// The known word nearest to this one, or null where none is near: one mistake is allowed in three or four letters, two in
    /// five to seven, three in more. A word that differs only in case, dashes or underscores, or only by an ending s, is near at once.
    /// Of equally near words the first in ordinal order wins. The word itself is never suggested.
    /// </summary>
    public static string? Closest(string word, IEnumerable<string> known)
    {
        var limit = Limit(word.Length);
        string? best = null;
        var bestDistance = limit + 1;
        var plain = Plain(word);
        foreach (var candidate in known)
        {
            if (candidate == word) continue;
            var distance = Distance(plain, Plain(candidate), bestDistance);
            if (distance > 0 && IsPluralOf(plain, Plain(candidate))) distance = Math.Min(distance, limit);
            if (distance > limit || distance > bestDistance) continue;
            if (distance == bestDistance && string.CompareOrdinal(candidate, best) >= 0) continue;
            (best, bestDistance) = (candidate, distance);
        }
        return best;
    }

    /// <summary>The suggestion as it stands in a message, <c>did you mean "replicas"?</c>, or null where no word is near.</summary>
    public static string? Suggest(string word, IEnumerable<string> known) =>
        Closest(word, known) is { } meant ? $"did you mean \"{meant}\"?" : null;

    private static int Limit(int length) => length switch
    {
        < 3 => 0,
        < 5 => 1,
        < 8 => 2,
        _ => 3,
    };

    private static string Plain(string word) =>
        word.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();

    private static bool IsPluralOf(string one, string other) =>
        one.Length != other.Length && (one.Length > other.Length ? one == other + "s" : other == one + "s");

    /// <summary>
    /// Insertions, deletions, replacements and swaps of neighbours that turn one text into the other; anything above the limit
    /// is given as one more than the limit.
    /// </summary>
    private static int Distance(string from, string to, int limit)
    {
        if (Math.Abs(from.Length - to.Length) > limit || Math.Max(from.Length, to.Length) > 100) return limit + 1;
        var beforeLast = new int[to.Length + 1];
        var last = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var current = new int[to.Length + 1];
            current[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = last[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                current[j] = Math.Min(replaced, Math.Min(last[j], current[j - 1]) + 1);
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1]) current[j] = Math.Min(current[j], beforeLast[j - 2] + 1);
            }
            (beforeLast, last) = (last, current);
        }
        return Math.Min(last[to.Length], limit + 1);
    }
}
