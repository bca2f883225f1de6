using Reconciler.Objects;
using Reconciler.Sandbox.Resources;

namespace Reconciler.Sandbox.Life.Network;

/// <summary>Gives load balancers addresses of the range for documentation, 192.0.2.0/24, and after it 198.51.100.0/24.</summary>
internal static class LoadBalancers
{
    private static readonly string[] Ranges = ["192.0.2.", "198.51.100.", "203.0.113."];

    public static void Step(LifeView view, MapNode service, LifePlan plan)
    {
        var status = service.Map("status") ?? MapNode.Empty;
        var has = status.Map("loadBalancer").Maps("ingress").Any();
        var wants = service.Map("spec").Text("type")?.Value == "LoadBalancer" && !service.IsDying() && !service.Map("spec").Holds("loadBalancerClass");
        if (wants && !has)
        {
            plan.TakesSomething = true;
            plan.Normal(service, "EnsuringLoadBalancer", "Ensuring load balancer");
            var ingress = new MapBuilder { ["ip"] = Address(view, service), ["ipMode"] = "VIP" };
            plan.Status("services", service, status.With("loadBalancer", new MapBuilder { ["ingress"] = ListNode.Of(ingress!) }!));
            plan.Normal(service, "EnsuredLoadBalancer", "Ensured load balancer");
        }
        if (!wants && has && service.Map("spec").Text("type")?.Value != "LoadBalancer")
            plan.Status("services", service, status.With("loadBalancer", MapNode.Empty));
    }

    private static string Address(LifeView view, MapNode service)
    {
        if (service.Map("spec").Text("loadBalancerIP")?.Value is { Length: > 0 } wanted) return wanted;
        var used = view.List("services").SelectMany(each => each.Map("status").Map("loadBalancer").Maps("ingress")).Select(each => each.Text("ip")?.Value).ToHashSet(StringComparer.Ordinal);
        foreach (var range in Ranges)
            for (var last = 1; last < 255; last++)
                if (!used.Contains(range + LifeTimes.Plain(last))) return range + LifeTimes.Plain(last);
        return $"10.64.{LifeTimes.Plain(GeneratedNames.Hash(service.UidOf()) % 250)}.{LifeTimes.Plain((GeneratedNames.Hash(service.UidOf()) / 250 % 250) + 1)}";
    }
}
