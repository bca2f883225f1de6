using System.Collections.Immutable;
using System.Globalization;
using Reconciler.Objects;
using Reconciler.Sandbox.Resources;

namespace Reconciler.Sandbox.Routes.Tables;

/// <summary>Columns of what runs: pods and what makes them.</summary>
internal static class WorkloadColumns
{
    public static ImmutableArray<TableColumn>? Of(string resource) => resource switch
    {
        "pods" => PodColumns.All,
        "deployments.apps" =>
        [
            TableColumns.Text("Ready", body => $"{Count(body, "status", "readyReplicas")}/{Wanted(body)}"),
            TableColumns.Number("Up-to-date", body => Count(body, "status", "updatedReplicas")),
            TableColumns.Number("Available", body => Count(body, "status", "availableReplicas")),
            TableColumns.Age, .. Template,
        ],
        "replicasets.apps" or "replicationcontrollers" =>
        [
            TableColumns.Number("Desired", Wanted),
            TableColumns.Number("Current", body => Count(body, "status", "replicas")),
            TableColumns.Number("Ready", body => Count(body, "status", "readyReplicas")),
            TableColumns.Age, .. Template,
        ],
        "statefulsets.apps" => [TableColumns.Text("Ready", body => $"{Count(body, "status", "readyReplicas")}/{Wanted(body)}"), TableColumns.Age, Containers, Images],
        "daemonsets.apps" =>
        [
            TableColumns.Number("Desired", body => Count(body, "status", "desiredNumberScheduled")),
            TableColumns.Number("Current", body => Count(body, "status", "currentNumberScheduled")),
            TableColumns.Number("Ready", body => Count(body, "status", "numberReady")),
            TableColumns.Number("Up-to-date", body => Count(body, "status", "updatedNumberScheduled")),
            TableColumns.Number("Available", body => Count(body, "status", "numberAvailable")),
            TableColumns.Text("Node Selector", body => TableCells.Labels(Spec(body).Map("nodeSelector"))),
            TableColumns.Age, .. Template,
        ],
        "jobs.batch" =>
        [
            TableColumns.Text("Status", JobStatus),
            TableColumns.Text("Completions", body => $"{Count(body, "status", "succeeded")}/{body.Map("spec").Text("completions")?.Value ?? "1"}"),
            new TableColumn("Duration", "string", 0, (body, now) => JobDuration(body, now)),
            TableColumns.Age, .. Template,
        ],
        "cronjobs.batch" =>
        [
            TableColumns.Text("Schedule", body => body.Map("spec").Text("schedule")?.Value),
            TableColumns.Text("Timezone", body => body.Map("spec").Text("timeZone")?.Value),
            TableColumns.Text("Suspend", body => body.Map("spec").Flag("suspend")?.Value == true ? "True" : "False"),
            TableColumns.Number("Active", body => body.Map("status").List("active")?.Items.Length ?? 0),
            new TableColumn("Last Schedule", "string", 0, (body, now) => body.Map("status").Text("lastScheduleTime") is { } time ? TableCells.Age(time.Value, now) : "<none>"),
            TableColumns.Age, Containers, Images,
        ],
        _ => null,
    };

    private static TableColumn Containers { get; } = TableColumns.Text("Containers", body => string.Join(',', PodSpec(body).Maps("containers").Select(container => container.Text("name")?.Value)), priority: 1);

    private static TableColumn Images { get; } = TableColumns.Text("Images", body => string.Join(',', PodSpec(body).Maps("containers").Select(container => container.Text("image")?.Value)), priority: 1);

    private static ImmutableArray<TableColumn> Template { get; } = [Containers, Images, TableColumns.Text("Selector", body => TableCells.Selector(body.Map("spec").Map("selector")), priority: 1)];

    private static MapNode? Spec(MapNode body) => body.Map("spec").Map("template").Map("spec");

    private static MapNode? PodSpec(MapNode body) => Spec(body) ?? body.Map("spec").Map("jobTemplate").Map("spec").Map("template").Map("spec");

    private static long Wanted(MapNode body) => Count(body, "spec", "replicas");

    private static long Count(MapNode body, string part, string key) => body.Map(part).Int(key)?.Value ?? 0;

    private static string JobStatus(MapNode body)
    {
        bool Has(string type) => body.Map("status").Maps("conditions").Any(item => item.Text("type")?.Value == type && item.Text("status")?.Value == "True");
        if (Has("Complete")) return "Complete";
        if (Has("Failed")) return "Failed";
        if (body.IsDying()) return "Terminating";
        return Has("Suspended") ? "Suspended" : Has("FailureTarget") ? "FailureTarget" : Has("SuccessCriteriaMet") ? "SuccessCriteriaMet" : "Running";
    }

    private static Node JobDuration(MapNode body, DateTimeOffset now)
    {
        if (!TryTime(body, "startTime", out var start)) return "";
        return TableCells.Duration((TryTime(body, "completionTime", out var end) ? end : now) - start);
    }

    private static bool TryTime(MapNode body, string key, out DateTimeOffset time) =>
        DateTimeOffset.TryParse(body.Map("status").Text(key)?.Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);
}
