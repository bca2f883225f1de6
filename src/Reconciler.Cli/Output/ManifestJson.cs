using Reconciler.Objects;
using Reconciler.Rendering;

namespace Reconciler.Cli.Output;

/// <summary>Rendered objects as one JSON document, each with the spec that it comes from; its shape is schemas/output/manifest-list.schema.json.</summary>
internal static class ManifestJson
{
    public static string Write(IEnumerable<Manifest> manifests, string prefix) => CanonicalJson.WriteOrdered(new MapBuilder
    {
        ["apiVersion"] = ValidationJson.ApiVersion,
        ["kind"] = "ManifestList",
        ["items"] = ListNode.Of(manifests.Select(manifest => (Node)new MapBuilder
        {
            ["from"] = manifest.Lane.Title,
            ["file"] = manifest.Place.File is { } file ? prefix + file : null,
            ["line"] = manifest.Place.Line > 0 ? ScalarNode.Of(manifest.Place.Line) : null,
            ["object"] = manifest.Body,
        }.ToMap())),
    }.ToMap(), indented: true);
}
