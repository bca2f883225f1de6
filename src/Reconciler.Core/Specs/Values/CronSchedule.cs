using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Reconciler.Specs.Values;

/// <summary>
/// A cron schedule as Kubernetes' CronJob takes it: five fields, or one of the <c>@</c> names. The sets have one bit for
/// each minute, hour, day, month and weekday (Sunday is 0) that it names; <see cref="Every"/> is set instead for <c>@every</c>.
/// </summary>
public sealed partial record CronSchedule(string Text, ulong Minutes, ulong Hours, ulong Days, ulong Months, ulong Weekdays)
{
    private const string Names = "@hourly, @daily, @midnight, @weekly, @monthly, @yearly, @annually and @every 1h";

    /// <summary>Whether the day of the month and the weekday are both restricted: then either is enough, as in every cron.</summary>
    public bool EitherDay { get; init; }

    /// <summary>The distance between two runs of <c>@every</c>.</summary>
    public TimeSpan? Every { get; init; }

    [GeneratedRegex(@"^(?:(?<number>[0-9]{1,6}(?:\.[0-9]{1,9})?)(?<unit>ns|us|µs|ms|s|m|h))+\z", RegexOptions.CultureInvariant)]
    private static partial Regex GoDuration();

    public static bool TryParse(string text, [NotNullWhen(true)] out CronSchedule? schedule, [NotNullWhen(false)] out ValueProblem? problem)
    {
        schedule = null;
        var trimmed = text.Trim();
        if (trimmed.Contains("TZ=", StringComparison.Ordinal))
        {
            var zone = trimmed.Split([' ', '='], StringSplitOptions.RemoveEmptyEntries) is [_, var name, ..] ? name : "Etc/UTC";
            problem = new($"the schedule \"{trimmed}\" sets a time zone, which Kubernetes refuses", $"write timeZone: {zone} beside the schedule");
        }
        else if (trimmed.Length == 0) problem = new("the schedule is empty", "write five fields (minute, hour, day of month, month, weekday), as in 0 3 * * *");
        else if (trimmed[0] == '@') problem = ReadName(trimmed, out schedule);
        else problem = ReadFields(trimmed, out schedule);
        return problem is null;
    }

    private static ValueProblem? ReadName(string text, out CronSchedule? schedule)
    {
        schedule = null;
        if (text.StartsWith("@every", StringComparison.Ordinal)) return ReadEvery(text, out schedule);
        var fields = text switch
        {
            "@yearly" or "@annually" => "0 0 1 1 *",
            "@monthly" => "0 0 1 * *",
            "@weekly" => "0 0 * * 0",
            "@daily" or "@midnight" => "0 0 * * *",
            "@hourly" => "0 * * * *",
            _ => null,
        };
        if (fields is null)
        {
            return text.ToLowerInvariant() is "@reboot"
                ? new ValueProblem("@reboot has no meaning in a cluster", "use an after task of deploy.tasks for what runs once per deploy")
                : new ValueProblem($"\"{text}\" is not a schedule", $"the names are {Names}");
        }
        var problem = ReadFields(fields, out schedule);
        schedule = schedule! with { Text = text };
        return problem;
    }

    private static ValueProblem? ReadEvery(string text, out CronSchedule? schedule)
    {
        schedule = null;
        var match = GoDuration().Match(text["@every".Length..].Trim());
        if (!match.Success) return new($"\"{text}\" has no length of time that Kubernetes reads", "write @every 90s, @every 5m or @every 1h30m; there is no unit for days");
        var seconds = 0.0;
        for (var i = 0; i < match.Groups["number"].Captures.Count; i++)
        {
            seconds += double.Parse(match.Groups["number"].Captures[i].Value, CultureInfo.InvariantCulture) * match.Groups["unit"].Captures[i].Value switch
            {
                "h" => 3600,
                "m" => 60,
                "s" => 1,
                "ms" => 1e-3,
                "ns" => 1e-9,
                _ => 1e-6,
            };
        }
        if (seconds < 1) return new($"\"{text}\" is less than a second", "write @every 1m, or more");
        schedule = new CronSchedule(text, 0, 0, 0, 0, 0) { Every = TimeSpan.FromSeconds(Math.Floor(seconds)) };
        return null;
    }

    private static ValueProblem? ReadFields(string text, out CronSchedule? schedule)
    {
        schedule = null;
        var fields = text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length is 6 or 7)
        {
            return new($"the schedule \"{text}\" has {fields.Length} fields; Kubernetes takes five and has no seconds",
                $"write \"{string.Join(' ', fields[1..6])}\" if the first field is seconds");
        }
        if (fields.Length != 5)
            return new($"the schedule \"{text}\" has {fields.Length} {(fields.Length == 1 ? "field" : "fields")} instead of five", "write minute, hour, day of month, month and weekday, as in 0 3 * * *");
        var problems = ImmutableArray.CreateBuilder<ValueProblem>();
        var sets = new ulong[5];
        for (var i = 0; i < 5; i++)
        {
            sets[i] = CronField.All[i].Read(fields[i], out var problem);
            if (problem is not null) problems.Add(problem);
        }
        if (problems.Count > 0)
        {
            var fixes = problems.Select(each => each.Fix).OfType<string>().ToList();
            return new($"the schedule \"{text}\" is not valid: {string.Join("; ", problems.Select(each => each.Message))}", fixes.Count == 0 ? null : string.Join("; ", fixes));
        }
        schedule = new CronSchedule(text, sets[0], sets[1], sets[2], sets[3], sets[4]) { EitherDay = IsRestricted(fields[2]) && IsRestricted(fields[4]) };
        return null;
    }

    /// <summary>Whether it names this minute, by the clock of its time zone. What repeats by <c>@every</c> names none.</summary>
    public bool IsAt(DateTime local)
    {
        if (Every is not null || !Has(Minutes, local.Minute) || !Has(Hours, local.Hour) || !Has(Months, local.Month)) return false;
        var (day, weekday) = (Has(Days, local.Day), Has(Weekdays, (int)local.DayOfWeek));
        return EitherDay ? day || weekday : day && weekday;
    }

    private static bool Has(ulong set, int bit) => (set >> bit & 1) == 1;

    private static bool IsRestricted(string field) => field[0] is not ('*' or '?');

    public override string ToString() => Text;
}
