using System.Collections.Immutable;
using Reconciler.Diffing;
using Reconciler.Objects;
using Reconciler.Rendering;
using Reconciler.Rendering.Scaling;

namespace Reconciler.Holds;

/// <summary>
/// The objects of an App that is stopped, and of one that runs although its spec says stopped: the same fields that `deploy.stopped` sets
/// in the spec.
/// </summary>
internal static class Stopping
{
    private static readonly FieldPointer Suspend = new(["f:spec", "f:suspend"]);
    private static readonly FieldPointer Paused = new(["f:metadata", "f:annotations", $"f:{Autoscaling.PausedAnnotation}"]);

    public static ImmutableArray<Manifest> Stopped(ImmutableArray<Manifest> manifests)
    {
        var paused = manifests.Where(manifest => IsScaledObject(manifest.Key)).Select(manifest => manifest.Body.Map("spec").Map("scaleTargetRef").Text("name")?.Value).ToHashSet(StringComparer.Ordinal);
        return [.. manifests.Where(manifest => !IsAutoscaler(manifest.Key)).Select(Stop)];

        Manifest Stop(Manifest manifest)
        {
            // what KEDA scales it brings to none itself, as long as it is paused
            if (Workloads.HasReplicas(manifest.Key)) return paused.Contains(manifest.Key.Name) ? manifest : With(manifest, Workloads.Replicas, ScalarNode.Of(0));
            if (IsScaledObject(manifest.Key)) return With(manifest, Paused, ScalarNode.Of("0", Origin.None));
            return IsCronJob(manifest.Key) ? With(manifest, Suspend, ScalarNode.Of(true)) : manifest;
        }
    }

    /// <summary>The objects with what stops them as it is in those that would run.</summary>
    public static ImmutableArray<Manifest> Started(ImmutableArray<Manifest> manifests, ImmutableArray<Manifest> running)
    {
        var twins = running.ToImmutableDictionary(manifest => manifest.Key);
        return [.. manifests.Select(Start), .. running.Where(twin => IsAutoscaler(twin.Key) && !manifests.Any(manifest => manifest.Key == twin.Key))];

        Manifest Start(Manifest manifest)
        {
            if (FieldOf(manifest.Key) is not { } field) return manifest;
            var twin = twins.GetValueOrDefault(manifest.Key);
            var wanted = twin is null ? Unknown(manifest, field) : field.Read(twin.Body);
            return manifest with { Body = wanted is null ? field.Without(manifest.Body) : field.With(manifest.Body, wanted) };
        }
    }

    /// <summary>Of what only a kustomization makes nothing is known but that it was stopped.</summary>
    private static ScalarNode? Unknown(Manifest manifest, FieldPointer field) => field == Workloads.Replicas && (field.Read(manifest.Body) as ScalarNode)?.Value == "0" ? ScalarNode.Of(1) : null;

    private static FieldPointer? FieldOf(ObjectKey key) => Workloads.HasReplicas(key) ? Workloads.Replicas : IsScaledObject(key) ? Paused : IsCronJob(key) ? Suspend : null;

    private static Manifest With(Manifest manifest, FieldPointer field, Node value) => manifest with { Body = field.With(manifest.Body, value) };

    private static bool IsAutoscaler(ObjectKey key) => key is { Group: "autoscaling", Kind: "HorizontalPodAutoscaler" };

    private static bool IsScaledObject(ObjectKey key) => key is { Group: "keda.sh", Kind: "ScaledObject" };

    private static bool IsCronJob(ObjectKey key) => key is { Group: "batch", Kind: "CronJob" };
}
