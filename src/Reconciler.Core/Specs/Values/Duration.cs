using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Reconciler.Specs.Values;

/// <summary>
/// A length of time in whole seconds, written <c>90s</c>, <c>5m</c>, <c>1h30m</c> or <c>7d</c>; a bare number is seconds.
/// It prints with the largest units that fit, so <c>90s</c> prints as <c>1m30s</c>.
/// </summary>
public readonly record struct Duration(int Seconds) : IComparable<Duration>
{
    private static readonly (char Name, int Seconds)[] Units = [('d', 86_400), ('h', 3_600), ('m', 60), ('s', 1)];

    public static bool TryParse(string text, out Duration duration, [NotNullWhen(false)] out ValueProblem? problem)
    {
        duration = default;
        problem = Read(text, out var seconds);
        if (problem is null && seconds > int.MaxValue) problem = new($"\"{text}\" is too long: a duration is at most 68 years");
        if (problem is not null) return false;
        duration = new Duration((int)seconds);
        return true;
    }

    private static ValueProblem? Read(string text, out long seconds)
    {
        seconds = 0;
        if (text.Length == 0) return new("a duration is empty", "write it as 90s, 5m, 1h30m or 7d");
        if (text[0] is '-' or '+') return new($"\"{text}\" has a sign: a duration can't be negative", $"write {text[1..]}");
        var next = 0;
        for (var at = 0; at < text.Length;)
        {
            var digits = Run(text, at, char.IsAsciiDigit);
            var letters = Run(text, at + digits, char.IsLetter);
            if (digits == 0) return NotADuration(text);
            var unit = text.Substring(at + digits, letters);
            var known = unit.Length == 0 && digits == text.Length ? Units.Length - 1 : Array.FindIndex(Units, candidate => unit.Length == 1 && candidate.Name == unit[0]);
            if (known < 0) return Unit(text, unit, at + digits < text.Length ? text[at + digits] : '\0');
            if (known < next) return new($"the units of \"{text}\" are out of order: each stands once, days before hours, minutes and seconds");
            next = known + 1;
            if (digits > 12) return new($"\"{text}\" is too long: a duration is at most 68 years");
            seconds += long.Parse(text.AsSpan(at, digits), NumberStyles.None, CultureInfo.InvariantCulture) * Units[known].Seconds;
            at += digits + letters;
        }
        return null;
    }

    private static int Run(string text, int from, Func<char, bool> belongs)
    {
        var to = from;
        while (to < text.Length && belongs(text[to])) to++;
        return to - from;
    }

    private static ValueProblem NotADuration(string text) => new($"\"{text}\" is not a duration", "write it as 90s, 5m, 1h30m or 7d");

    private static ValueProblem Unit(string text, string unit, char found) => unit switch
    {
        "" when found is '.' or ',' => new($"\"{text}\" has a fraction: durations are whole numbers of each unit", "write 1h30m for 1.5h"),
        "" when found == '\0' => new($"the last number of \"{text}\" has no unit", "the units are s, m, h and d"),
        "ms" or "us" or "ns" => new($"\"{text}\" is finer than a second, the smallest unit there is", "write whole seconds, as in 1s"),
        "" => NotADuration(text),
        _ => new($"\"{unit}\" in \"{text}\" is not a unit of time", "the units are s, m, h and d"),
    };

    public int CompareTo(Duration other) => Seconds.CompareTo(other.Seconds);

    public override string ToString()
    {
        if (Seconds == 0) return "0s";
        var rest = Seconds;
        var text = "";
        foreach (var (name, seconds) in Units)
        {
            if (rest / seconds is > 0 and var count) text += string.Create(CultureInfo.InvariantCulture, $"{count}{name}");
            rest %= seconds;
        }
        return text;
    }

    public static bool operator <(Duration left, Duration right) => left.Seconds < right.Seconds;
    public static bool operator >(Duration left, Duration right) => left.Seconds > right.Seconds;
    public static bool operator <=(Duration left, Duration right) => left.Seconds <= right.Seconds;
    public static bool operator >=(Duration left, Duration right) => left.Seconds >= right.Seconds;
}
