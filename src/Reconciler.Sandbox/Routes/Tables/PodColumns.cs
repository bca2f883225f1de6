using System.Collections.Immutable;
using System.Globalization;
using Reconciler.Objects;
using Reconciler.Sandbox.Resources;

namespace Reconciler.Sandbox.Routes.Tables;

/// <summary>Columns of pods, whose status is a summary of all their containers.</summary>
internal static class PodColumns
{
    public static ImmutableArray<TableColumn> All { get; } =
    [
        TableColumns.Text("Ready", body => string.Create(CultureInfo.InvariantCulture, $"{Statuses(body).Count(IsReady)}/{body.Map("spec").List("containers")?.Items.Length ?? 0}")),
        TableColumns.Text("Status", Status),
        TableColumns.Text("Restarts", body => Statuses(body).Sum(status => status.Int("restartCount")?.Value ?? 0).ToString(CultureInfo.InvariantCulture)),
        TableColumns.Age,
        TableColumns.Text("IP", body => body.Map("status").Text("podIP")?.Value, priority: 1),
        TableColumns.Text("Node", body => body.Map("spec").Text("nodeName")?.Value, priority: 1),
        TableColumns.Text("Nominated Node", body => body.Map("status").Text("nominatedNodeName")?.Value, priority: 1),
        TableColumns.Text("Readiness Gates", Gates, priority: 1),
    ];

    private static IEnumerable<MapNode> Statuses(MapNode body) => body.Map("status").Maps("containerStatuses");

    private static bool IsReady(MapNode status) => status.Flag("ready")?.Value == true && status.Map("state").Map("running") is not null;

    private static string Status(MapNode body)
    {
        var summary = body.Map("status").Text("reason")?.Value ?? body.Map("status").Text("phase")?.Value ?? "";
        if (InitStatus(body) is { } init) return body.IsDying() ? "Terminating" : init;
        foreach (var state in Statuses(body).Select(status => status.Map("state")).Reverse())
        {
            if (state.Map("waiting").Text("reason")?.Value is { Length: > 0 } waiting) summary = waiting;
            else if (state.Map("terminated") is { } ended) summary = Ended(ended);
        }
        if (summary == "Completed" && Statuses(body).Any(IsReady)) summary = "Running";
        return body.IsDying() ? body.Map("status").Text("reason")?.Value == "NodeLost" ? "Unknown" : "Terminating" : summary;
    }

    /// <summary>What the first init container that has not ended well says; null when all have.</summary>
    private static string? InitStatus(MapNode body)
    {
        var statuses = body.Map("status").Maps("initContainerStatuses").ToList();
        var restarting = body.Map("spec").Maps("initContainers").Where(container => container.Text("restartPolicy")?.Value == "Always").Select(container => container.Text("name")?.Value).ToHashSet();
        for (var i = 0; i < statuses.Count; i++)
        {
            var state = statuses[i].Map("state");
            if (state.Map("terminated") is { } ended)
            {
                if (ended.Int("exitCode")?.Value == 0) continue;
                return $"Init:{Ended(ended)}";
            }
            if (restarting.Contains(statuses[i].Text("name")?.Value) && statuses[i].Flag("started")?.Value == true) continue;
            return state.Map("waiting").Text("reason")?.Value is { Length: > 0 } waiting && waiting != "PodInitializing"
                ? $"Init:{waiting}"
                : string.Create(CultureInfo.InvariantCulture, $"Init:{i}/{body.Map("spec").List("initContainers")?.Items.Length ?? 0}");
        }
        return null;
    }

    private static string Ended(MapNode ended)
    {
        if (ended.Text("reason")?.Value is { Length: > 0 } reason) return reason;
        return ended.Int("signal")?.Value is { } signal and not 0 ? $"Signal:{signal.ToString(CultureInfo.InvariantCulture)}" : $"ExitCode:{ended.Text("exitCode")?.Value ?? "0"}";
    }

    private static string? Gates(MapNode body)
    {
        var gates = body.Map("spec").Maps("readinessGates").Select(gate => gate.Text("conditionType")?.Value).ToList();
        if (gates.Count == 0) return null;
        var met = body.Map("status").Maps("conditions").Count(item => gates.Contains(item.Text("type")?.Value) && item.Text("status")?.Value == "True");
        return string.Create(CultureInfo.InvariantCulture, $"{met}/{gates.Count}");
    }
}
