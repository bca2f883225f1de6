using Reconciler.Objects;

namespace Reconciler.Sandbox.Writes.Defaulting;

/// <summary>Defaults of Services, except the addresses and ports that are handed out when one is stored.</summary>
internal static class ServiceDefaults
{
    private const int StickySeconds = 10_800;

    public static MapNode Service(MapNode service)
    {
        if (service.Map("spec") is not { } spec) return service;
        var type = spec.Text("type")?.Value ?? "ClusterIP";
        spec = Affinity(spec);
        if (spec.List("ports") is { } ports) spec = spec.With("ports", new ListNode([.. ports.Items.Select(item => item is MapNode port ? Port(port) : item)]));
        var isReachable = type is "NodePort" or "LoadBalancer" || (type == "ClusterIP" && spec.List("externalIPs") is { Items.Length: > 0 });
        if (isReachable && !spec.Has("externalTrafficPolicy")) spec = spec.With("externalTrafficPolicy", "Cluster");
        if (type != "ExternalName" && !spec.Has("internalTrafficPolicy")) spec = spec.With("internalTrafficPolicy", "Cluster");
        if (type == "LoadBalancer" && !spec.Has("allocateLoadBalancerNodePorts")) spec = spec.With("allocateLoadBalancerNodePorts", true);
        return service.With("spec", spec);
    }

    private static MapNode Affinity(MapNode spec)
    {
        if (spec.Text("sessionAffinity")?.Value != "ClientIP") return spec.Has("sessionAffinityConfig") ? spec.Without("sessionAffinityConfig") : spec;
        return spec.Path("sessionAffinityConfig", "clientIP", "timeoutSeconds") is not null
            ? spec
            : spec.With("sessionAffinityConfig", new MapBuilder { ["clientIP"] = new MapBuilder { ["timeoutSeconds"] = StickySeconds } }.ToMap());
    }

    private static MapNode Port(MapNode port)
    {
        if (!port.Has("protocol")) port = port.With("protocol", "TCP");
        return port["targetPort"] is null or ScalarNode { Value: "0" or "" } && port["port"] is { } number ? port.With("targetPort", number) : port;
    }
}
