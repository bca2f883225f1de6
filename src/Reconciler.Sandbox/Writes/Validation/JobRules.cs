using Reconciler.Objects;
using Reconciler.Specs.Values;

namespace Reconciler.Sandbox.Writes.Validation;

/// <summary>Rules for Jobs and CronJobs.</summary>
internal static class JobRules
{
    private const string Immutable = "field is immutable";

    public static IEnumerable<FieldError> Job(MapNode body) => Spec(body.Map("spec") ?? MapNode.Empty, "spec", needsSelector: true);

    /// <summary>A Job runs what it was created with; a suspended one that never ran may still be given other labels and resources.</summary>
    public static IEnumerable<FieldError> JobChange(MapNode live, MapNode body)
    {
        foreach (var field in (string[])["selector", "completionMode", "podFailurePolicy", "backoffLimitPerIndex", "managedBy", "successPolicy"])
            foreach (var error in FieldPaths.Unchanged(live, body, Immutable, "spec", field)) yield return error;
        if (live.Path("spec", "completionMode") is not ScalarNode { Value: "Indexed" })
            foreach (var error in FieldPaths.Unchanged(live, body, Immutable, "spec", "completions")) yield return error;
        var isWaiting = live.Map("spec").Flag("suspend")?.Value == true && live.Path("status", "startTime") is null;
        if (!isWaiting)
            foreach (var error in FieldPaths.Unchanged(live, body, Immutable, "spec", "template")) yield return error;
    }

    public static IEnumerable<FieldError> CronJob(MapNode body)
    {
        var spec = body.Map("spec") ?? MapNode.Empty;
        if (spec.Filled("schedule") is not { } schedule) yield return FieldError.Required("spec.schedule");
        else if (schedule.Contains("TZ", StringComparison.Ordinal))
            yield return FieldError.Invalid("spec.schedule", schedule, "cannot use TZ or CRON_TZ in schedule, use timeZone field instead");
        else if (!CronSchedule.TryParse(schedule, out _, out var problem)) yield return FieldError.Invalid("spec.schedule", schedule, problem.Message);
        foreach (var error in FieldPaths.OneOf(spec, "concurrencyPolicy", "spec", "Allow", "Forbid", "Replace")) yield return error;
        foreach (var number in (string[])["startingDeadlineSeconds", "successfulJobsHistoryLimit", "failedJobsHistoryLimit"])
            foreach (var error in FieldPaths.NotNegative(spec, number, "spec")) yield return error;
        if (spec["timeZone"] is ScalarNode { Value: var zone })
        {
            if (zone.Length == 0) yield return FieldError.Invalid("spec.timeZone", zone, "timeZone must be nil or non-empty string");
            else if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _)) yield return FieldError.Invalid("spec.timeZone", zone, $"unknown time zone {zone}");
        }
        if (spec.Map("jobTemplate").Map("spec") is { } template)
            foreach (var error in Spec(template, "spec.jobTemplate.spec", needsSelector: false)) yield return error;
    }

    private static IEnumerable<FieldError> Spec(MapNode spec, string path, bool needsSelector)
    {
        foreach (var number in (string[])["parallelism", "completions", "activeDeadlineSeconds", "backoffLimit", "ttlSecondsAfterFinished"])
            foreach (var error in FieldPaths.NotNegative(spec, number, path)) yield return error;
        if (needsSelector && spec.Map("selector") is null) yield return FieldError.Required($"{path}.selector");
        if (needsSelector && spec.Map("selector") is { } selector && !LabelRules.Matches(selector, (spec.Map("template") ?? MapNode.Empty).Metadata().Map("labels")))
            yield return FieldError.Invalid($"{path}.template.metadata.labels", (spec.Map("template") ?? MapNode.Empty).Metadata()["labels"], "`selector` does not match template `labels`");
        foreach (var error in PodRules.Template(spec.Map("template"), $"{path}.template")) yield return error;
        var policy = spec.Map("template").Map("spec").Text("restartPolicy")?.Value;
        if (policy is not ("OnFailure" or "Never")) yield return policy is null or "Always"
            ? new FieldError("FieldValueRequired", $"{path}.template.spec.restartPolicy", "Required value: valid values: \"OnFailure\", \"Never\"")
            : FieldError.NotSupported($"{path}.template.spec.restartPolicy", policy, ["OnFailure", "Never"]);
        foreach (var error in FieldPaths.OneOf(spec, "completionMode", path, "NonIndexed", "Indexed")) yield return error;
        if (spec.Text("completionMode")?.Value == "Indexed" && spec.Number("completions") is null)
            yield return FieldError.Required($"{path}.completions", "when completion mode is Indexed");
    }
}
