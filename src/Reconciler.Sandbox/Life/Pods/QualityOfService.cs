using Reconciler.Objects;
using Reconciler.Specs.Values;

namespace Reconciler.Sandbox.Life.Pods;

/// <summary>The class that a pod's requests and limits put it in.</summary>
internal static class QualityOfService
{
    public static string Of(MapNode pod)
    {
        var containers = pod.Map("spec").Maps("containers").Concat(pod.Map("spec").Maps("initContainers")).Select(each => each.Map("resources")).ToList();
        var named = containers.Where(each => Has(each, "requests") || Has(each, "limits")).ToList();
        if (named.Count == 0) return "BestEffort";
        return containers.All(IsGuaranteed) ? "Guaranteed" : "Burstable";
    }

    private static bool Has(MapNode? resources, string kind) => Amount(resources, kind, "cpu") is not null || Amount(resources, kind, "memory") is not null;

    private static bool IsGuaranteed(MapNode? resources) => IsFixed(resources, "cpu") && IsFixed(resources, "memory");

    private static bool IsFixed(MapNode? resources, string name) =>
        Amount(resources, "limits", name) is { } limit && (Amount(resources, "requests", name) ?? limit).CompareTo(limit) == 0;

    private static Quantity? Amount(MapNode? resources, string kind, string name) =>
        resources.Map(kind).Text(name)?.Value is { } text && Quantity.TryParse(text, out var amount, out _) && !amount.IsZero ? amount : null;
}
