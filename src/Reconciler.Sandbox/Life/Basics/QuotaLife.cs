using System.Numerics;
using Reconciler.Objects;
using Reconciler.Sandbox.Access.Admission;
using Reconciler.Sandbox.Resources;

namespace Reconciler.Sandbox.Life.Basics;

/// <summary>Counts what a ResourceQuota limits, so that what was deleted is given back.</summary>
internal static class QuotaLife
{
    public static void Step(LifeView view, MapNode quota, LifePlan plan)
    {
        if (quota.IsDying() || quota.Map("spec").Map("hard") is not { } hard) return;
        var home = quota.MetaText("namespace") ?? "";
        plan.Status("resourcequotas", quota, new MapBuilder { ["hard"] = hard, ["used"] = Used(quota, hard, resource => view.List(resource, home)) }.ToMap());
    }

    /// <summary>The use of everything that a quota limits, over the objects of its namespace.</summary>
    public static MapNode Used(MapNode quota, MapNode hard, Func<string, IEnumerable<MapNode>> list)
    {
        var used = new MapBuilder();
        foreach (var key in hard.Keys)
        {
            if (QuotaUsage.ResourceOf(key) is not { } resource) continue;
            var total = list(resource).Where(body => QuotaUsage.IsInScope(quota, body, resource)).Aggregate(BigInteger.Zero, (sum, body) => sum + QuotaUsage.Of(body, resource, key));
            used.Add(key, QuotaUsage.Write(key, total));
        }
        return used.ToMap();
    }
}
