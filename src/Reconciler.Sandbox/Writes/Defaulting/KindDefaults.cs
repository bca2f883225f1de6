using System.Collections.Immutable;
using System.Text;
using Reconciler.Objects;

namespace Reconciler.Sandbox.Writes.Defaulting;

/// <summary>Defaults of single kinds that depend on other fields.</summary>
internal static class KindDefaults
{
    private const string GenerationAnnotation = "deprecated.daemonset.template.generation";
    private const string RbacGroup = "rbac.authorization.k8s.io";

    /// <summary>Every namespace is labelled with its name.</summary>
    public static MapNode Namespace(MapNode body) => body.Meta("name") is { } name
        ? body.WithMeta("labels", (body.Metadata().Map("labels") ?? MapNode.Empty).With("kubernetes.io/metadata.name", name))
        : body;

    /// <summary>Plain data becomes base64 and is never stored as it was.</summary>
    public static MapNode Secret(MapNode body)
    {
        if (body.Map("stringData") is not { } plain) return body;
        var data = plain.Entries.Aggregate(body.Map("data") ?? MapNode.Empty, (all, entry) =>
            entry.Value is ScalarNode text ? all.With(entry.Key, Convert.ToBase64String(Encoding.UTF8.GetBytes(text.Value))) : all);
        return body.Without("stringData").With("data", data);
    }

    public static MapNode LimitRangeItem(MapNode item)
    {
        if (item.Text("type")?.Value != "Container") return item;
        var limits = Fill(item.Map("default"), item.Map("max"));
        var requests = Fill(Fill(item.Map("defaultRequest"), limits), item.Map("min"));
        item = limits.Entries.Length == 0 ? item : item.With("default", limits);
        return requests.Entries.Length == 0 ? item : item.With("defaultRequest", requests);
    }

    public static MapNode RollingUpdate(MapNode strategy) =>
        strategy.Text("type")?.Value is null or "" or "RollingUpdate" && !strategy.Has("rollingUpdate") ? strategy.With("rollingUpdate", MapNode.Empty) : strategy;

    /// <summary>Other than a Deployment's, the details are only filled in where the type isn't written or they are there.</summary>
    public static MapNode StatefulSetStrategy(MapNode strategy)
    {
        if (strategy.Text("type")?.Value is null or "")
        {
            strategy = strategy.With("type", "RollingUpdate");
            return strategy.Has("rollingUpdate") ? strategy : strategy.With("rollingUpdate", MapNode.Empty);
        }
        return strategy;
    }

    /// <summary>Claim templates are written with their kind.</summary>
    public static MapNode ClaimTemplates(MapNode spec) => spec.List("volumeClaimTemplates") is not { } templates ? spec : spec.With("volumeClaimTemplates",
        new ListNode([.. templates.Items.Select(item => item is MapNode claim ? claim.With("kind", "PersistentVolumeClaim").With("apiVersion", "v1") : item)]));

    public static MapNode Job(MapNode job)
    {
        if (job.Map("spec") is not { } spec) return job;
        if (!spec.Has("completions") && !spec.Has("parallelism")) spec = spec.With("completions", 1).With("parallelism", 1);
        if (!spec.Has("parallelism")) spec = spec.With("parallelism", 1);
        if (!spec.Has("backoffLimit")) spec = spec.With("backoffLimit", spec.Has("backoffLimitPerIndex") ? int.MaxValue : 6);
        if (!spec.Has("completionMode")) spec = spec.With("completionMode", "NonIndexed");
        if (!spec.Has("suspend")) spec = spec.With("suspend", false);
        if (!spec.Has("podReplacementPolicy")) spec = spec.With("podReplacementPolicy", spec.Has("podFailurePolicy") ? "Failed" : "TerminatingOrFailed");
        if (!spec.Has("manualSelector")) spec = spec.With("manualSelector", false);
        return WithTemplateLabels(job.With("spec", spec));
    }

    /// <summary>A Job without labels of its own has those of its pods.</summary>
    public static MapNode WithTemplateLabels(MapNode job) =>
        job.Metadata().Map("labels") is not { Entries.Length: > 0 } && (job.Map("spec").Map("template") ?? MapNode.Empty).Metadata().Map("labels") is { Entries.Length: > 0 } labels
            ? job.WithMeta("labels", labels)
            : job;

    /// <summary>The number of templates that a DaemonSet has had is kept in an annotation, whoever writes it.</summary>
    public static MapNode TemplateGeneration(MapNode set) => set.Metadata().Map("annotations")?.Has(GenerationAnnotation) == true ? set : WithTemplateGeneration(set, 0);

    public static MapNode WithTemplateGeneration(MapNode set, long number) =>
        set.WithMeta("annotations", (set.Metadata().Map("annotations") ?? MapNode.Empty).With(GenerationAnnotation, number.ToString(System.Globalization.CultureInfo.InvariantCulture)));

    public static long TemplateGenerationOf(MapNode set) =>
        long.TryParse(set.Metadata().Map("annotations").Text(GenerationAnnotation)?.Value, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : 0;

    /// <summary>A claim's source may be written in an old and a new place; each is filled in from the other.</summary>
    public static MapNode ClaimSources(MapNode spec) => (spec.Map("dataSource"), spec.Map("dataSourceRef")) switch
    {
        ({ } old, null) => spec.With("dataSourceRef", old),
        (null, { } @new) when @new.Text("namespace")?.Value is null or "" => spec.With("dataSource", @new.Without("namespace")),
        _ => spec,
    };

    public static MapNode PolicyTypes(MapNode spec)
    {
        if (spec.List("policyTypes") is { Items.Length: > 0 }) return spec;
        ImmutableArray<Node> types = spec.List("egress") is { Items.Length: > 0 } ? ["Ingress", "Egress"] : ["Ingress"];
        return spec.With("policyTypes", new ListNode(types));
    }

    public static MapNode RoleRef(MapNode reference) => reference.Text("apiGroup")?.Value is null or "" ? reference.With("apiGroup", RbacGroup) : reference;

    public static MapNode Subject(MapNode subject) =>
        subject.Text("apiGroup")?.Value is null or "" && subject.Text("kind")?.Value is "User" or "Group" && !subject.Has("apiGroup") ? subject.With("apiGroup", RbacGroup) : subject;

    public static MapNode Names(MapNode names)
    {
        if (names.Text("kind")?.Value is not { Length: > 0 } kind) return names;
        if (!names.Has("singular")) names = names.With("singular", kind.ToLowerInvariant());
        return names.Has("listKind") ? names : names.With("listKind", kind + "List");
    }

    public static MapNode DriverModes(MapNode spec) => spec.List("volumeLifecycleModes") is { Items.Length: > 0 } ? spec : spec.With("volumeLifecycleModes", ListNode.Of("Persistent"));

    private static MapNode Fill(MapNode? map, MapNode? from) =>
        (from?.Entries ?? []).Aggregate(map ?? MapNode.Empty, (all, entry) => all.Has(entry.Key) ? all : all.With(entry.Key, entry.Value));
}
