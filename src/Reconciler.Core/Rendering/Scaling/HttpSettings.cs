using System.Globalization;
using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Rendering.Shared;
using Reconciler.Specs;

namespace Reconciler.Rendering.Scaling;

/// <summary>The metadata of an http trigger, checked and with its defaults.</summary>
internal sealed record HttpSettings(Node ScaledownPeriod, MapNode Metric)
{
    private static readonly (string Key, int Default)[] Numbers =
    [
        ("request_rate_target_value", 100),
        ("request_rate_window_seconds", 60),
        ("request_rate_granularity_seconds", 1),
        ("concurrency_target_value", 100),
        ("scaledown_period_seconds", 300),
    ];

    public static HttpSettings Of(ProcessScaling scaling, TriggerSpec trigger)
    {
        var metadata = scaling.Context.Interpolate((trigger.Metadata ?? MapNode.Empty).WithoutNulls().AsText(), scaling.Process);
        ReportUnknown(scaling, metadata);
        var numbers = Numbers.ToDictionary(number => number.Key, number => Number(scaling, metadata, number.Key, number.Default), StringComparer.Ordinal);
        var metric = IsByConcurrency(scaling, metadata)
            ? new MapBuilder { ["concurrency"] = new MapBuilder { ["targetValue"] = numbers["concurrency_target_value"] } }
            : new MapBuilder
            {
                ["requestRate"] = new MapBuilder
                {
                    ["granularity"] = Seconds(numbers["request_rate_granularity_seconds"]),
                    ["targetValue"] = numbers["request_rate_target_value"],
                    ["window"] = Seconds(numbers["request_rate_window_seconds"]),
                },
            };
        return new HttpSettings(numbers["scaledown_period_seconds"].ToNode(), metric.ToMap());
    }

    private static bool IsByConcurrency(ProcessScaling scaling, MapNode metadata)
    {
        if (metadata.Text("scale_by") is not { } scaleBy || scaleBy.Value == "request_rate") return false;
        if (scaleBy.Value == "concurrency") return true;
        scaling.Report(ResourceCodes.HttpScaleBy, scaleBy.Origin, $"scale_by is {scaleBy.Value}; it may be request_rate or concurrency", "write scale_by: request_rate");
        return false;
    }

    private static void ReportUnknown(ProcessScaling scaling, MapNode metadata)
    {
        foreach (var entry in metadata.Entries.Where(entry => entry.Key != "scale_by" && !Numbers.Any(number => number.Key == entry.Key)))
            scaling.Report(ResourceCodes.HttpSetting, entry.KeyOrigin, $"an http trigger has no setting {entry.Key}", $"the settings are scale_by, {string.Join(", ", Numbers.Select(number => number.Key))}");
    }

    private static Sourced<int> Number(ProcessScaling scaling, MapNode metadata, string key, int byDefault)
    {
        if (metadata.Text(key) is not { } text) return new Sourced<int>(byDefault, Origin.None);
        if (int.TryParse(text.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0) return new Sourced<int>(number, text.Origin);
        scaling.Report(ResourceCodes.HttpSetting, text.Origin, $"{key} is {text.Value}; it has to be a whole number above zero", $"write {key}: {byDefault}");
        return new Sourced<int>(byDefault, text.Origin);
    }

    private static ScalarNode Seconds(Sourced<int> seconds) => ScalarNode.Of(GoDuration.Of(seconds.Value), seconds.Origin);
}
