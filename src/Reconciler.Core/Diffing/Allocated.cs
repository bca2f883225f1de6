using System.Collections.Immutable;
using Reconciler.Objects;

namespace Reconciler.Diffing;

/// <summary>
/// What a server gave to an object by itself and others have come to rely on: addresses, ports, the number of replicas that an autoscaler
/// chose, the volume of a claim. An object that is made again starts with these, and they are left to others like all that is only initial.
/// </summary>
public static class Allocated
{
    private static readonly FieldPointer ClusterIp = new(["f:spec", "f:clusterIP"]);
    private static readonly FieldPointer ClusterIps = new(["f:spec", "f:clusterIPs"]);
    private static readonly FieldPointer HealthCheckPort = new(["f:spec", "f:healthCheckNodePort"]);
    private static readonly FieldPointer Volume = new(["f:spec", "f:volumeName"]);

    /// <summary>The fields that the server filled in and that what is ours of the object does not have.</summary>
    public static ImmutableArray<InitialField> Of(LiveObject live, MapNode owned) =>
        [.. from path in Paths(live) where path.Read(owned) is null let value = path.Read(live.Body) where value is not null select new InitialField(path, value)];

    private static IEnumerable<FieldPointer> Paths(LiveObject live) => live.Key switch
    {
        { Group: "", Kind: "Service" } => NodePorts(live).Prepend(HealthCheckPort).Prepend(ClusterIps).Prepend(ClusterIp),
        { Group: "", Kind: "PersistentVolumeClaim" } => [Volume],
        var key when Workloads.HasReplicas(key) => [Workloads.Replicas],
        _ => [],
    };

    private static IEnumerable<FieldPointer> NodePorts(LiveObject live) =>
        from port in live.Body.Map("spec").Maps("ports")
        where port["port"] is not null
        let keys = new MapBuilder { ["port"] = port["port"], ["protocol"] = port["protocol"] ?? "TCP" }.ToMap()
        select new FieldPointer(["f:spec", "f:ports", $"k:{CanonicalJson.Write(keys)}", "f:nodePort"]);
}
