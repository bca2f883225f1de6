using Reconciler.Sandbox.Api;

namespace Reconciler.Sandbox.Writes;

/// <summary>The key under which a server keeps an object in etcd, which one of its messages names.</summary>
internal static class StorageKey
{
    /// <summary>A dry run looks a key up under another root.</summary>
    public static string Of(ServedKind kind, string inNamespace, string name, bool isDryRun)
    {
        var folder = kind.IsCustom ? $"{kind.Group}/{kind.Kind.Resource}" : kind.Kind.Resource switch
        {
            "services" => "services/specs",
            "endpoints" => "services/endpoints",
            "ingresses" => "ingress",
            "nodes" => "minions",
            "replicationcontrollers" => "controllers",
            "customresourcedefinitions" => "apiextensions.k8s.io/customresourcedefinitions",
            var resource => resource,
        };
        return $"{(isDryRun ? "" : "/registry")}/{folder}/{(inNamespace.Length == 0 ? "" : inNamespace + "/")}{name}";
    }
}
