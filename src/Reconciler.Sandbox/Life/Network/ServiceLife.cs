using Reconciler.Objects;
using Reconciler.Sandbox.Life.Pods;
using Reconciler.Sandbox.Resources;
using Reconciler.Sandbox.Storage;

namespace Reconciler.Sandbox.Life.Network;

/// <summary>A Service's Endpoints and EndpointSlices, and the address of a load balancer.</summary>
internal static class ServiceLife
{
    public const string Endpoints = "endpoints";
    public const string Slices = "endpointslices.discovery.k8s.io";

    public static void Step(LifeView view, MapNode service, LifePlan plan)
    {
        LoadBalancers.Step(view, service, plan);
        if (service.IsDying() || service.Map("spec").Map("selector") is not { Entries.Length: > 0 } selector || service.Map("spec").Text("type")?.Value == "ExternalName") return;
        var pods = view.PodsWith(service.MetaText("namespace") ?? "", selector)
            .Where(pod => pod.Map("status").Holds("podIP") && !pod.IsFinished())
            .ToList();
        EndpointsOf.Write(view, service, pods, plan);
        SlicesOf.Write(view, service, pods, plan);
    }

    /// <summary>Endpoints have no owner, so they go by name when their Service goes; what somebody else wrote stays.</summary>
    public static void Gone(LifeView view, ObjectPlace place, LifePlan plan)
    {
        if (view.Find(Endpoints, place.Namespace, place.Name) is { } endpoints && endpoints.Labels().Text(EndpointsOf.ManagedBy)?.Value is not null) plan.Delete(Endpoints, endpoints);
    }

    public static bool IsHeadless(MapNode service) => service.Map("spec").Text("clusterIP")?.Value == "None";

    public static bool PublishesAll(MapNode service) => service.Map("spec").Flag("publishNotReadyAddresses")?.Value == true;

    public static MapNode Target(MapNode pod) => new MapBuilder
    {
        ["kind"] = "Pod",
        ["namespace"] = pod.MetaText("namespace"),
        ["name"] = pod.NameOf(),
        ["uid"] = pod.UidOf(),
    }.ToMap();

    public static string Address(MapNode pod) => pod.Map("status").Text("podIP")?.Value ?? "";

    /// <summary>The name that a pod has under a Service that its subdomain names.</summary>
    public static string? HostName(MapNode service, MapNode pod) =>
        pod.Map("spec").Text("subdomain")?.Value == service.NameOf() ? pod.Map("spec").Text("hostname")?.Value : null;
}
