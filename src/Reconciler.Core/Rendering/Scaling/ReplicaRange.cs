using Reconciler.Diagnostics;
using Reconciler.Objects;

namespace Reconciler.Rendering.Scaling;

/// <summary>How few and how many replicas: min is the replicas where it is not written, max the higher of replicas and min.</summary>
internal sealed record ReplicaRange(Sourced<int> Min, Sourced<int> Max)
{
    public static ReplicaRange Of(ProcessScaling scaling)
    {
        var (autoscaling, replicas) = (scaling.Autoscaling, scaling.Replicas);
        var min = autoscaling.Min ?? replicas;
        if (min.Value < 1 && (scaling.IsHpa || scaling.OnlyMeasuresPods))
        {
            var reason = scaling.IsHpa ? "a HorizontalPodAutoscaler" : "scaling by cpu or memory alone";
            var found = autoscaling.Min is null ? "min is the number of replicas, 0, and" : "min is 0, and";
            scaling.Report(ResourceCodes.ReplicaBounds, min.Origin, $"{found} {reason} needs at least 1", "write min: 1");
            min = new Sourced<int>(1, min.Origin);
        }
        var higher = replicas.Value > min.Value ? replicas : min;
        var max = autoscaling.Max ?? higher.Select(value => Math.Max(1, value));
        if (max.Value < min.Value)
        {
            var name = autoscaling.Min is null ? $"the number of replicas, {min}, which min is" : $"min, {min}";
            scaling.Report(ResourceCodes.ReplicaBounds, max.Origin, $"max is {max}, below {name}", $"write max: {min} or more, or a lower min");
        }
        return new ReplicaRange(min, max);
    }
}
