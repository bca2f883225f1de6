using Reconciler.Objects;

namespace Reconciler.Sandbox.Writes.Kinds;

/// <summary>What a write through a pod's own subresources may touch: containers that are added to look into it, and what its containers may take.</summary>
internal static class PodParts
{
    public static bool IsOne(string subresource) => subresource is "ephemeralcontainers" or "resize";

    /// <summary>The live pod with the part that was written.</summary>
    public static MapNode Take(string subresource, MapNode live, MapNode body)
    {
        var spec = live.Map("spec") ?? MapNode.Empty;
        spec = subresource == "resize"
            ? spec.With("containers", Resized(spec, body.Map("spec"), "containers")!).WithPart("initContainers", Resized(spec, body.Map("spec"), "initContainers"))
            : spec.WithPart("ephemeralContainers", body.Map("spec")?["ephemeralContainers"]);
        return live.With("spec", spec).WithMeta("managedFields", body.Metadata()["managedFields"]);
    }

    private static MapNode WithPart(this MapNode spec, string name, Node? part) => part is null ? spec : spec.With(name, part);

    private static ListNode? Resized(MapNode live, MapNode? body, string list) => live.List(list) is not { } items ? null : new ListNode([.. items.Items.Select(item =>
    {
        if (item is not MapNode container) return item;
        var written = body.Maps(list).FirstOrDefault(other => other.Text("name")?.Value == container.Text("name")?.Value);
        return written is null ? container : container.WithPart("resources", written["resources"]).WithPart("resizePolicy", written["resizePolicy"]);
    })]);
}
