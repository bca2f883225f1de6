using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Specs.Values;

namespace Reconciler.Specs.Rules;

/// <summary>Cron entries: schedules, time zones, names that occur once. The entries of app.json are merged in by name.</summary>
internal static class CronRules
{
    public static IEnumerable<Diagnostic> Check(AppScope app)
    {
        foreach (var cron in app.App.Cron)
        {
            if (cron.Schedule is { } schedule && !CronSchedule.TryParse(schedule.Value, out _, out var problem)) yield return problem.At(ValueCodes.CronSchedule, app.At(schedule.Origin));
            if (cron.TimeZone is { } zone && TimeZoneName.Check(zone.Value) is { } unknown) yield return unknown.At(ValueCodes.TimeZone, app.At(zone.Origin));
        }
        foreach (var problem in Twice(app.Written.Maps("cron").Select(entry => entry.Text("name")), "cron entry")) yield return problem;
    }

    /// <summary>Every name that an earlier item has too.</summary>
    internal static IEnumerable<Diagnostic> Twice(IEnumerable<Sourced<string>?> names, string what)
    {
        var seen = new Dictionary<string, Origin>(StringComparer.Ordinal);
        foreach (var name in names.OfType<Sourced<string>>())
        {
            if (!seen.TryAdd(name.Value, name.Origin))
                yield return WorkloadCodes.CronTwice.At(name.Origin, $"the {what} \"{name.Value}\" is already written at {seen[name.Value]}", "rename one of the two") with { Found = name.Value };
        }
    }
}
