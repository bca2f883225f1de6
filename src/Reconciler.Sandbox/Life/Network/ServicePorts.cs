using System.Globalization;
using Reconciler.Objects;

namespace Reconciler.Sandbox.Life.Network;

/// <summary>The ports of a Service as numbers of its pods.</summary>
internal static class ServicePorts
{
    /// <summary>The number that a Service's port has in a pod; null where the pod has no port of that name.</summary>
    public static int? NumberIn(MapNode pod, MapNode port)
    {
        if (port["targetPort"].IsNullOrMissing()) return port.Int("port")?.Value;
        if (port.Int("targetPort")?.Value is { } number) return number;
        var name = port.Text("targetPort")?.Value ?? "";
        if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var written)) return written;
        var protocol = port.Text("protocol")?.Value ?? "TCP";
        return pod.Map("spec").Maps("containers").Concat(pod.Map("spec").Maps("initContainers").Where(each => each.Text("restartPolicy")?.Value == "Always"))
            .SelectMany(container => container.Maps("ports"))
            .FirstOrDefault(each => each.Text("name")?.Value == name && (each.Text("protocol")?.Value ?? "TCP") == protocol)
            .Int("containerPort")?.Value;
    }

    /// <summary>The ports for one pod, each with name, number and protocol, in the order of Endpoints or of slices.</summary>
    public static List<MapNode> Of(MapNode service, MapNode pod)
    {
        var ports = new List<MapNode>();
        foreach (var port in service.Map("spec").Maps("ports"))
        {
            if (NumberIn(pod, port) is not { } number) continue;
            ports.Add(new MapBuilder
            {
                ["name"] = port.Text("name")?.Value is { Length: > 0 } name ? name : null,
                ["port"] = number,
                ["protocol"] = port.Text("protocol")?.Value ?? "TCP",
                ["appProtocol"] = port.Text("appProtocol"),
            }.ToMap());
        }
        return ports;
    }

    public static string Key(IEnumerable<MapNode> ports) => string.Join(';', ports.Select(CanonicalJson.Write));
}
