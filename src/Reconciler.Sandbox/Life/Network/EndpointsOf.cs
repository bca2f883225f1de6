using Reconciler.Objects;
using Reconciler.Sandbox.Life.Pods;
using Reconciler.Sandbox.Resources;

namespace Reconciler.Sandbox.Life.Network;

/// <summary>The Endpoints of a Service: its name, its labels, and the addresses of its pods by port.</summary>
internal static class EndpointsOf
{
    public const string ManagedBy = "endpoints.kubernetes.io/managed-by";
    private const string Headless = "service.kubernetes.io/headless";

    public static void Write(LifeView view, MapNode service, List<MapNode> pods, LifePlan plan)
    {
        var (home, name) = (service.MetaText("namespace") ?? "", service.NameOf());
        var labels = (service.Labels() ?? MapNode.Empty).With(ManagedBy, "endpoint-controller");
        labels = ServiceLife.IsHeadless(service) ? labels.With(Headless, "") : labels.Without(Headless);
        var subsets = Subsets(service, pods.Where(pod => !pod.IsDying()).ToList());
        if (view.Find(ServiceLife.Endpoints, home, name) is { } before)
        {
            if (Node.DeepEquals(before.Labels(), labels) && Node.DeepEquals(before["subsets"] ?? ListNode.Of(), subsets ?? ListNode.Of())) return;
            var changed = before.WithMeta("labels", labels);
            changed = subsets is null ? changed.Without("subsets") : changed.With("subsets", subsets);
            plan.Update(ServiceLife.Endpoints, Triggered(changed, view));
            return;
        }
        plan.Create(ServiceLife.Endpoints, Triggered(new MapBuilder
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Endpoints",
            ["metadata"] = new MapBuilder { ["name"] = name, ["namespace"] = home, ["labels"] = labels },
            ["subsets"] = subsets,
        }.ToMap(), view));
    }

    private static MapNode Triggered(MapNode endpoints, LifeView view) => endpoints.WithAnnotation("endpoints.kubernetes.io/last-change-trigger-time", Metadata.Time(view.Now));

    private static ListNode? Subsets(MapNode service, List<MapNode> pods)
    {
        var subsets = new List<Node>();
        foreach (var group in pods.GroupBy(pod => ServicePorts.Key(ServicePorts.Of(service, pod))).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var ports = ServicePorts.Of(service, group.First());
            if (ports.Count == 0 && service.Map("spec").Maps("ports").Any()) continue;
            var subset = new MapBuilder();
            subset.AddList("addresses", Addresses(service, group, isReady: true));
            subset.AddList("notReadyAddresses", Addresses(service, group, isReady: false));
            subset.AddList("ports", ports);
            subsets.Add(subset.ToMap());
        }
        return subsets.Count == 0 ? null : ListNode.Of(subsets);
    }

    private static IEnumerable<Node> Addresses(MapNode service, IEnumerable<MapNode> pods, bool isReady) => pods
        .Where(pod => (pod.IsReady() || ServiceLife.PublishesAll(service)) == isReady)
        .OrderBy(ServiceLife.Address, StringComparer.Ordinal)
        .Select(pod => (Node)new MapBuilder
        {
            ["ip"] = ServiceLife.Address(pod),
            ["hostname"] = ServiceLife.HostName(service, pod),
            ["nodeName"] = pod.NodeName(),
            ["targetRef"] = ServiceLife.Target(pod),
        }!);
}
