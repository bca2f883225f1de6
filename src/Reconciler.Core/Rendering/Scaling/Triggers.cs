using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Specs;

namespace Reconciler.Rendering.Scaling;

/// <summary>The triggers of a ScaledObject: as they are written, with names, metadata as text, and what they log in with.</summary>
internal static class Triggers
{
    public static ListNode Render(ProcessScaling scaling)
    {
        var triggers = ImmutableArray.CreateBuilder<Node>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var number = 0;
        foreach (var trigger in scaling.Autoscaling.Triggers)
        {
            number++;
            if (trigger.Type is not { } type) continue;
            var name = trigger.Name ?? new Sourced<string>($"trigger-{type.Value}-{number}", type.Origin);
            if (!names.Add(name.Value))
                scaling.Report(ResourceCodes.TriggerNameTwice, name.Origin, $"two triggers are called {name.Value}", "give one of them another name");
            if (!ProcessScaling.IsHttp(trigger)) triggers.Add(Render(scaling, trigger, type, name));
            else if (IsFirstHttp(scaling, trigger)) triggers.Add(HttpScaling.ExternalTrigger(scaling, trigger, name));
            else scaling.Report(ResourceCodes.SecondHttpTrigger, type.Origin, "it has more than one http trigger", "keep one");
        }
        return new ListNode(triggers.ToImmutable(), scaling.Autoscaling.Fields["triggers"]!.Origin);
    }

    private static bool IsFirstHttp(ProcessScaling scaling, TriggerSpec trigger) =>
        ReferenceEquals(scaling.Autoscaling.Triggers.First(ProcessScaling.IsHttp).Fields, trigger.Fields);

    private static MapNode Render(ProcessScaling scaling, TriggerSpec trigger, Sourced<string> type, Sourced<string> name)
    {
        var metadata = scaling.Context.Interpolate((trigger.Metadata ?? MapNode.Empty).AsText().WithoutNulls(), scaling.Process);
        var metricType = trigger.MetricType;
        if (ProcessScaling.IsMeasuredOnPods(trigger))
        {
            // KEDA wants it written for these two; older versions had it in the metadata.
            metricType ??= metadata.Text("type") ?? new Sourced<string>("Utilization", Origin.None);
            metadata = metadata.Without("type");
        }
        return new MapBuilder(trigger.Fields.Origin)
        {
            ["type"] = type,
            ["name"] = name,
            ["metricType"] = metricType,
            ["metadata"] = metadata,
            ["authenticationRef"] = Authentication(scaling, trigger, type.Value),
        }.ToMap();
    }

    /// <summary>The one that is written, by its name alone or with its kind; null means none; else the one for the trigger's type.</summary>
    private static MapNode? Authentication(ProcessScaling scaling, TriggerSpec trigger, string type) => trigger.Fields["authenticationRef"] switch
    {
        ScalarNode { IsNull: true } => null,
        ScalarNode name => new MapBuilder(name.Origin) { ["name"] = ScalarNode.Of(name.Written, name.Origin) }.ToMap(),
        MapNode written => written.WithoutNulls(),
        _ => AutoscalingAuths.ReferenceFor(scaling.Context, type),
    };
}
