using System.Collections.Immutable;
using Reconciler.Objects;
using Reconciler.Sandbox.Api;

namespace Reconciler.Sandbox.Resources;

/// <summary>What a CustomResourceDefinition serves, one resource for each served version.</summary>
public static class CustomResources
{
    public const string Definitions = "customresourcedefinitions.apiextensions.k8s.io";

    private static readonly ImmutableArray<string> Verbs = ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"];
    private static readonly ImmutableArray<string> SubresourceVerbs = ["get", "patch", "update"];

    /// <summary>The resources of a definition that is established; none before that, and none while it goes away.</summary>
    public static ImmutableArray<ServedResource> Of(MapNode definition) =>
        IsTrue(definition, "Established") ? [.. Versions(definition).Where(version => version.Flag("served")?.Value == true).Select(version => Resource(definition, version))] : [];

    public static IEnumerable<MapNode> Versions(MapNode definition) => definition.Map("spec").Maps("versions");

    public static string StorageVersion(MapNode definition) =>
        Versions(definition).FirstOrDefault(version => version.Flag("storage")?.Value == true).Text("name")?.Value ?? "";

    /// <summary>Whether a condition of the definition's status is True.</summary>
    public static bool IsTrue(MapNode definition, string condition) =>
        definition.Map("status").Maps("conditions").Any(item => item.Text("type")?.Value == condition && item.Text("status")?.Value == "True");

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
            Columns = [.. version.Maps("additionalPrinterColumns").Select(Column)],
        };
    }

    private static IEnumerable<KubeSubresource> Subresources(MapNode? subresources, string apiVersion, string kind)
    {
        if (subresources?["scale"] is not null) yield return new KubeSubresource("scale", "autoscaling/v1", "Scale", SubresourceVerbs, KubeTypes.Type("io.k8s.api.autoscaling.v1.Scale"));
        if (subresources?["status"] is not null) yield return new KubeSubresource("status", apiVersion, kind, SubresourceVerbs, null);
    }

    private static ScalePaths Scale(MapNode scale) => new(Keys(scale, "specReplicasPath"), Keys(scale, "statusReplicasPath"), Keys(scale, "labelSelectorPath"));

    private static ImmutableArray<string> Keys(MapNode scale, string path) => [.. (scale.Text(path)?.Value ?? "").Split('.', StringSplitOptions.RemoveEmptyEntries)];

    private static PrinterColumn Column(MapNode column) => new(
        column.Text("name")?.Value ?? "",
        column.Text("type")?.Value ?? "string",
        column.Text("jsonPath")?.Value ?? "",
        column.Int("priority")?.Value ?? 0,
        column.Text("format")?.Value ?? "",
        column.Text("description")?.Value ?? "");
}
