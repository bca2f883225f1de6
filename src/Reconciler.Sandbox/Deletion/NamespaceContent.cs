using Reconciler.Objects;
using Reconciler.Sandbox.Resources;
using Reconciler.Sandbox.Server;
using Reconciler.Sandbox.Storage;
using Reconciler.Sandbox.Writes;

namespace Reconciler.Sandbox.Deletion;

/// <summary>The ServiceAccount and the trust bundle that every Namespace has, and gets again when they are deleted.</summary>
internal static class NamespaceContent
{
    private const string Account = "default";
    private const string Bundle = "kube-root-ca.crt";

    public static async Task EnsureAsync(Cluster cluster, string name, CancellationToken cancel)
    {
        await CreateAsync(cluster, "serviceaccounts", name, Account, [], cancel);
        await CreateAsync(cluster, "configmaps", name, Bundle, new MapBuilder
        {
            ["metadata"] = new MapBuilder
            {
                ["name"] = Bundle,
                ["annotations"] = new MapBuilder { ["kubernetes.io/description"] = "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters." },
            },
            ["data"] = new MapBuilder { ["ca.crt"] = cluster.AuthorityPem },
        }, cancel);
    }

    private static async Task CreateAsync(Cluster cluster, string resourceName, string inNamespace, string name, MapBuilder body, CancellationToken cancel)
    {
        var resource = ResourceRegistry.BuiltIn.Find("", "v1", resourceName)!;
        if (cluster.State.Find(new ObjectPlace(resource.StorageName, inNamespace, name)) is not null) return;
        body["apiVersion"] = "v1";
        body["kind"] = resource.Kind.Kind;
        body["metadata"] ??= new MapBuilder { ["name"] = name };
        // a refusal means that the namespace began to go meanwhile, or that somebody else was quicker
        await cluster.Writer.WriteAsync(new WriteCall(WriteVerb.Create, resource, inNamespace, name, body.ToMap()) { FieldManager = "kube-controller-manager" }, cancel);
    }
}
