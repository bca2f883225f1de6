using Reconciler.Objects;

namespace Reconciler.Live;

/// <summary>The labels by which what belongs to an App is found in a cluster.</summary>
public static class LiveLabels
{
    public const string App = "app.kubernetes.io/name";
    public const string Component = "app.kubernetes.io/component";
    public const string PartOf = "app.kubernetes.io/part-of";
    public const string ManagedBy = "app.kubernetes.io/managed-by";

    /// <summary>Marks the Jobs that somebody started by command, and their pods; its value is the run's id.</summary>
    public const string Run = "reconciler.dev/run";

    /// <summary>The volume that a run looks into; such a run is of no App.</summary>
    public const string Volume = "reconciler.dev/run-volume";

    /// <summary>What the component of a run's Job and pod is.</summary>
    public const string RunComponent = "run";

    public static string? Label(this MapNode body, string key) => body.Map("metadata").Map("labels").Text(key)?.Value;

    /// <summary>Whether a component is a process rather than a Job of some kind; the language reserves the names of these.</summary>
    public static bool IsProcess(string? component) =>
        component is not (null or RunComponent or "before" or "after") && !component.StartsWith("cron-", StringComparison.Ordinal);
}
