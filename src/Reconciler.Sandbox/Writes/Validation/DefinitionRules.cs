using System.Globalization;
using Reconciler.Objects;

namespace Reconciler.Sandbox.Writes.Validation;

/// <summary>Rules for CustomResourceDefinitions: names, scope, versions, what each version serves, and how they are converted.</summary>
internal static class DefinitionRules
{
    private const string Immutable = "field is immutable";
    private static readonly string[] AtRoot =
    [
        "description", "type", "format", "title", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum", "maxLength", "minLength", "pattern", "maxItems", "minItems", "uniqueItems", "multipleOf",
        "required", "items", "properties", "externalDocs", "example", "x-kubernetes-preserve-unknown-fields", "x-kubernetes-validations",
    ];

    private static readonly string[] ColumnTypes = ["boolean", "date", "integer", "number", "string"];
    private static readonly string[] ColumnFormats = ["binary", "bool", "byte", "date", "date-time", "double", "float", "int32", "int64", "password"];

    public static IEnumerable<FieldError> Definition(MapNode body) => Definition(body, body.Map("status").Maps("conditions").FirstOrDefault() is null);

    private static IEnumerable<FieldError> Definition(MapNode body, bool isNew)
    {
        var spec = body.Map("spec") ?? MapNode.Empty;
        var (group, names) = (spec.Text("group")?.Value ?? "", spec.Map("names"));
        if (isNew && body.Meta("name") is { } name && name != $"{names.Text("plural")?.Value}.{group}")
            yield return FieldError.Invalid("metadata.name", name, "must be spec.names.plural+\".\"+spec.group");
        foreach (var error in Group(group)) yield return error;
        if (spec.Filled("scope") is not { } scope) yield return FieldError.Required("spec.scope");
        else if (scope is not ("Cluster" or "Namespaced")) yield return FieldError.NotSupported("spec.scope", scope, ["Cluster", "Namespaced"]);
        foreach (var error in Versions(spec)) yield return error;
        foreach (var key in (string[])["plural", "singular", "kind", "listKind"])
            if (names.Filled(key) is null) yield return FieldError.Required($"spec.names.{key}");
        foreach (var error in Names(names).Concat(Conversion(spec.Map("conversion")))) yield return error;
        if (!spec.Maps("versions").Any(version => version.Flag("storage")?.Value == true))
            yield return FieldError.Invalid("status.storedVersions", (Node?)null, "must have at least one stored version");
        if (spec.Flag("preserveUnknownFields")?.Value == true)
            yield return FieldError.Invalid("spec.preserveUnknownFields", (Node)true, "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead");
        foreach (var error in Approval(body, group)) yield return error;
    }

    public static IEnumerable<FieldError> Change(MapNode live, MapNode body)
    {
        var isEstablished = live.Map("status").Maps("conditions").Any(condition => condition.Text("type")?.Value == "Established" && condition.Text("status")?.Value == "True");
        if (isEstablished)
            foreach (var error in FieldPaths.Unchanged(live, body, Immutable, "spec", "scope").Concat(FieldPaths.Unchanged(live, body, Immutable, "spec", "names", "kind"))) yield return error;
        foreach (var error in FieldPaths.Unchanged(live, body, Immutable, "spec", "group").Concat(FieldPaths.Unchanged(live, body, Immutable, "spec", "names", "plural"))) yield return error;
        var kept = body.Map("spec").Maps("versions").Select(version => version.Text("name")?.Value).ToHashSet(StringComparer.Ordinal);
        var at = 0;
        foreach (var stored in live.Map("status").Texts("storedVersions").Select(item => item.Value))
        {
            if (!kept.Contains(stored))
            {
                yield return FieldError.Invalid(string.Create(CultureInfo.InvariantCulture, $"status.storedVersions[{at}]"), stored,
                    $"missing from spec.versions; {stored} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in {stored} and removes {stored} from status.storedVersions");
            }
            at++;
        }
    }

    private static IEnumerable<FieldError> Group(string group)
    {
        if (group.Length == 0) yield return FieldError.Required("spec.group");
        else if (NameRules.Subdomain(group).ToList() is { Count: > 0 } problems) yield return FieldError.Invalid("spec.group", group, string.Join(',', problems));
        else if (!group.Contains('.', StringComparison.Ordinal)) yield return FieldError.Invalid("spec.group", group, "should be a domain with at least one dot");
    }

    /// <summary>Groups of the Kubernetes community are only for approved kinds.</summary>
    private static IEnumerable<FieldError> Approval(MapNode body, string group)
    {
        const string Annotation = "api-approved.kubernetes.io";
        if (!group.EndsWith(".k8s.io", StringComparison.Ordinal) && !group.EndsWith(".kubernetes.io", StringComparison.Ordinal)) yield break;
        var value = body.Metadata().Map("annotations").Text(Annotation)?.Value ?? "";
        var field = $"metadata.annotations[{Annotation}]";
        if (value.Length == 0) yield return FieldError.Required(field, "protected groups must have approval annotation \"api-approved.kubernetes.io\", see https://github.com/kubernetes/enhancements/pull/1111");
        else if (!value.StartsWith("unapproved", StringComparison.Ordinal) && !(Uri.TryCreate(value, UriKind.Absolute, out var url) && url.Host.Length > 0))
            yield return FieldError.Invalid(field, value, $"protected groups must have approval annotation \"{Annotation}\" with either a URL or a reason starting with \"unapproved\", see https://github.com/kubernetes/enhancements/pull/1111");
    }

    private static IEnumerable<FieldError> Versions(MapNode spec)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (version, place) in spec.Items("versions", "spec"))
            if (version.Map("schema").Map("openAPIV3Schema") is null) yield return FieldError.Required($"{place}.schema.openAPIV3Schema");
        foreach (var (version, place) in spec.Items("versions", "spec"))
        {
            var name = version.Text("name")?.Value ?? "";
            names.Add(name);
            if (NameRules.ServiceLabel(name).ToList() is { Count: > 0 } problems) yield return FieldError.Invalid($"{place}.name", name, string.Join(',', problems));
            if (version.Text("deprecationWarning") is { } warning && version.Flag("deprecated")?.Value != true)
                yield return FieldError.Invalid($"{place}.deprecationWarning", warning.Value, "can only be set for deprecated versions");
            foreach (var error in Schema(spec, version, place).Concat(Subresources(spec, version, place)).Concat(Columns(spec, version, place))) yield return error;
        }
        var all = spec.Maps("versions").ToList();
        if (names.Count < all.Count) yield return FieldError.Invalid("spec.versions", spec["versions"], "must contain unique version names");
        var stored = all.Where(version => version.Flag("storage")?.Value == true).ToList();
        if (stored.Count != 1) yield return FieldError.Invalid("spec.versions", spec["versions"], "must have exactly one version marked as storage version");
        if (all.FirstOrDefault()?.Text("name")?.Value is { } first && NameRules.ServiceLabel(first).ToList() is { Count: > 0 } wrong) yield return FieldError.Invalid("spec.version", first, string.Join(',', wrong));
    }

    /// <summary>What all versions have in common the server keeps beside them, and names there.</summary>
    private static string Place(MapNode spec, string part, string common, string own) =>
        spec.Maps("versions").Select(version => version[part]).ToList() is var parts && parts.TrueForAll(each => Node.DeepEquals(each, parts[0])) ? common : own;

    private static bool IsFirst(MapNode spec, MapNode version) => ReferenceEquals(spec.Maps("versions").First(), version);

    private static IEnumerable<FieldError> Schema(MapNode spec, MapNode version, string place)
    {
        const string Common = "spec.validation.openAPIV3Schema";
        var at = Place(spec, "schema", Common, $"{place}.schema.openAPIV3Schema");
        if (at == Common && !IsFirst(spec, version)) return [];
        var schema = version.Map("schema").Map("openAPIV3Schema");
        return StatusRoot(schema, version, at).Concat(DefinitionSchemaRules.Check(schema, at));
    }

    /// <summary>With a status of its own only what is said of single fields may stand at the root.</summary>
    private static IEnumerable<FieldError> StatusRoot(MapNode? schema, MapNode version, string at)
    {
        if (schema is null || version.Map("subresources")?["status"] is null || schema.Entries.All(entry => AtRoot.Contains(entry.Key))) yield break;
        yield return FieldError.Invalid(at, schema, $"only [{string.Join(' ', AtRoot.Select(GoName))}] fields are allowed at the root of the schema if the status subresource is enabled");
    }

    private static string GoName(string key) => key.StartsWith("x-kubernetes-", StringComparison.Ordinal)
        ? "X" + string.Concat(key["x-kubernetes-".Length..].Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]))
        : char.ToUpperInvariant(key[0]) + key[1..];

    private static IEnumerable<FieldError> Subresources(MapNode spec, MapNode version, string place)
    {
        const string Common = "spec.subresources.scale";
        var at = Place(spec, "subresources", Common, $"{place}.subresources.scale");
        return at == Common && !IsFirst(spec, version) ? [] : Scale(version.Map("subresources").Map("scale"), at);
    }

    private static IEnumerable<FieldError> Columns(MapNode spec, MapNode version, string place)
    {
        const string Common = "spec";
        var at = Place(spec, "additionalPrinterColumns", Common, place);
        return at == Common && !IsFirst(spec, version) ? [] : version.Items("additionalPrinterColumns", at).SelectMany(column => Column(column.Item, column.Path));
    }

    private static IEnumerable<FieldError> Scale(MapNode? scale, string path)
    {
        if (scale is null) yield break;
        foreach (var (key, start, where) in new[] { ("specReplicasPath", ".spec.", ".spec"), ("statusReplicasPath", ".status.", ".status") })
        {
            var value = scale.Text(key)?.Value ?? "";
            if (value.Length == 0) yield return FieldError.Required($"{path}.{key}");
            else if (value[0] != '.') yield return FieldError.Invalid($"{path}.{key}", value, "must be a simple json path starting with .");
            else if (!value.StartsWith(start, StringComparison.Ordinal)) yield return FieldError.Invalid($"{path}.{key}", value, $"should be a json path under {where}");
        }
        if (scale.Filled("labelSelectorPath") is not { } selector) yield break;
        if (selector[0] != '.') yield return FieldError.Invalid($"{path}.labelSelectorPath", selector, "must be a simple json path starting with .");
        else if (!selector.StartsWith(".spec.", StringComparison.Ordinal) && !selector.StartsWith(".status.", StringComparison.Ordinal))
            yield return FieldError.Invalid($"{path}.labelSelectorPath", selector, "should be a json path under either .spec or .status");
    }

    private static IEnumerable<FieldError> Column(MapNode column, string path)
    {
        if (column.Filled("name") is null) yield return FieldError.Required($"{path}.name");
        if (column.Filled("type") is not { } type) yield return FieldError.Required($"{path}.type", $"must be one of {string.Join(',', ColumnTypes)}");
        else if (!ColumnTypes.Contains(type)) yield return FieldError.Invalid($"{path}.type", type, $"must be one of {string.Join(',', ColumnTypes)}");
        if (column.Filled("format") is { } format && !ColumnFormats.Contains(format)) yield return FieldError.Invalid($"{path}.format", format, $"must be one of {string.Join(',', ColumnFormats)}");
        if (column.Filled("jsonPath") is not { } at) yield return FieldError.Required($"{path}.JSONPath");
        else if (at[0] != '.') yield return FieldError.Invalid($"{path}.JSONPath", at, "must be a simple json path starting with .");
    }

    private static IEnumerable<FieldError> Names(MapNode? names)
    {
        foreach (var key in (string[])["plural", "singular", "kind", "listKind"])
        {
            if (names.Filled(key) is not { } name) continue;
            var isMixed = key is "kind" or "listKind";
            if (NameRules.ServiceLabel(isMixed ? name.ToLowerInvariant() : name).ToList() is { Count: > 0 } problems)
                yield return FieldError.Invalid($"spec.names.{key}", name, $"{(isMixed ? "may have mixed case, but should otherwise match: " : "")}{string.Join(',', problems)}");
        }
        if (names.Filled("kind") is { } kind && kind == names.Filled("listKind")) yield return FieldError.Invalid("spec.names.listKind", kind, "kind and listKind may not be the same");
        foreach (var key in (string[])["shortNames", "categories"])
        {
            var at = 0;
            foreach (var name in names.Texts(key).Select(item => item.Value))
            {
                if (NameRules.ServiceLabel(name).ToList() is { Count: > 0 } problems) yield return FieldError.Invalid(string.Create(CultureInfo.InvariantCulture, $"spec.names.{key}[{at}]"), name, string.Join(',', problems));
                at++;
            }
        }
    }

    private static IEnumerable<FieldError> Conversion(MapNode? conversion)
    {
        if (conversion is null) yield break;
        var strategy = conversion.Text("strategy")?.Value ?? "";
        if (strategy.Length == 0) yield return FieldError.Required("spec.conversion.strategy");
        else if (strategy is not ("None" or "Webhook")) yield return FieldError.NotSupported("spec.conversion.strategy", strategy, ["None", "Webhook"]);
        var hook = conversion.Map("webhook");
        if (strategy != "Webhook")
        {
            if (hook.Map("clientConfig") is not null) yield return FieldError.Forbidden("spec.conversion.webhookClientConfig", "should not be set when strategy is not set to Webhook");
            if (hook.List("conversionReviewVersions") is { Items.Length: > 0 }) yield return FieldError.Forbidden("spec.conversion.conversionReviewVersions", "should not be set when strategy is not set to Webhook");
            yield break;
        }
        if (hook.Map("clientConfig") is not { } client) yield return FieldError.Required("spec.conversion.webhookClientConfig", "required when strategy is set to Webhook");
        else if (client.Has("url") == client.Has("service")) yield return FieldError.Required("spec.conversion.webhookClientConfig", "exactly one of url or service is required");
        if (hook.List("conversionReviewVersions") is not { Items.Length: > 0 }) yield return FieldError.Required("spec.conversion.conversionReviewVersions");
    }
}
