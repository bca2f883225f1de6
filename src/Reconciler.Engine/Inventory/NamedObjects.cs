using Reconciler.Diagnostics;
using Reconciler.Diffing;
using Reconciler.Kube;
using Reconciler.Objects;

namespace Reconciler.Engine.Inventory;

/// <summary>Finds the object that a person means by KIND/NAME, with the kind written as kubectl takes it.</summary>
public static class NamedObjects
{
    /// <summary>The object, or why there is none. Something that can't be read is never called absent.</summary>
    public static async Task<(LiveObject? Live, Diagnostic? Problem)> FindAsync(ICluster cluster, string text, string? inNamespace, CancellationToken cancellation)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0 || slash == text.Length - 1) return (null, RunCodes.ObjectUnknown.At(Origin.None, $"{text} is not KIND/NAME", "write it as in Deployment/shop-web"));
        var (kind, name) = (text[..slash], text[(slash + 1)..]);
        var kinds = await cluster.KindsAsync(isAnew: false, cancellation);
        if (kinds.Resources.FirstOrDefault(resource => Means(resource, kind)) is not { } found)
        {
            var why = kinds.Failure?.ToString() ?? (kinds.Failed.Count > 0 ? $"nothing is known of {string.Join(", ", kinds.Failed.Keys)}" : "the cluster has no such kind");
            return (null, RunCodes.ObjectUnknown.At(Origin.None, $"{kind} can't be found: {why}", Spelling.Suggest(kind, [.. kinds.Resources.Select(resource => resource.Kind).Distinct(StringComparer.Ordinal)])));
        }
        var address = new ObjectAddress(found, found.IsNamespaced ? inNamespace ?? "default" : null, name);
        var answer = await cluster.GetAsync(address, cancellation);
        if (answer.TryGet(out var body, out var error)) return (new LiveObject(body), null);
        return (null, error is KubeError.NotFound or KubeError.NamespaceMissing
            ? RunCodes.ObjectUnknown.At(Origin.None, $"there is no {address}", found.IsNamespaced && inNamespace is null ? "name its namespace with -n" : null)
            : RunCodes.ObjectUnknown.At(Origin.None, $"{address} can't be read: {error}"));
    }

    /// <summary>"Deployment", "deployment", "deployments", "deploy", or any of these with the group behind a dot.</summary>
    private static bool Means(KubeResource resource, string text)
    {
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        if (dot >= 0 && !string.Equals(text[(dot + 1)..], resource.Group, StringComparison.OrdinalIgnoreCase)) return false;
        var name = dot < 0 ? text : text[..dot];
        return string.Equals(name, resource.Kind, StringComparison.OrdinalIgnoreCase) || string.Equals(name, resource.Name, StringComparison.OrdinalIgnoreCase) || resource.ShortNames.Contains(name, StringComparer.OrdinalIgnoreCase);
    }
}
