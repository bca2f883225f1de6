using Reconciler.Objects;

namespace Reconciler.Health;

/// <summary>Services and Ingresses.</summary>
internal static class NetworkHealth
{
    public static Health OfService(MapNode body)
    {
        if (body.Map("spec").TextAt("type") != "LoadBalancer") return Health.Healthy();
        return Address(body) is { } address ? Health.Healthy($"reachable at {address}") : Health.Progressing("waiting for the address of its load balancer");
    }

    /// <summary>Many controllers never write an address, so none is waited for.</summary>
    public static Health OfIngress(MapNode body) => Health.Healthy(Address(body) is { } address ? $"reachable at {address}" : "current");

    private static string? Address(MapNode body) => body.Status().Map("loadBalancer").Maps("ingress")
        .Select(each => each.TextAt("ip") ?? each.TextAt("hostname")).FirstOrDefault(each => !string.IsNullOrEmpty(each));
}
