using Reconciler.Objects;
using Reconciler.Sandbox.Writes.Kinds;
using Reconciler.Sandbox.Writes.Validation;

namespace Reconciler.Sandbox.Writes.Warnings;

/// <summary>What a server accepts but warns about, in the headers of its answer.</summary>
internal static class ObjectWarnings
{
    private const string ClassAnnotation = "kubernetes.io/ingress.class";

    public static IEnumerable<string> Create(WriteContext context, MapNode body)
    {
        var key = KindFacts.Key(context.Kind);
        if (key is "apps/Deployment" or "apps/ReplicaSet" or "batch/Job" or "batch/CronJob" or "/Pod" && body.Meta("name") is { } name && NameRules.Label(name).ToList() is { Count: > 0 } problems)
        {
            var use = key == "/Pod" ? "the Pod's hostname" : "Pod names and hostnames";
            yield return $"metadata.name: this is used in {use}, which can result in surprising behavior; a DNS label is recommended: [{string.Join(' ', problems)}]";
        }
        foreach (var warning in OfKind(key, body)) yield return warning;
        if (key == "networking.k8s.io/Ingress" && body.Metadata().Map("annotations")?.Has(ClassAnnotation) == true && body.Map("spec")?.Has("ingressClassName") != true)
            yield return $"annotation {GoText.Quote(ClassAnnotation)} is deprecated, please use 'spec.ingressClassName' instead";
        if (key == "/Secret" && body.Text("type")?.Value == "kubernetes.io/tls" && CertificateProblem(body.Map("data")) is { } problem) yield return problem;
        foreach (var warning in Finalizers(body, MapNode.Empty)) yield return warning;
    }

    /// <summary>An update is warned about only where it changed what is wished.</summary>
    public static IEnumerable<string> Update(WriteContext context, MapNode live, MapNode body)
    {
        var key = KindFacts.Key(context.Kind);
        var isChanged = !KindFacts.CountsGeneration(context.Kind) || !Node.DeepEquals(live.Metadata()["generation"], body.Metadata()["generation"]);
        if (context.Request.Subresource.Length > 0 || key == "/Pod") return Finalizers(body, live);
        return [.. isChanged ? OfKind(key, body) : [], .. Finalizers(body, live)];
    }

    private static IEnumerable<string> OfKind(string key, MapNode body) => key switch
    {
        "/Pod" => PodWarnings.Of(body, ""),
        "apps/Deployment" or "apps/ReplicaSet" or "apps/DaemonSet" or "apps/StatefulSet" or "batch/Job" or "/ReplicationController" => PodWarnings.Of(body.Map("spec").Map("template"), "spec.template."),
        "batch/CronJob" => PodWarnings.Of(body.Map("spec").Map("jobTemplate").Map("spec").Map("template"), "spec.jobTemplate.spec.template."),
        "/Service" => Service(body.Map("spec")),
        "/PersistentVolumeClaim" => Claim(body.Map("spec")),
        "/PersistentVolume" when body.Map("spec").Text("persistentVolumeReclaimPolicy")?.Value == "Recycle" =>
            ["spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning."],
        _ => [],
    };

    private static IEnumerable<string> Service(MapNode? spec)
    {
        var type = spec.Text("type")?.Value;
        var hasOutside = spec.List("externalIPs") is { Items.Length: > 0 };
        if (hasOutside && type != "ExternalName" && !(type == "ClusterIP" && spec.Text("clusterIP")?.Value == "None"))
            yield return "spec.externalIPs is deprecated and may no longer be implemented in some clusters";
        if (hasOutside && type == "ExternalName") yield return "spec.externalIPs is ignored when spec.type is \"ExternalName\"";
        if (type != "ExternalName" && spec.Filled("externalName") is not null) yield return "spec.externalName is ignored when spec.type is not \"ExternalName\"";
        if (spec.Text("trafficDistribution")?.Value == "PreferClose") yield return "spec.trafficDistribution: \"PreferClose\" is deprecated; use \"PreferSameZone\"";
    }

    private static IEnumerable<string> Claim(MapNode? spec)
    {
        foreach (var part in (string[])["requests", "limits"])
            if (spec.Map("resources").Map(part).Text("storage")?.Value is { } amount && amount.EndsWith('m'))
                yield return $"spec.resources.{part}[storage]: fractional byte value {GoText.Quote(amount)} is invalid, must be an integer";
    }

    private static IEnumerable<string> Finalizers(MapNode body, MapNode live)
    {
        var before = live.Metadata().Texts("finalizers").Select(item => item.Value).ToHashSet(StringComparer.Ordinal);
        foreach (var finalizer in body.Metadata().Texts("finalizers").Select(item => item.Value))
        {
            if (before.Contains(finalizer) || finalizer.Contains('/', StringComparison.Ordinal) || finalizer is "orphan" or "foregroundDeletion" or "kubernetes") continue;
            yield return $"metadata.finalizers: {GoText.Quote(finalizer)}: prefer a domain-qualified finalizer name including a path (/) to avoid accidental conflicts with other finalizer writers";
        }
    }

    private static string? CertificateProblem(MapNode? data)
    {
        foreach (var (key, what) in new[] { ("tls.crt", "certificate"), ("tls.key", "key") })
        {
            var bytes = new byte[data.Text(key)?.Value.Length ?? 0];
            var isText = Convert.TryFromBase64String(data.Text(key)?.Value ?? "", bytes, out var length);
            if (!isText || !System.Text.Encoding.UTF8.GetString(bytes, 0, length).Contains("-----BEGIN ", StringComparison.Ordinal)) return $"tls: failed to find any PEM data in {what} input";
        }
        return null;
    }
}
