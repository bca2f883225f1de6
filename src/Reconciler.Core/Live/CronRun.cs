using Reconciler.Objects;

namespace Reconciler.Live;

/// <summary>
/// The Job of a CronJob that is run now: just what its schedule would make, and kept and cleaned up by the CronJob's own rules. It is
/// said to be started by hand in the way that kubectl says it.
/// </summary>
public static class CronRun
{
    public static MapNode Of(MapNode cronJob, OneOffOrder order)
    {
        var metadata = cronJob.Map("metadata");
        var template = cronJob.Map("spec").Map("jobTemplate");
        var spec = template.Map("spec") ?? MapNode.Empty;
        var pods = spec.Map("template") ?? MapNode.Empty;
        var podMetadata = pods.Map("metadata") ?? MapNode.Empty;
        var name = metadata.Text("name")?.Value ?? "";
        return new MapBuilder
        {
            ["apiVersion"] = "batch/v1",
            ["kind"] = "Job",
            ["metadata"] = new MapBuilder
            {
                ["name"] = order.JobName(name),
                ["namespace"] = metadata.Text("namespace")?.Value,
                ["labels"] = Marked(template.Map("metadata").Map("labels"), order),
                ["annotations"] = new MapBuilder().AddAll(template.Map("metadata").Map("annotations")).AddAll(new MapBuilder { ["cronjob.kubernetes.io/instantiate"] = "manual", [OneOffJob.ByAnnotation] = order.By }.ToMap()),
                ["ownerReferences"] = ListNode.Of(new MapBuilder { ["apiVersion"] = "batch/v1", ["kind"] = "CronJob", ["name"] = name, ["uid"] = metadata.Text("uid")?.Value, ["controller"] = true }.ToMap()),
            },
            ["spec"] = spec.With("template", pods.With("metadata", podMetadata.With("labels", Marked(podMetadata.Map("labels"), order)))),
        }.ToMap();
    }

    /// <summary>The Job that keeps a CronJob from being run now, as it wants no two at once; null where nothing does.</summary>
    public static MapNode? InTheWay(MapNode cronJob, IEnumerable<MapNode> jobs)
    {
        if (cronJob.Map("spec").Text("concurrencyPolicy")?.Value is null or "Allow") return null;
        var uid = cronJob.Map("metadata").Text("uid")?.Value;
        return jobs.FirstOrDefault(job => job.Map("metadata").Maps("ownerReferences").Any(owner => owner.Text("uid")?.Value == uid) && OneOffRun.Of(job).State is OneOffState.Starting or OneOffState.Running);
    }

    private static MapNode Marked(MapNode? labels, OneOffOrder order) => (labels ?? MapNode.Empty).With(LiveLabels.Run, order.Id);
}
