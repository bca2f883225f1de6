using Reconciler.Objects;
using Reconciler.Sandbox.Api;
using Reconciler.Specs.Values;

namespace Reconciler.Sandbox.Access.Admission;

/// <summary>Gives containers the requests and limits that a LimitRange has for them, and refuses those outside of it.</summary>
internal static class LimitRangeAdmission
{
    public static AdmissionAnswer Admit(AdmissionRequest request)
    {
        if (request.Operation != AdmissionOperation.Create || request.Kind.QualifiedResource != "pods" || request.Subresource.Length > 0 || request.Object is not { } body) return AdmissionAnswer.Allowed;
        var limits = request.Transaction.State.List("limitranges", request.Namespace).SelectMany(stored => stored.Body.Map("spec").Maps("limits")).Where(limit => limit.Text("type")?.Value == "Container").ToList();
        if (limits.Count == 0 || body.Map("spec") is not { } spec) return AdmissionAnswer.Allowed;
        foreach (var list in new[] { "containers", "initContainers" })
            if (spec.Has(list)) spec = spec.With(list, ListNode.Of(spec.Maps(list).Select(container => limits.Aggregate(container, Fill))));
        var problems = spec.Maps("containers").Concat(spec.Maps("initContainers")).SelectMany(container => limits.SelectMany(limit => Problems(container, limit))).ToList();
        if (problems.Count == 1) return new AdmissionAnswer { Refusal = AdmissionRefusal.Of(request, problems[0]) };
        return problems.Count > 1 ? new AdmissionAnswer { Refusal = AdmissionRefusal.Of(request, $"[{string.Join(", ", problems)}]") } : new AdmissionAnswer { Object = body.With("spec", spec) };
    }

    private static MapNode Fill(MapNode container, MapNode limit)
    {
        var resources = container.Map("resources") ?? MapNode.Empty;
        var (limits, requests) = (resources.Map("limits") ?? MapNode.Empty, resources.Map("requests") ?? MapNode.Empty);
        foreach (var entry in limit.Map("default")?.Entries ?? [])
            if (!limits.Has(entry.Key)) limits = limits.With(entry.Key, entry.Value);
        foreach (var entry in limit.Map("defaultRequest")?.Entries ?? [])
            if (!requests.Has(entry.Key)) requests = requests.With(entry.Key, entry.Value);
        if (limits.Entries.Length > 0) resources = resources.With("limits", limits);
        if (requests.Entries.Length > 0) resources = resources.With("requests", requests);
        return resources.Entries.Length == 0 ? container : container.With("resources", resources);
    }

    private static IEnumerable<string> Problems(MapNode container, MapNode limit)
    {
        var resources = container.Map("resources");
        foreach (var bound in limit.Map("max")?.Entries ?? [])
        {
            if (Read(resources.Map("limits"), bound.Key) is not { } has) yield return $"maximum {bound.Key} usage per Container is {bound.Value}.  No limit is specified";
            else if (Read(limit.Map("max"), bound.Key) is { } most && has > most) yield return $"maximum {bound.Key} usage per Container is {bound.Value}, but limit is {has}";
        }
        foreach (var bound in limit.Map("min")?.Entries ?? [])
        {
            if (Read(resources.Map("requests"), bound.Key) is not { } has) yield return $"minimum {bound.Key} usage per Container is {bound.Value}.  No request is specified";
            else if (Read(limit.Map("min"), bound.Key) is { } least && has < least) yield return $"minimum {bound.Key} usage per Container is {bound.Value}, but request is {has}";
        }
    }

    private static Quantity? Read(MapNode? amounts, string key) => amounts.Text(key)?.Value is { } text && Quantity.TryParse(text, out var amount, out _) ? amount : null;
}
