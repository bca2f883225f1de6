using Reconciler.Objects;
using Reconciler.Sandbox.Life.Pods;
using Reconciler.Sandbox.Resources;
using Reconciler.Sandbox.Writes;

namespace Reconciler.Sandbox.Server;

/// <summary>What every cluster has before anybody asks: its namespaces, and the Service of the API server itself with where it leads.</summary>
internal static class ClusterStart
{
    private static readonly string[] Names = ["default", "kube-node-lease", "kube-public", "kube-system"];

    public static async Task PrepareAsync(Cluster cluster, CancellationToken cancel)
    {
        var namespaces = ResourceRegistry.BuiltIn.Find("", "v1", "namespaces")!;
        foreach (var name in Names)
            await CreateAsync(cluster, namespaces, "", new MapBuilder { ["metadata"] = new MapBuilder { ["name"] = name } }.ToMap(), cancel);
        await CreateAsync(cluster, ResourceRegistry.BuiltIn.Find("", "v1", "services")!, "default", new MapBuilder
        {
            ["metadata"] = new MapBuilder { ["name"] = "kubernetes", ["labels"] = new MapBuilder { ["component"] = "apiserver", ["provider"] = "kubernetes" } },
            ["spec"] = new MapBuilder
            {
                ["type"] = "ClusterIP",
                ["clusterIP"] = ServiceAddresses.ServerAddress,
                ["clusterIPs"] = ListNode.Of(ServiceAddresses.ServerAddress),
                ["ports"] = ListNode.Of(new MapBuilder { ["name"] = "https", ["protocol"] = "TCP", ["port"] = 443, ["targetPort"] = 6443 }.ToMap()),
            },
        }.ToMap(), cancel);
        var port = new MapBuilder { ["name"] = "https", ["port"] = 6443, ["protocol"] = "TCP" }.ToMap();
        await CreateAsync(cluster, ResourceRegistry.BuiltIn.Find("", "v1", "endpoints")!, "default", new MapBuilder
        {
            ["metadata"] = new MapBuilder { ["name"] = "kubernetes", ["labels"] = new MapBuilder { ["endpointslice.kubernetes.io/skip-mirror"] = "true" } },
            ["subsets"] = ListNode.Of(new MapBuilder { ["addresses"] = ListNode.Of(new MapBuilder { ["ip"] = NodeObject.Address }!), ["ports"] = ListNode.Of(port) }.ToMap()),
        }.ToMap(), cancel);
        await CreateAsync(cluster, ResourceRegistry.BuiltIn.Find("discovery.k8s.io", "v1", "endpointslices")!, "default", new MapBuilder
        {
            ["metadata"] = new MapBuilder { ["name"] = "kubernetes", ["labels"] = new MapBuilder { ["kubernetes.io/service-name"] = "kubernetes" } },
            ["addressType"] = "IPv4",
            ["endpoints"] = ListNode.Of(new MapBuilder { ["addresses"] = ListNode.Of(NodeObject.Address!), ["conditions"] = new MapBuilder { ["ready"] = true } }.ToMap()),
            ["ports"] = ListNode.Of(port),
        }.ToMap(), cancel);
        // what was before the start is no history to resume from
        cluster.Store.Log.Compact(cluster.State.Revision);
    }

    private static async Task CreateAsync(Cluster cluster, ServedResource resource, string inNamespace, MapNode body, CancellationToken cancel)
    {
        if (cluster.State.Find(resource.Place(inNamespace, body.NameOf())) is not null) return;
        body = body.With("apiVersion", resource.Kind.ApiVersion).With("kind", resource.Kind.Kind);
        var answer = await cluster.Writer.WriteAsync(new WriteCall(WriteVerb.Create, resource, inNamespace, body.NameOf(), body) { FieldManager = "kube-apiserver" }, cancel);
        if (answer is WriteAnswer.Refused refused) throw new InvalidOperationException($"the cluster can't be started without {body.NameOf()}: {refused.Status.Message}");
    }
}
