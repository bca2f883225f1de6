using System.Text;
using Reconciler.Diagnostics;
using Reconciler.Objects;

namespace Reconciler.Specs.Schemas;

/// <summary>Names that can't be used, and the nearest ones that can.</summary>
internal static class NameHints
{
    /// <summary>The nearest legal name: lower-case, other characters as dashes, no longer than allowed.</summary>
    public static string Legal(string text, int longest, bool keepDots = false)
    {
        var name = new StringBuilder();
        foreach (var letter in text.ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(letter) || (letter == '.' && keepDots)) name.Append(letter);
            else if (name.Length > 0 && name[^1] is not ('-' or '.')) name.Append('-');
        }
        var legal = name.ToString();
        if (legal.Length > longest) legal = legal[..longest];
        legal = legal.Trim('-', '.');
        return legal.Length == 0 ? "name" : legal;
    }

    public static Diagnostic Process(PlacedNode parent, MapEntry entry)
    {
        var isReserved = entry.Key is "run" or "before" or "after" || entry.Key.StartsWith("cron-", StringComparison.Ordinal);
        var better = isReserved ? $"{(entry.Key.StartsWith("cron-", StringComparison.Ordinal) ? entry.Key[5..] : entry.Key)}-worker".TrimStart('-') : Legal(entry.Key, 63);
        var message = isReserved
            ? $"{entry.Key} can't be the name of a process: run, before, after and cron-… are reserved for jobs"
            : $"{FlowText.Quoted(SchemaShape.Shortened(entry.Key))} is not a legal name of a process";
        return SchemaCodes.NameNotLegal.At(entry.KeyOrigin, message, $"write {Legal(better, 63)}", parent.PathOf(entry.Key))
            with
        { Expected = "lower-case letters, digits and dashes, with a letter or digit at both ends, or \"*\"", Found = entry.Key };
    }

    public static Diagnostic Variable(PlacedNode parent, MapEntry entry)
    {
        var better = new string([.. entry.Key.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '.' ? letter : '_')]);
        if (better.Length == 0 || char.IsAsciiDigit(better[0])) better = $"_{better}";
        return SchemaCodes.NameNotLegal.At(entry.KeyOrigin, $"{FlowText.Quoted(SchemaShape.Shortened(entry.Key))} is not a legal name of an environment variable", $"write {better}", parent.PathOf(entry.Key))
            with
        { Expected = "letters, digits, _, - and ., no digit first", Found = entry.Key };
    }
}
