using System.Globalization;
using Reconciler.Diagnostics;
using Reconciler.Objects;

namespace Reconciler.Specs.Dokku;

/// <summary>Reads <c>formation</c>: how many of each process run, and how they scale.</summary>
internal static class AppJsonFormation
{
    public static void Read(MapNode formation, AppJsonProcesses processes, AppJsonFields fields)
    {
        foreach (var entry in formation.Entries)
        {
            if (processes.Declare(entry) is not { } name || fields.Map(formation, entry.Key) is not { } process) continue;
            fields.OnlyKnown(process, $"formation.{entry.Key}", "quantity", "max_parallel", "service", "autoscaling");
            if (fields.Number(process, "quantity") is { } quantity)
            {
                if (quantity.Value >= 0) processes.Put(name, "replicas", quantity);
                else fields.Problems.Add(ValueCodes.AppJsonValue.At(quantity.Origin, $"quantity can't be {quantity.Value.ToString(CultureInfo.InvariantCulture)}"));
            }
            // Dokku reads zero and less as not set.
            if (fields.Number(process, "max_parallel") is { Value: > 0 } parallel) processes.Put(name, "rollout", parallel, "maxUnavailable");
            if (fields.Map(process, "service") is { } service)
            {
                fields.OnlyKnown(service, $"formation.{entry.Key}.service", "exposed");
                processes.Put(name, "expose", fields.Flag(service, "exposed"));
            }
            if (fields.Map(process, "autoscaling") is { } autoscaling) processes.Put(name, "autoscaling", Autoscaling(autoscaling, entry.Key, fields));
        }
    }

    private static MapNode? Autoscaling(MapNode autoscaling, string process, AppJsonFields fields)
    {
        fields.OnlyKnown(autoscaling, $"formation.{process}.autoscaling", "min_quantity", "max_quantity", "polling_interval_seconds", "cooldown_seconds", "cooldown_period_seconds", "triggers");
        var triggers = fields.Maps(fields.List(autoscaling, "triggers"), "a trigger").Select(trigger => Trigger(trigger, fields)).OfType<MapNode>().ToList();
        var result = new MapBuilder(autoscaling.Origin)
        {
            { "min", fields.Number(autoscaling, "min_quantity") },
            { "max", fields.Number(autoscaling, "max_quantity") },
            { "pollingInterval", fields.Positive(autoscaling, "polling_interval_seconds") },
            { "cooldown", fields.Number(autoscaling, "cooldown_period_seconds") ?? fields.Number(autoscaling, "cooldown_seconds") },
        };
        if (triggers.Count == 0)
        {
            fields.Ignored(autoscaling.Origin, $"the autoscaling of {process} has no triggers, so it is off", "add a trigger, or remove autoscaling");
            return null;
        }
        result.Add("triggers", new ListNode([.. triggers], autoscaling["triggers"]!.Origin));
        return result.ToMap();
    }

    private static MapNode? Trigger(MapNode trigger, AppJsonFields fields)
    {
        fields.OnlyKnown(trigger, "a trigger", "name", "type", "metadata");
        var result = new MapBuilder(trigger.Origin) { { "type", fields.Text(trigger, "type") }, { "name", fields.Text(trigger, "name") } };
        if (fields.Map(trigger, "metadata") is { } metadata)
        {
            var entries = metadata.Entries.Where(entry => !entry.Value.IsNullOrMissing() && fields.Text(metadata, entry.Key) is not null);
            result.Add("metadata", new MapNode([.. entries.Select(entry => entry with { Value = fields.Interpolated(ScalarNode.Of(entry.Value.ToString()!, entry.Value.Origin)) })], metadata.Origin));
        }
        if (result["type"] is ScalarNode { Value.Length: > 0 }) return result.ToMap();
        fields.Problems.Add(ValueCodes.AppJsonValue.At(trigger.Origin, "the trigger has no type", "write one of KEDA's scalers, as in \"type\": \"cpu\""));
        return null;
    }
}
