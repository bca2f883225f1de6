using System.Collections.Immutable;
using Reconciler.Objects;
using Reconciler.Specs;

namespace Reconciler.Rendering.Workloads;

/// <summary>
/// The Deployment of one process. Under blueGreen its name and selector carry the hash of the pod template, so that a new
/// version stands beside the old one and a reverted commit is the old one again.
/// </summary>
public sealed record Workload(ProcessSpec Process, string Name, string? Version, Manifest Deployment, ImmutableArray<Manifest> Secrets)
{
    /// <summary>Every process whose image is known, in the order of their names.</summary>
    public static ImmutableArray<Workload> AllOf(RenderContext context) =>
        [.. context.App.Processes.Select(process => Of(context, process)).OfType<Workload>()];

    private static Workload? Of(RenderContext context, ProcessSpec process)
    {
        if (PodTemplate.Of(context, PodRole.Of(process)) is not { } template) return null;
        var version = context.App.Deploy.IsBlueGreen ? template.Hash : null;
        var name = version is null ? process.ObjectName : $"{process.ObjectName}-{version}";
        return new Workload(process, name, version, Render(context, process, template, name, version), template.Secrets);
    }

    private static Manifest Render(RenderContext context, ProcessSpec process, PodTemplate template, string name, string? version)
    {
        var deploy = context.App.Deploy;
        var spec = new MapBuilder
        {
            ["replicas"] = Replicas(deploy, process),
            ["revisionHistoryLimit"] = 2,
            ["progressDeadlineSeconds"] = deploy.Timeout,
            ["minReadySeconds"] = process.Rollout.MinReadySeconds is { Value: > 0 } seconds ? seconds : null,
            ["strategy"] = Strategy(deploy, process.Rollout),
            ["selector"] = new MapBuilder { ["matchLabels"] = context.Selector(process.Name, version) },
            ["template"] = template.ToNode(version),
        };
        var body = new MapBuilder(process.Place)
        {
            ["apiVersion"] = "apps/v1",
            ["kind"] = "Deployment",
            ["metadata"] = Versioned(context.Metadata("deployment", name, process.Name, process, annotations: Annotations(context, process)), version),
            ["spec"] = spec,
        };
        return context.ToManifest(body.ToMap(), process.Place);
    }

    private static MapNode? Annotations(RenderContext context, ProcessSpec process) =>
        RunMounts.Of(context, PodRole.Of(process)) is { } mounts ? new MapBuilder { [RunMounts.Annotation] = mounts }.ToMap() : null;

    /// <summary>Left out while an autoscaler holds the count; a stopped App has none, whoever holds it.</summary>
    private static Sourced<int>? Replicas(DeploySpec deploy, ProcessSpec process)
    {
        if (deploy.IsStopped) return process.IsAutoscaled && process.Autoscaling!.Engine?.Value != "hpa" ? null : new Sourced<int>(0, deploy.Stopped!.Origin);
        return process.IsAutoscaled ? null : process.Replicas;
    }

    /// <summary>
    /// Always written out: a strategy that only the server defaulted would stay behind when the spec changes to recreate,
    /// and the server refuses both together.
    /// </summary>
    private static MapBuilder Strategy(DeploySpec deploy, RolloutSpec rollout) => deploy.Strategy?.Value == "recreate"
        ? new MapBuilder { ["type"] = ScalarNode.Of("Recreate", deploy.Strategy.Origin) }
        : new MapBuilder
        {
            ["type"] = ScalarNode.Of("RollingUpdate", deploy.Strategy?.Origin ?? default),
            ["rollingUpdate"] = new MapBuilder { ["maxSurge"] = rollout.MaxSurge, ["maxUnavailable"] = rollout.MaxUnavailable },
        };

    private static MapNode Versioned(MapNode metadata, string? version) =>
        version is null ? metadata : metadata.With("labels", metadata.Map("labels")!.With(Ownership.VersionLabel, version));
}
