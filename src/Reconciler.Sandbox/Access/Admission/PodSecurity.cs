using System.Collections.Immutable;
using Reconciler.Objects;
using Reconciler.Sandbox.Api;
using Reconciler.Sandbox.Life;
using Reconciler.Sandbox.Storage;

namespace Reconciler.Sandbox.Access.Admission;

/// <summary>The Pod Security Standards by the labels of a namespace: pods that violate them are refused, what makes pods is only warned about.</summary>
internal static class PodSecurity
{
    private const string Label = "pod-security.kubernetes.io/";
    private static readonly ImmutableHashSet<string> Makers =
        ["deployments.apps", "replicasets.apps", "statefulsets.apps", "daemonsets.apps", "jobs.batch", "cronjobs.batch", "replicationcontrollers", "podtemplates"];

    public static AdmissionAnswer Admit(AdmissionRequest request)
    {
        var resource = request.Kind.QualifiedResource;
        if (request.Operation == AdmissionOperation.Delete || request.Subresource.Length > 0 || request.Object is not { } body) return AdmissionAnswer.Allowed;
        if (resource != "pods" && !Makers.Contains(resource)) return AdmissionAnswer.Allowed;
        if (request.Transaction.Find(new ObjectPlace("namespaces", "", request.Namespace)) is not { } home || PodSpec(body, resource) is not { } spec) return AdmissionAnswer.Allowed;
        if (request.OldObject is { } old && Node.DeepEquals(PodSpec(old, resource), spec)) return AdmissionAnswer.Allowed;
        var labels = home.Body.Labels();
        var enforced = labels.Text(Label + "enforce")?.Value ?? "privileged";
        if (resource == "pods" && request.Operation == AdmissionOperation.Create && Violations(enforced, spec) is { Count: > 0 } broken)
            return new AdmissionAnswer { Refusal = AdmissionRefusal.Of(request, $"violates PodSecurity \"{Named(labels, "enforce", enforced)}\": {string.Join(", ", broken)}") };
        // without a level of its own to warn at, what is enforced is warned about
        var mode = labels.Holds(Label + "warn") ? "warn" : "enforce";
        var warned = labels.Text(Label + mode)?.Value ?? "privileged";
        return Violations(warned, spec) is { Count: > 0 } found
            ? new AdmissionAnswer { Warnings = [$"would violate PodSecurity \"{Named(labels, mode, warned)}\": {string.Join(", ", found)}"] }
            : AdmissionAnswer.Allowed;
    }

    private static string Named(MapNode? labels, string mode, string level) => $"{level}:{labels.Text($"{Label}{mode}-version")?.Value ?? "latest"}";

    private static MapNode? PodSpec(MapNode body, string resource) => resource switch
    {
        "pods" => body.Map("spec"),
        "cronjobs.batch" => body.Map("spec").Map("jobTemplate").Map("spec").Map("template").Map("spec"),
        "podtemplates" => body.Map("template").Map("spec"),
        _ => body.Map("spec").Map("template").Map("spec"),
    };

    private static List<string> Violations(string level, MapNode spec) => level switch
    {
        "baseline" => [.. SecurityRules.Baseline(spec)],
        "restricted" => [.. SecurityRules.Baseline(spec), .. SecurityRules.Restricted(spec)],
        _ => [],
    };
}
