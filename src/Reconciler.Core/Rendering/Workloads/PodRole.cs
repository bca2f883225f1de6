using Reconciler.Objects;
using Reconciler.Specs;
using Reconciler.Specs.Merging;

namespace Reconciler.Rendering.Workloads;

/// <summary>
/// What one pod template is for: a process itself, or a Job that borrows a process's image, configuration and placement.
/// <see cref="Consumer"/> is what a mount's `processes` names: the process, "cron:NAME" or "tasks".
/// </summary>
public sealed record PodRole(string Component, string Consumer, ProcessSpec Process)
{
    public required Node? Command { get; init; }
    public required MapNode Env { get; init; }
    public required ResourcesSpec Resources { get; init; }

    /// <summary>A Job's pod ends; it has no probes and no sidecars, and is not restarted in place.</summary>
    public bool IsJob { get; init; }

    public CronSpec? Cron { get; init; }

    public static PodRole Of(ProcessSpec process) => new(process.Name, process.Name, process)
    {
        Command = process.Command,
        Env = process.Env ?? MapNode.Empty,
        Resources = process.Resources,
    };

    /// <summary>A Job on top of a process: its own variables win; resources are its own, over the defaults.</summary>
    public static PodRole Job(RenderContext context, string component, string consumer, ProcessSpec process, Node? command, MapNode? env, ResourcesSpec resources, CronSpec? cron = null) => new(component, consumer, process)
    {
        Command = command,
        Env = SpecMerge.WithoutNulls(SpecMerge.Merge(process.Env, env)),
        Resources = new ResourcesSpec(SpecMerge.WithoutNulls(SpecMerge.Merge(Defaults.Resources, context.Environment.Resources.Fields, resources.Fields))),
        IsJob = true,
        Cron = cron,
    };
}
