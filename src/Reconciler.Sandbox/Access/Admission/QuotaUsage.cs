using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using Reconciler.Objects;
using Reconciler.Sandbox.Life.Pods;
using Reconciler.Specs.Values;

namespace Reconciler.Sandbox.Access.Admission;

/// <summary>What objects count for in a ResourceQuota. Amounts are in thousandths, so that parts of a core add up.</summary>
internal static class QuotaUsage
{
    private static readonly ImmutableHashSet<string> Counted =
        ["pods", "services", "secrets", "configmaps", "persistentvolumeclaims", "replicationcontrollers", "resourcequotas"];

    /// <summary>The resources whose objects a quota's key is about, by the name that they are stored under.</summary>
    public static string? ResourceOf(string key)
    {
        if (key.StartsWith("count/", StringComparison.Ordinal)) return key[6..];
        if (Counted.Contains(key)) return key;
        if (key is "services.loadbalancers" or "services.nodeports") return "services";
        if (key == "requests.storage" || key.Contains(".storageclass.storage.k8s.io/", StringComparison.Ordinal)) return "persistentvolumeclaims";
        return ComputeName(key) is null ? null : "pods";
    }

    /// <summary>What one object counts for under a key.</summary>
    public static BigInteger Of(MapNode body, string resource, string key)
    {
        if (ResourceOf(key) != resource) return 0;
        if (resource == "pods")
        {
            // a pod that has ended needs nothing any more; it is still an object
            if (key.StartsWith("count/", StringComparison.Ordinal)) return 1000;
            if (body.IsFinished()) return 0;
            return key == "pods" ? 1000 : Compute(body, key);
        }
        var type = body.Map("spec").Text("type")?.Value;
        return key switch
        {
            "services.loadbalancers" => type == "LoadBalancer" ? 1000 : 0,
            "services.nodeports" => type is "NodePort" or "LoadBalancer" ? 1000 * body.Map("spec").Maps("ports").Count(port => port.Int("nodePort")?.Value is > 0) : 0,
            "requests.storage" => Storage(body),
            _ when key.Contains(".storageclass.storage.k8s.io/", StringComparison.Ordinal) => OfClass(body, key),
            _ => 1000,
        };
    }

    /// <summary>Whether a quota's scopes take in an object.</summary>
    public static bool IsInScope(MapNode quota, MapNode body, string resource)
    {
        var scopes = quota.Map("spec").Texts("scopes").Select(scope => scope.Value).ToList();
        if (scopes.Count == 0) return true;
        if (resource != "pods") return false;
        return scopes.TrueForAll(scope => scope switch
        {
            "Terminating" => body.Map("spec").Int("activeDeadlineSeconds") is not null,
            "NotTerminating" => body.Map("spec").Int("activeDeadlineSeconds") is null,
            "BestEffort" => QualityOfService.Of(body) == "BestEffort",
            "NotBestEffort" => QualityOfService.Of(body) != "BestEffort",
            _ => true,
        });
    }

    /// <summary>The limit or use that a quota names, in thousandths.</summary>
    public static BigInteger Read(MapNode? amounts, string key) =>
        amounts.Text(key)?.Value is { } text && Quantity.TryParse(text, out var amount, out _) ? amount.IsWhole ? (BigInteger)amount.Value * 1000 : amount.MilliValue : 0;

    /// <summary>Thousandths as the quantity that a quota shows.</summary>
    public static string Write(string key, BigInteger amount)
    {
        if (amount % 1000 != 0) return amount.ToString(CultureInfo.InvariantCulture) + "m";
        var isBytes = key.Contains("memory", StringComparison.Ordinal) || key.Contains("storage", StringComparison.Ordinal);
        return Quantity.Of((long)(amount / 1000), isBytes && !key.EndsWith("persistentvolumeclaims", StringComparison.Ordinal) ? QuantityFormat.BinarySI : QuantityFormat.DecimalSI).ToString();
    }

    /// <summary>The containers that say nothing about what a quota limits, by key.</summary>
    public static IEnumerable<(string Key, string Container)> Missing(MapNode pod, IEnumerable<string> keys)
    {
        foreach (var key in keys)
        {
            if (ComputeName(key) is not var (kind, name)) continue;
            foreach (var container in pod.Map("spec").Maps("containers").Concat(pod.Map("spec").Maps("initContainers")))
                if (container.Map("resources").Map(kind)?.Has(name) != true) yield return (key, container.Text("name")?.Value ?? "");
        }
    }

    private static BigInteger Compute(MapNode pod, string key) =>
        ComputeName(key) is not var (kind, name) ? 0 : PodResources.Total(pod.Map("spec")!, kind, name, inThousandths: name == "cpu") * (name == "cpu" ? 1 : 1000);

    private static (string Kind, string Name)? ComputeName(string key) => key switch
    {
        "cpu" or "requests.cpu" => ("requests", "cpu"),
        "memory" or "requests.memory" => ("requests", "memory"),
        "limits.cpu" => ("limits", "cpu"),
        "limits.memory" => ("limits", "memory"),
        "ephemeral-storage" or "requests.ephemeral-storage" => ("requests", "ephemeral-storage"),
        "limits.ephemeral-storage" => ("limits", "ephemeral-storage"),
        _ => null,
    };

    private static BigInteger Storage(MapNode claim) => Read(claim.Map("spec").Map("resources").Map("requests"), "storage");

    private static BigInteger OfClass(MapNode claim, string key)
    {
        var at = key.IndexOf(".storageclass.storage.k8s.io/", StringComparison.Ordinal);
        if (claim.Map("spec").Text("storageClassName")?.Value != key[..at]) return 0;
        return key.EndsWith("persistentvolumeclaims", StringComparison.Ordinal) ? 1000 : Storage(claim);
    }
}
