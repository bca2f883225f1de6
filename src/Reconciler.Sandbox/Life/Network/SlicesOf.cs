using Reconciler.Objects;
using Reconciler.Sandbox.Life.Pods;
using Reconciler.Sandbox.Resources;

namespace Reconciler.Sandbox.Life.Network;

/// <summary>The EndpointSlices of a Service: at most a hundred endpoints each, in slices for each set of ports.</summary>
internal static class SlicesOf
{
    private const int MostEndpoints = 100;
    private const string ManagedBy = "endpointslice.kubernetes.io/managed-by";
    private const string Controller = "endpointslice-controller.k8s.io";
    private const string ServiceName = "kubernetes.io/service-name";

    public static void Write(LifeView view, MapNode service, List<MapNode> pods, LifePlan plan)
    {
        var existing = view.Owned(ServiceLife.Slices, service.UidOf()).Where(slice => slice.Labels().Text(ManagedBy)?.Value == Controller && !slice.IsDying()).ToList();
        var wanted = Wanted(service, pods);
        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (var slice in wanted)
        {
            // a slice is filled again rather than replaced, the one with the same ports first
            var before = existing.FirstOrDefault(each => !used.Contains(each.NameOf()) && Node.DeepEquals(each["ports"], slice["ports"])) ?? existing.FirstOrDefault(each => !used.Contains(each.NameOf()));
            if (before is null)
            {
                Create(view, service, slice, used, plan);
                continue;
            }
            used.Add(before.NameOf());
            var changed = before.WithMeta("labels", slice.Labels()).With("endpoints", slice["endpoints"]!);
            changed = slice["ports"] is { } ports ? changed.With("ports", ports) : changed.Without("ports");
            if (!Node.DeepEquals(changed, before)) plan.Update(ServiceLife.Slices, Triggered(changed, view));
        }
        foreach (var surplus in existing.Where(each => !used.Contains(each.NameOf()))) plan.Delete(ServiceLife.Slices, surplus);
    }

    private static void Create(LifeView view, MapNode service, MapNode slice, HashSet<string> used, LifePlan plan)
    {
        var home = service.MetaText("namespace") ?? "";
        var name = GeneratedNames.Free(service.NameOf() + "-", $"{service.UidOf()}/{LifeTimes.Plain(used.Count)}", view.Now, taken => view.Find(ServiceLife.Slices, home, taken) is not null);
        used.Add(name);
        plan.Create(ServiceLife.Slices, Triggered(slice.WithMeta("name", name).WithMeta("generateName", service.NameOf() + "-"), view));
    }

    private static MapNode Triggered(MapNode slice, LifeView view) => slice.WithAnnotation("endpoints.kubernetes.io/last-change-trigger-time", Metadata.Time(view.Now));

    private static List<MapNode> Wanted(MapNode service, List<MapNode> pods)
    {
        var slices = new List<MapNode>();
        foreach (var group in pods.GroupBy(pod => ServicePorts.Key(ServicePorts.Of(service, pod))).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var ports = ServicePorts.Of(service, group.First()).Select(port => (Node)(port.Has("name") ? port : new MapBuilder { ["name"] = "" }.AddAll(port).ToMap()));
            foreach (var part in group.OrderBy(ServiceLife.Address, StringComparer.Ordinal).Chunk(MostEndpoints)) slices.Add(Make(service, part, ports));
        }
        if (slices.Count == 0) slices.Add(Make(service, [], []));
        return slices;
    }

    private static MapNode Make(MapNode service, IEnumerable<MapNode> pods, IEnumerable<Node> ports)
    {
        var labels = (service.Labels() ?? MapNode.Empty).With(ManagedBy, Controller).With(ServiceName, service.NameOf());
        if (ServiceLife.IsHeadless(service)) labels = labels.With("service.kubernetes.io/headless", "");
        var slice = new MapBuilder
        {
            ["apiVersion"] = "discovery.k8s.io/v1",
            ["kind"] = "EndpointSlice",
            ["metadata"] = new MapBuilder
            {
                ["namespace"] = service.MetaText("namespace"),
                ["labels"] = labels,
                ["ownerReferences"] = ListNode.Of(Owners.Reference(service)),
            },
            ["addressType"] = "IPv4",
            ["endpoints"] = ListNode.Of(pods.Select(pod => (Node)Endpoint(service, pod))),
        };
        var list = ListNode.Of(ports);
        if (list.Items.Length > 0) slice.Add("ports", list);
        return slice.ToMap();
    }

    private static MapNode Endpoint(MapNode service, MapNode pod) => new MapBuilder
    {
        ["addresses"] = ListNode.Of(ServiceLife.Address(pod)!),
        ["conditions"] = new MapBuilder
        {
            ["ready"] = (pod.IsReady() && !pod.IsDying()) || ServiceLife.PublishesAll(service),
            ["serving"] = pod.IsReady(),
            ["terminating"] = pod.IsDying(),
        },
        ["hostname"] = ServiceLife.HostName(service, pod),
        ["nodeName"] = pod.NodeName(),
        ["targetRef"] = ServiceLife.Target(pod),
    }.ToMap();
}
