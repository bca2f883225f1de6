using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Specs.Values;

namespace Reconciler.Specs.Dokku;

/// <summary>Reads <c>cron</c>. A task is named after its command, so that a changed schedule is the same CronJob.</summary>
internal static class AppJsonCron
{
    public static ListNode? Read(MapNode root, AppJsonFields fields)
    {
        if (fields.List(root, "cron") is not { } cron) return null;
        var names = new HashSet<string>(StringComparer.Ordinal);
        var tasks = ImmutableArray.CreateBuilder<Node>();
        foreach (var entry in fields.Maps(cron, "a cron task"))
            if (Task(entry, names, fields) is { } task) tasks.Add(task);
        return tasks.Count == 0 ? null : new ListNode(tasks.ToImmutable(), cron.Origin);
    }

    private static MapNode? Task(MapNode entry, HashSet<string> names, AppJsonFields fields)
    {
        fields.OnlyKnown(entry, "a cron task", "command", "schedule", "concurrency_policy", "maintenance");
        var command = fields.Text(entry, "command");
        var schedule = fields.Text(entry, "schedule");
        if (command is not { Value.Length: > 0 } || schedule is not { Value.Length: > 0 })
        {
            fields.Ignored(entry.Origin, $"the cron task has no {(command is { Value.Length: > 0 } ? "schedule" : "command")}, so it does not run");
            return null;
        }
        var words = fields.ShellLine(command);
        if (!CronSchedule.TryParse(schedule.Value, out _, out var problem)) fields.Problems.Add(problem.At(ValueCodes.CronSchedule, schedule.Origin));
        if (problem is not null || words is null) return null;
        return new MapBuilder(entry.Origin)
        {
            { "name", ScalarNode.Of(Name(command.Value, names), command.Origin) },
            { "schedule", schedule },
            { "command", words },
            { "concurrency", Concurrency(entry, fields) },
            { "suspend", fields.Flag(entry, "maintenance") },
        }.ToMap();
    }

    private static Sourced<string>? Concurrency(MapNode entry, AppJsonFields fields)
    {
        if (fields.Text(entry, "concurrency_policy") is not { Value.Length: > 0 } policy) return null;
        if (policy.Value is "allow" or "forbid" or "replace") return policy;
        fields.Problems.Add(ValueCodes.AppJsonValue.At(policy.Origin, $"the concurrency_policy \"{policy.Value}\" is not known", "write allow, forbid or replace"));
        return null;
    }

    /// <summary>The name of a command's task; the second task of the same command gets -2.</summary>
    private static string Name(string command, HashSet<string> names)
    {
        var name = "cron-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(command)).AsSpan(0, 4));
        var unique = name;
        for (var count = 2; !names.Add(unique); count++) unique = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{name}-{count}");
        return unique;
    }
}
