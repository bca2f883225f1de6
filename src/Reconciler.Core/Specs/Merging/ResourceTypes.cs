using System.Collections.Immutable;

namespace Reconciler.Specs.Merging;

/// <summary>The types of `labels` and `annotations`: which rendered object they are for.</summary>
public static class ResourceTypes
{
    public const string Pod = "pod";

    public static readonly ImmutableSortedSet<string> All = ImmutableSortedSet.Create(StringComparer.Ordinal,
        "certificate", "issuer", "cronjob", "deployment", "ingress", "job", Pod, "secret", "service", "serviceaccount", "namespace",
        "persistentvolumeclaim", "persistentvolume", "scaledobject", "httpscaledobject", "triggerauthentication",
        "horizontalpodautoscaler", "poddisruptionbudget", "traefik_ingressroute", "traefik_middleware");
}
