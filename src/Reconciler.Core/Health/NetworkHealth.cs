using Reconciler.Objects;

namespace Reconciler.Health;

/// <summary>Services and Ingresses.</summary>
internal static class NetworkHealth
{
    public static HealthVerdict OfService(MapNode body)
    {
        if (body.Map("spec").TextAt("type") != "LoadBalancer") return HealthVerdict.Healthy();
        return Address(body) is { } address ? HealthVerdict.Healthy($"reachable at {address}") : HealthVerdict.Progressing("waiting for the address of its load balancer");
    }

    /// <summary>Many controllers never write an address, so none is waited for.</summary>
    public static HealthVerdict OfIngress(MapNode body) => HealthVerdict.Healthy(Address(body) is { } address ? $"reachable at {address}" : "current");

    private static string? Address(MapNode body) => body.Status().Map("loadBalancer").Maps("ingress")
        .Select(each => each.TextAt("ip") ?? each.TextAt("hostname")).FirstOrDefault(each => !string.IsNullOrEmpty(each));
}
