using System.Numerics;
using Reconciler.Objects;
using Reconciler.Sandbox.Api;
using Reconciler.Sandbox.Life.Basics;
using Reconciler.Sandbox.Resources;

namespace Reconciler.Sandbox.Access.Admission;

/// <summary>Refuses what a ResourceQuota has no room for, and counts what it lets in. A dry run counts for itself only.</summary>
internal static class QuotaAdmission
{
    private const string Quotas = "resourcequotas";

    public static AdmissionAnswer Admit(AdmissionRequest request)
    {
        if (request.Operation == AdmissionOperation.Delete || request.Subresource.Length > 0 || request.Object is not { } body || request.Namespace.Length == 0) return AdmissionAnswer.Allowed;
        var resource = request.Kind.QualifiedResource;
        foreach (var stored in request.Transaction.State.List(Quotas, request.Namespace).ToList())
        {
            var quota = stored.Body;
            if (quota.Map("spec").Map("hard") is not { } hard || !QuotaUsage.IsInScope(quota, body, resource)) continue;
            var keys = hard.Keys.Where(key => QuotaUsage.ResourceOf(key) == resource).ToList();
            if (keys.Count == 0) continue;
            if (request.Operation == AdmissionOperation.Create && resource == "pods" && Unsaid(body, keys) is { } unsaid)
                return new AdmissionAnswer { Refusal = AdmissionRefusal.Of(request, $"failed quota: {quota.NameOf()}: must specify {unsaid}") };
            var used = quota.Map("status").Map("used") ?? QuotaLife.Used(quota, hard, name => request.Transaction.State.List(name, request.Namespace).Select(each => each.Body));
            var added = keys.ToDictionary(key => key, key => QuotaUsage.Of(body, resource, key) - (request.OldObject is { } old ? QuotaUsage.Of(old, resource, key) : 0), StringComparer.Ordinal);
            var over = keys.Where(key => added[key] > 0 && QuotaUsage.Read(used, key) + added[key] > QuotaUsage.Read(hard, key)).Order(StringComparer.Ordinal).ToList();
            if (over.Count > 0) return new AdmissionAnswer { Refusal = AdmissionRefusal.Of(request, Exceeded(quota, over, added, used, hard)) };
            if (added.Values.Any(amount => amount > 0)) Count(request, stored.Place, quota, hard, used, added);
        }
        return AdmissionAnswer.Allowed;
    }

    private static string? Unsaid(MapNode pod, IEnumerable<string> keys)
    {
        var missing = QuotaUsage.Missing(pod, keys).GroupBy(each => each.Key, each => each.Container, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => $"{group.Key} for: {string.Join(',', group)}").ToList();
        return missing.Count == 0 ? null : string.Join("; ", missing);
    }

    private static string Exceeded(MapNode quota, List<string> over, Dictionary<string, BigInteger> added, MapNode used, MapNode hard)
    {
        string Join(Func<string, string> amount) => string.Join(',', over.Select(key => $"{key}={amount(key)}"));
        return $"exceeded quota: {quota.NameOf()}, requested: {Join(key => QuotaUsage.Write(key, added[key]))}, used: {Join(key => QuotaUsage.Write(key, QuotaUsage.Read(used, key)))}, limited: {Join(key => hard.Text(key)?.Value ?? "")}";
    }

    private static void Count(AdmissionRequest request, Storage.ObjectPlace place, MapNode quota, MapNode hard, MapNode used, Dictionary<string, BigInteger> added)
    {
        foreach (var (key, amount) in added) used = used.With(key, QuotaUsage.Write(key, QuotaUsage.Read(used, key) + amount));
        request.Transaction.Put(place, quota.With("status", new MapBuilder { ["hard"] = quota.Map("status").Map("hard") ?? hard, ["used"] = used }!));
    }
}
