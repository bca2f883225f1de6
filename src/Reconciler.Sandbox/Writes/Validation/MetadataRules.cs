using System.Globalization;
using Reconciler.Objects;
using Reconciler.Sandbox.Api;

namespace Reconciler.Sandbox.Writes.Validation;

/// <summary>Rules for the metadata of every object.</summary>
internal static class MetadataRules
{
    private const string Immutable = "field is immutable";
    private const int MostAnnotationBytes = 262_144;

    private static readonly HashSet<string> AnyPath = new(StringComparer.Ordinal)
    {
        "rbac.authorization.k8s.io/Role", "rbac.authorization.k8s.io/RoleBinding", "rbac.authorization.k8s.io/ClusterRole", "rbac.authorization.k8s.io/ClusterRoleBinding",
    };

    public static IEnumerable<FieldError> Create(ServedKind kind, MapNode body)
    {
        var metadata = body.Metadata();
        if (metadata.Text("generateName")?.Value is { Length: > 0 } prefix)
        {
            // The server puts a letter in the place of a dash at the end, because more characters follow it.
            var masked = prefix.Length > 1 && prefix[^1] == '-' ? prefix[..^2] + "a" : prefix;
            foreach (var problem in NameProblems(kind, masked)) yield return FieldError.Invalid("metadata.generateName", prefix, problem);
        }
        if (metadata.Text("name")?.Value is not { Length: > 0 } name) yield return FieldError.Required("metadata.name", "name or generateName is required");
        else
            foreach (var problem in NameProblems(kind, name)) yield return FieldError.Invalid("metadata.name", name, problem);
        foreach (var error in Common(metadata).Concat(Finalizers(metadata))) yield return error;
        if (!kind.IsCustom)
            foreach (var error in KubeFinalizers(body)) yield return error;
    }

    public static IEnumerable<FieldError> Update(MapNode live, MapNode body)
    {
        var (before, after) = (live.Metadata(), body.Metadata());
        if (before.Has("deletionTimestamp"))
        {
            var added = after.Texts("finalizers").Select(item => item.Value).Except(before.Texts("finalizers").Select(item => item.Value), StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
            if (added.Count > 0)
                yield return FieldError.Forbidden("metadata.finalizers", $"no new finalizers can be added if the object is being deleted, found new finalizers []string{{{string.Join(", ", added.Select(GoText.Quote))}}}");
        }
        foreach (var field in (string[])["name", "namespace", "uid", "deletionTimestamp", "deletionGracePeriodSeconds"])
            if (!Node.DeepEquals(before[field], after[field])) yield return FieldError.Invalid($"metadata.{field}", after[field], Immutable);
        foreach (var error in Common(after)) yield return error;
    }

    private static IEnumerable<FieldError> Common(MapNode metadata)
    {
        foreach (var error in LabelRules.Labels(metadata.Map("labels"), "metadata.labels")) yield return error;
        foreach (var error in Annotations(metadata.Map("annotations"), "metadata.annotations")) yield return error;
        foreach (var error in Owners(metadata.List("ownerReferences"))) yield return error;
    }

    /// <summary>Built-in kinds may only have the server's own finalizers and such with a domain, also when they are updated.</summary>
    public static IEnumerable<FieldError> KubeFinalizers(MapNode body)
    {
        var at = 0;
        foreach (var finalizer in body.Metadata().Texts("finalizers").Select(item => item.Value))
        {
            foreach (var problem in NameRules.StandardFinalizer(finalizer)) yield return FieldError.Invalid(string.Create(CultureInfo.InvariantCulture, $"metadata.finalizers[{at}]"), finalizer, problem);
            at++;
        }
    }

    private static IEnumerable<FieldError> Finalizers(MapNode metadata)
    {
        var finalizers = metadata.Texts("finalizers").Select(item => item.Value).ToList();
        foreach (var finalizer in finalizers)
            foreach (var problem in NameRules.Qualified(finalizer)) yield return FieldError.Invalid("metadata.finalizers", finalizer, problem);
        if (finalizers.Contains("orphan") && finalizers.Contains("foregroundDeletion"))
            yield return FieldError.Invalid("metadata.finalizers", metadata["finalizers"], "finalizer orphan and foregroundDeletion cannot be both set");
    }

    public static IEnumerable<FieldError> Annotations(MapNode? annotations, string path)
    {
        var bytes = 0;
        foreach (var entry in annotations?.Entries ?? [])
        {
            foreach (var problem in NameRules.Qualified(entry.Key.ToLowerInvariant())) yield return FieldError.Invalid(path, entry.Key, problem);
            bytes += System.Text.Encoding.UTF8.GetByteCount(entry.Key) + System.Text.Encoding.UTF8.GetByteCount((entry.Value as ScalarNode)?.Value ?? "");
        }
        if (bytes > MostAnnotationBytes) yield return FieldError.TooLong(path, MostAnnotationBytes);
    }

    private static IEnumerable<FieldError> Owners(ListNode? owners)
    {
        string? controller = null;
        for (var i = 0; i < (owners?.Items.Length ?? 0); i++)
        {
            if (owners!.Items[i] is not MapNode owner) continue;
            if (owner.Text("apiVersion")?.Value is null or "") yield return FieldError.Invalid("metadata.ownerReferences.apiVersion", "", "version must not be empty");
            foreach (var field in (string[])["kind", "name", "uid"])
                if (owner.Text(field)?.Value is null or "") yield return FieldError.Invalid($"metadata.ownerReferences.{field}", "", "must not be empty");
            if (owner.Flag("controller")?.Value != true) continue;
            var named = $"{owner.Text("kind")?.Value}/{owner.Text("name")?.Value}";
            if (controller is null) controller = named;
            else
            {
                yield return FieldError.Invalid("metadata.ownerReferences", owners,
                    $"Only one reference can have Controller set to true. Found \"true\" in references for {controller} and {named}");
            }
        }
    }

    private static IEnumerable<string> NameProblems(ServedKind kind, string name)
    {
        var key = Kinds.KindFacts.Key(kind);
        if (kind.IsCustom) return NameRules.Subdomain(name);
        if (AnyPath.Contains(key)) return NameRules.PathSegment(name);
        return key switch
        {
            "/Namespace" => NameRules.Label(name),
            "/Service" => NameRules.Label(name),
            "batch/CronJob" when name.Length > ObjectNames.LongestCronJob => NameRules.Subdomain(name).Append($"must be no more than {ObjectNames.LongestCronJob} characters"),
            "apps/StatefulSet" => NameRules.Label(name),
            _ => NameRules.Subdomain(name),
        };
    }
}
