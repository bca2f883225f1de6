using System.Collections.Immutable;
using Reconciler.Objects;
using Reconciler.Sandbox.Api;
using Reconciler.Sandbox.Writes;

namespace Reconciler.Sandbox.Resources;

/// <summary>What a CustomResourceDefinition serves, one resource for each served version.</summary>
public static class CustomResources
{
    public const string Definitions = "customresourcedefinitions.apiextensions.k8s.io";

    private static readonly ImmutableArray<string> Verbs = ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"];
    private static readonly ImmutableArray<string> SubresourceVerbs = ["get", "patch", "update"];

    /// <summary>Its controller takes this away when the objects of the kind are gone.</summary>
    public const string CleanupFinalizer = "customresourcecleanup.apiextensions.k8s.io";

    /// <summary>The resources of a definition that is established; none before that.</summary>
    public static ImmutableArray<ServedResource> Of(MapNode definition) =>
        IsTrue(definition, "Established") ? [.. Versions(definition).Where(version => version.Flag("served")?.Value == true).Select(version => Resource(definition, version))] : [];

    public static IEnumerable<MapNode> Versions(MapNode definition) => definition.Map("spec").Maps("versions");

    public static string StorageVersion(MapNode definition) =>
        Versions(definition).FirstOrDefault(version => version.Flag("storage")?.Value == true).Text("name")?.Value ?? "";

    /// <summary>Whether a condition of the definition's status is True.</summary>
    public static bool IsTrue(MapNode definition, string condition) =>
        definition.Map("status").Maps("conditions").Any(item => item.Text("type")?.Value == condition && item.Text("status")?.Value == "True");

    /// <summary>The definition with a condition set, at its place or at the end.</summary>
    public static MapNode WithCondition(MapNode definition, string type, bool isTrue, string reason, string message, DateTimeOffset now)
    {
        var conditions = definition.Map("status").Maps("conditions").ToList();
        var at = conditions.FindIndex(item => item.Text("type")?.Value == type);
        var (status, old) = (isTrue ? "True" : "False", at < 0 ? null : conditions[at]);
        var condition = new MapBuilder
        {
            ["lastTransitionTime"] = old?.Text("status")?.Value == status ? old["lastTransitionTime"] : Metadata.Time(now),
            ["message"] = message,
            ["reason"] = reason,
            ["status"] = status,
            ["type"] = type,
        }.ToMap();
        if (at < 0) conditions.Add(condition);
        else conditions[at] = condition;
        return definition.With("status", (definition.Map("status") ?? MapNode.Empty).With("conditions", ListNode.Of(conditions)));
    }

    private static ServedResource Resource(MapNode definition, MapNode version)
    {
        var spec = definition.Map("spec");
        var names = definition.Map("status").Map("acceptedNames") ?? spec.Map("names");
        var (group, name) = (spec.Text("group")?.Value ?? "", version.Text("name")?.Value ?? "");
        var subresources = version.Map("subresources");
        var kindName = names.Text("kind")?.Value ?? "";
        var kind = new KubeKind($"{group}/{name}", kindName, names.Text("plural")?.Value ?? "", names.Text("singular")?.Value ?? "", spec.Text("scope")?.Value == "Namespaced")
        {
            ShortNames = [.. names.Texts("shortNames").Select(text => text.Value)],
            Verbs = Verbs,
            Root = null,
            Subresources = [.. Subresources(subresources, $"{group}/{name}", kindName)],
        };
        return new ServedResource(new ServedKind(kind, IsCustom: true) { HasStatus = subresources?["status"] is not null, Schema = version.Map("schema").Map("openAPIV3Schema") })
        {
            Categories = [.. names.Texts("categories").Select(text => text.Value)],
            ListKind = names.Text("listKind")?.Value ?? kindName + "List",
            Scale = subresources.Map("scale") is { } scale ? Scale(scale) : null,
            Deprecation = version.Flag("deprecated")?.Value == true ? version.Text("deprecationWarning")?.Value ?? Deprecated(definition, kind) : null,
            IsTerminating = IsTrue(definition, "Terminating"),
            Columns = [.. version.Maps("additionalPrinterColumns").Select(Column)],
        };
    }

    private static string Deprecated(MapNode definition, KubeKind kind)
    {
        var newer = Versions(definition).Where(version => version.Flag("served")?.Value == true && version.Flag("deprecated")?.Value != true).Select(version => version.Text("name")?.Value ?? "").Order(VersionOrder.PreferredFirst).FirstOrDefault();
        return newer is null ? $"{kind.ApiVersion} {kind.Kind} is deprecated" : $"{kind.ApiVersion} {kind.Kind} is deprecated; use {kind.Group}/{newer} {kind.Kind}";
    }

    private static IEnumerable<KubeSubresource> Subresources(MapNode? subresources, string apiVersion, string kind)
    {
        if (subresources?["scale"] is not null) yield return new KubeSubresource("scale", "autoscaling/v1", "Scale", SubresourceVerbs, KubeTypes.Type("io.k8s.api.autoscaling.v1.Scale"));
        if (subresources?["status"] is not null) yield return new KubeSubresource("status", apiVersion, kind, SubresourceVerbs, null);
    }

    private static ScalePaths Scale(MapNode scale) =>
        new(scale.Text("specReplicasPath")?.Value ?? "", scale.Text("statusReplicasPath")?.Value ?? "", scale.Text("labelSelectorPath")?.Value);

    private static PrinterColumn Column(MapNode column) => new(
        column.Text("name")?.Value ?? "",
        column.Text("type")?.Value ?? "string",
        column.Text("jsonPath")?.Value ?? "",
        column.Int("priority")?.Value ?? 0,
        column.Text("format")?.Value ?? "",
        column.Text("description")?.Value ?? "");
}
