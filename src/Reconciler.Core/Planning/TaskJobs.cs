using System.Globalization;
using Reconciler.Health;
using Reconciler.Live;
using Reconciler.Objects;
using Reconciler.Rendering;

namespace Reconciler.Planning;

/// <summary>
/// The Jobs of `deploy.tasks`. Each runs once for what its name stands for, image, variables and command, whatever else of it changes.
/// </summary>
public static class TaskJobs
{
    /// <summary>Whether a Job is a task of an App.</summary>
    public static bool IsTask(MapNode job) => StageOf(job) is not null;

    /// <summary>Before the workloads or after everything; null for any other object.</summary>
    public static Stage? StageOf(MapNode job)
    {
        if (job.Text("kind")?.Value != "Job" || job.Path("metadata", "labels") is not MapNode labels || labels.Text(LiveLabels.ManagedBy)?.Value != Ownership.ManagedBy) return null;
        return labels.Text(LiveLabels.Component)?.Value switch { "before" => Stage.Before, "after" => Stage.After, _ => null };
    }

    /// <summary>Whether a Job failed for good.</summary>
    public static bool HasFailed(MapNode job) => job.Status().Condition("Failed").IsTrue();

    /// <summary>Which of the tasks of its stage it is, counted from 1.</summary>
    public static int NumberOf(ObjectKey job)
    {
        var parts = job.Name.Split('-');
        return parts.Length > 2 && int.TryParse(parts[^2], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
    }
}
