using Reconciler.Objects;
using Reconciler.Specs.Values;

namespace Reconciler.Sandbox.Writes.Validation;

/// <summary>Rules for Jobs and CronJobs.</summary>
internal static class JobRules
{
    private const string Immutable = "field is immutable";

    public static IEnumerable<FieldError> Job(MapNode body) => Generated(body).Concat(Spec(body.Map("spec") ?? MapNode.Empty, "spec", needsSelector: true));

    /// <summary>A Job that doesn't choose its own selector has the one that the server made.</summary>
    private static IEnumerable<FieldError> Generated(MapNode body)
    {
        if (body.Map("spec") is not { } spec || spec.Flag("manualSelector")?.Value == true || spec.Map("selector") is not { } selector) yield break;
        var expected = new MapNode([.. GeneratedLabels(body).Select(label => new MapEntry(label.Key, label.Value))]);
        if (!LabelRules.Matches(selector, expected)) yield return FieldError.Invalid("spec.selector", selector, "`selector` not auto-generated");
    }

    /// <summary>The labels by which the server finds the pods of a Job.</summary>
    public static IEnumerable<(string Key, string Value)> GeneratedLabels(MapNode body)
    {
        var (uid, name) = (body.Meta("uid") ?? "", body.Meta("name") ?? "");
        return [("batch.kubernetes.io/controller-uid", uid), ("batch.kubernetes.io/job-name", name), ("controller-uid", uid), ("job-name", name)];
    }

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
        else if (!CronSchedule.TryParse(schedule, out _, out var problem)) yield return FieldError.Invalid("spec.schedule", schedule, GoSchedule(schedule, problem.Message));
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

    /// <summary>The server counts the fields of a schedule; its other words depend on the field that is wrong.</summary>
    private static string GoSchedule(string schedule, string message)
    {
        var fields = schedule.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (schedule.StartsWith('@')) return $"unrecognized descriptor: {schedule}";
        return fields.Length == 5 ? message : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"expected exactly 5 fields, found {fields.Length}: [{string.Join(' ', fields)}]");
    }

    private static IEnumerable<FieldError> Spec(MapNode spec, string path, bool needsSelector)
    {
        foreach (var number in (string[])["parallelism", "completions", "activeDeadlineSeconds", "backoffLimit", "ttlSecondsAfterFinished"])
            foreach (var error in FieldPaths.NotNegative(spec, number, path)) yield return error;
        foreach (var number in (string[])["backoffLimitPerIndex", "maxFailedIndexes"])
        {
            foreach (var error in FieldPaths.NotNegative(spec, number, path)) yield return error;
            if (spec.Number(number) is { } indexed && spec.Text("completionMode")?.Value != "Indexed") yield return FieldError.Invalid($"{path}.{number}", indexed, "requires indexed completion mode");
        }
        foreach (var error in FieldPaths.OneOf(spec, "completionMode", path, "NonIndexed", "Indexed")) yield return error;
        if (spec.Text("completionMode")?.Value == "Indexed" && spec.Number("completions") is null)
            yield return FieldError.Required($"{path}.completions", "when completion mode is Indexed");
        foreach (var error in FieldPaths.OneOf(spec, "podReplacementPolicy", path, "Failed", "TerminatingOrFailed")) yield return error;
        foreach (var error in PodRules.Template(spec.Map("template"), $"{path}.template")) yield return error;
        var policy = spec.Map("template").Map("spec").Text("restartPolicy")?.Value;
        if (policy is not ("OnFailure" or "Never")) yield return policy is null or "Always"
            ? new FieldError("FieldValueRequired", $"{path}.template.spec.restartPolicy", "Required value: valid values: \"OnFailure\", \"Never\"")
            : FieldError.NotSupported($"{path}.template.spec.restartPolicy", policy, ["OnFailure", "Never"]);
        if (!needsSelector) yield break;
        if (spec.Map("selector") is not { } selector) yield return FieldError.Required($"{path}.selector");
        else
        {
            foreach (var error in LabelRules.Selector(selector, $"{path}.selector")) yield return error;
            if (LabelRules.Matches(selector, (spec.Map("template") ?? MapNode.Empty).Metadata().Map("labels"))) yield break;
            yield return FieldError.Invalid($"{path}.template.metadata.labels", (spec.Map("template") ?? MapNode.Empty).Metadata()["labels"], "`selector` does not match template `labels`");
        }
    }
}
