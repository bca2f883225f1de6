using System.Collections.Immutable;
using System.Globalization;

namespace Reconciler.Specs.Values;

/// <summary>One of the five fields of a cron schedule: its name, its range and the words that stand for numbers.</summary>
internal sealed record CronField(string Name, int Lowest, int Highest, ImmutableArray<string> Words)
{
    private static readonly ImmutableArray<string> MonthWords = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
    private static readonly ImmutableArray<string> DayWords = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

    public static readonly ImmutableArray<CronField> All =
    [
        new("minute", 0, 59, []),
        new("hour", 0, 23, []),
        new("day of month", 1, 31, []),
        new("month", 1, 12, MonthWords),
        new("weekday", 0, 6, DayWords),
    ];

    /// <summary>The values that the field names, as bits.</summary>
    public ulong Read(string text, out ValueProblem? problem)
    {
        var bits = 0UL;
        foreach (var item in text.Split(','))
        {
            problem = ReadItem(text, item, ref bits);
            if (problem is not null) return 0;
        }
        problem = null;
        return bits;
    }

    private ValueProblem? ReadItem(string field, string item, ref ulong bits)
    {
        if (item.Length == 0) return new($"the {Name} \"{field}\" has an empty item in its list");
        var step = 1;
        var parts = item.Split('/');
        if (parts.Length > 2) return new($"the {Name} \"{item}\" has two steps");
        if (parts.Length == 2 && !(IsNumber(parts[1]) && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out step) && step > 0))
            return new($"the step \"{parts[1]}\" of the {Name} is not a number above zero");
        var (first, last) = (Lowest, Highest);
        if (parts[0] is not ("*" or "?"))
        {
            var ends = parts[0].Split('-');
            if (ends.Length > 2) return new($"the {Name} \"{item}\" is not a range of two values");
            if (ReadValue(ends[0], out first) is { } wrongFirst) return wrongFirst;
            // 5/15 means from 5 on.
            last = parts.Length == 2 ? Highest : first;
            if (ends.Length == 2 && ReadValue(ends[1], out last) is { } wrongLast) return wrongLast;
        }
        if (first > last) return new($"the {Name} range \"{parts[0]}\" ends before it starts", Wrapped(parts[0], first, last));
        for (var value = first; value <= last; value += Math.Min(step, 64)) bits |= 1UL << value;
        return null;
    }

    private ValueProblem? ReadValue(string text, out int value)
    {
        var word = Words.IndexOf(text.ToUpperInvariant());
        value = word < 0 ? 0 : word + Lowest;
        if (word >= 0) return null;
        if (!IsNumber(text)) return new($"the {Name} \"{text}\" is neither a number nor * {Allowed()}");
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value >= Lowest && value <= Highest) return null;
        return new($"the {Name} {text} is out of range {Allowed()}", Words == DayWords && value == 7 ? "Sunday is 0 in Kubernetes" : null);
    }

    private string Allowed() => Words.IsEmpty
        ? string.Create(CultureInfo.InvariantCulture, $"({Lowest} to {Highest})")
        : string.Create(CultureInfo.InvariantCulture, $"({Lowest} to {Highest}, or {Words[0]} to {Words[^1]})");

    private string? Wrapped(string range, int first, int last)
    {
        var ends = range.Split('-');
        return ends.Length != 2 ? null : string.Create(CultureInfo.InvariantCulture, $"write two ranges: {first}-{Highest},{Lowest}-{last}");
    }

    private static bool IsNumber(string text) => text.Length is > 0 and < 10 && text.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0;
}
