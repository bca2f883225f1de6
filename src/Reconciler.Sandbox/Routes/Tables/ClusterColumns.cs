using System.Collections.Immutable;
using Reconciler.Objects;
using Reconciler.Sandbox.Resources;

namespace Reconciler.Sandbox.Routes.Tables;

/// <summary>Columns of the cluster's own kinds: namespaces, nodes, rights, limits, events.</summary>
internal static class ClusterColumns
{
    public static ImmutableArray<TableColumn>? Of(string resource) => resource switch
    {
        "namespaces" => [TableColumns.Text("Status", body => body.Map("status").Text("phase")?.Value), TableColumns.Age],
        "nodes" =>
        [
            TableColumns.Text("Status", NodeStatus),
            TableColumns.Text("Roles", Roles),
            TableColumns.Age,
            TableColumns.Text("Version", body => body.Map("status").Map("nodeInfo").Text("kubeletVersion")?.Value),
            TableColumns.Text("Internal-IP", body => Address(body, "InternalIP"), priority: 1),
            TableColumns.Text("External-IP", body => Address(body, "ExternalIP"), priority: 1),
            TableColumns.Text("OS-Image", body => body.Map("status").Map("nodeInfo").Text("osImage")?.Value, priority: 1),
            TableColumns.Text("Kernel-Version", body => body.Map("status").Map("nodeInfo").Text("kernelVersion")?.Value, priority: 1),
            TableColumns.Text("Container-Runtime", body => body.Map("status").Map("nodeInfo").Text("containerRuntimeVersion")?.Value, priority: 1),
        ],
        "serviceaccounts" => [TableColumns.Number("Secrets", body => body.List("secrets")?.Items.Length ?? 0), TableColumns.Age],
        "rolebindings.rbac.authorization.k8s.io" or "clusterrolebindings.rbac.authorization.k8s.io" =>
        [
            TableColumns.Text("Role", body => $"{body.Map("roleRef").Text("kind")?.Value}/{body.Map("roleRef").Text("name")?.Value}"),
            TableColumns.Age,
            .. (ImmutableArray<TableColumn>)[Subjects("Users", "User"), Subjects("Groups", "Group"), Subjects("ServiceAccounts", "ServiceAccount")],
        ],
        "horizontalpodautoscalers.autoscaling" =>
        [
            TableColumns.Text("Reference", body => $"{body.Map("spec").Map("scaleTargetRef").Text("kind")?.Value}/{body.Map("spec").Map("scaleTargetRef").Text("name")?.Value}"),
            TableColumns.Text("Targets", Targets),
            TableColumns.Text("MinPods", body => body.Map("spec").Text("minReplicas")?.Value ?? "<unset>"),
            TableColumns.Number("MaxPods", body => body.Map("spec").Int("maxReplicas")?.Value ?? 0),
            TableColumns.Number("Replicas", body => body.Map("status").Int("currentReplicas")?.Value ?? 0),
            TableColumns.Age,
        ],
        "poddisruptionbudgets.policy" =>
        [
            TableColumns.Text("Min Available", body => body.Map("spec").Text("minAvailable")?.Value ?? "N/A"),
            TableColumns.Text("Max Unavailable", body => body.Map("spec").Text("maxUnavailable")?.Value ?? "N/A"),
            TableColumns.Number("Allowed Disruptions", body => body.Map("status").Int("disruptionsAllowed")?.Value ?? 0),
            TableColumns.Age,
        ],
        "leases.coordination.k8s.io" => [new TableColumn("Holder", "string", 0, (body, _) => body.Map("spec").Text("holderIdentity")?.Value ?? ""), TableColumns.Age],
        "priorityclasses.scheduling.k8s.io" =>
        [
            TableColumns.Number("Value", body => body.Int("value")?.Value ?? 0),
            TableColumns.Text("Global-Default", body => body.Flag("globalDefault")?.Value == true ? "true" : "false"),
            TableColumns.Age,
            TableColumns.Text("PreemptionPolicy", body => body.Text("preemptionPolicy")?.Value),
        ],
        "resourcequotas" => [new TableColumn("Request", "string", 0, (body, _) => Quota(body, "requests.")), new TableColumn("Limit", "string", 0, (body, _) => Quota(body, "limits.")), TableColumns.Age],
        "events" =>
        [
            new TableColumn("Last Seen", "string", 0, (body, now) => TableCells.Age(body.Text("lastTimestamp")?.Value ?? body.Text("eventTime")?.Value ?? body.MetaText("creationTimestamp"), now)),
            TableColumns.Text("Type", body => body.Text("type")?.Value),
            TableColumns.Text("Reason", body => body.Text("reason")?.Value),
            TableColumns.Text("Object", body => $"{(body.Map("involvedObject") ?? body.Map("regarding")).Text("kind")?.Value.ToLowerInvariant()}/{(body.Map("involvedObject") ?? body.Map("regarding")).Text("name")?.Value}"),
            TableColumns.Text("Message", body => (body.Text("message") ?? body.Text("note"))?.Value.Trim()),
        ],
        _ => null,
    };

    private static TableColumn Subjects(string name, string kind) => TableColumns.Text(name, body => string.Join(", ", body.Maps("subjects").Where(subject => subject.Text("kind")?.Value == kind)
        .Select(subject => kind == "ServiceAccount" ? $"{subject.Text("namespace")?.Value}/{subject.Text("name")?.Value}" : subject.Text("name")?.Value)), priority: 1);

    private static string NodeStatus(MapNode body)
    {
        var ready = body.Map("status").Maps("conditions").FirstOrDefault(item => item.Text("type")?.Value == "Ready");
        var status = ready is null ? "Unknown" : ready.Text("status")?.Value == "True" ? "Ready" : "NotReady";
        return body.Map("spec").Flag("unschedulable")?.Value == true ? $"{status},SchedulingDisabled" : status;
    }

    private static string Roles(MapNode body)
    {
        const string Prefix = "node-role.kubernetes.io/";
        return string.Join(',', (body.Meta().Map("labels")?.Keys ?? []).Where(key => key.StartsWith(Prefix, StringComparison.Ordinal)).Select(key => key[Prefix.Length..]).Order(StringComparer.Ordinal));
    }

    private static string? Address(MapNode body, string type) => body.Map("status").Maps("addresses").FirstOrDefault(address => address.Text("type")?.Value == type).Text("address")?.Value;

    private static string Targets(MapNode body)
    {
        if (body.Map("spec").Int("targetCPUUtilizationPercentage") is { } old) return $"cpu: {body.Map("status").Text("currentCPUUtilizationPercentage")?.Value ?? "<unknown>"}/{old}%";
        return string.Join(", ", body.Map("spec").Maps("metrics").Select(metric => metric.Map("resource") is { } resource
            ? $"{resource.Text("name")?.Value}: <unknown>/{(resource.Map("target").Text("averageUtilization") is { } percent ? percent + "%" : resource.Map("target").Text("averageValue")?.Value)}"
            : $"<unknown>/{metric.Text("type")?.Value}"));
    }

    private static string Quota(MapNode body, string prefix)
    {
        var (hard, used) = (body.Map("status").Map("hard") ?? body.Map("spec").Map("hard"), body.Map("status").Map("used"));
        return string.Join(", ", (hard?.Keys ?? []).Where(key => key.StartsWith("limits.", StringComparison.Ordinal) == (prefix == "limits."))
            .Order(StringComparer.Ordinal).Select(key => $"{key}: {used.Text(key)?.Value ?? "0"}/{hard.Text(key)?.Value}"));
    }
}
