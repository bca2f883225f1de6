using System.Collections.Immutable;
using System.Globalization;
using Reconciler.Diagnostics;
using Reconciler.Diffing;
using Reconciler.Objects;

namespace Reconciler.Planning;

/// <summary>
/// Dry runs don't add up: each new object fits a quota by itself, and all of them may not. So those that are counted are added
/// here to what the quota says is used. What pods ask for is only known when they are made.
/// </summary>
internal static class QuotaRules
{
    public static IEnumerable<Diagnostic> Exceeded(ImmutableArray<LiveObject> quotas, ImmutableArray<Change> changes)
    {
        var made = changes.Where(change => change.Action is ChangeAction.Create or ChangeAction.Deferred).GroupBy(change => change.Key.Namespace, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.ToList(), StringComparer.Ordinal);
        foreach (var quota in quotas.Where(quota => made.ContainsKey(quota.Key.Namespace)))
            foreach (var limit in quota.Body.Map("status").Map("hard")?.Entries ?? quota.Body.Map("spec").Map("hard")?.Entries ?? [])
                if (Check(quota, limit, made[quota.Key.Namespace]) is { } warning) yield return warning;
    }

    private static Diagnostic? Check(LiveObject quota, MapEntry limit, List<Change> made)
    {
        var counted = made.Where(change => IsCounted(limit.Key, change)).ToList();
        if (counted.Count == 0 || Number(limit.Value) is not { } hard) return null;
        var used = Number(quota.Body.Map("status").Map("used")?[limit.Key]) ?? 0;
        if (used + counted.Count <= hard) return null;
        return GuardCodes.QuotaTogether.At(counted[0].Place, string.Create(CultureInfo.InvariantCulture, $"{quota.Key} allows {hard} {limit.Key}, {used} are there, and the plan makes {counted.Count} more; each of them fits only by itself"), "make fewer, or have the quota raised");
    }

    /// <summary>"configmaps" and "count/deployments.apps": the plural of the kind in small letters, with the group where there is one.</summary>
    private static bool IsCounted(string resource, Change change)
    {
        var name = resource.StartsWith("count/", StringComparison.Ordinal) ? resource["count/".Length..] : resource;
        if (name == "services.loadbalancers") return change.Key is { Group: "", Kind: "Service" } && change.Desired?.Body.Map("spec").Text("type")?.Value == "LoadBalancer";
        var plural = change.Key.Kind.ToLowerInvariant();
        plural = plural.EndsWith('y') ? $"{plural[..^1]}ies" : plural.EndsWith('s') ? $"{plural}es" : $"{plural}s";
        return name == (change.Key.Group.Length == 0 ? plural : $"{plural}.{change.Key.Group}");
    }

    private static long? Number(Node? value) => value is ScalarNode scalar && long.TryParse(scalar.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
