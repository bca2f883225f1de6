using Reconciler.Diagnostics;
using Reconciler.Objects;

namespace Reconciler.Specs.Schemas;

/// <summary>Dokku's mounts, <c>/var/lib/dokku/data/storage/shop:/data</c>: shows the Storage and the mount to write instead.</summary>
internal static class ColonMount
{
    public static Diagnostic? Explain(PlacedNode at)
    {
        if (at.Node is not ScalarNode { Kind: ScalarKind.String } text || !IsMount(at)) return null;
        if (text.Value.Split(':') is not [{ Length: > 0 } host, ['/', ..] inside, .. var options]) return null;
        var name = NameHints.Legal(host.TrimEnd('/').Split('/')[^1], 45);
        var source = host[0] == '/' ? $"hostPath: {FlowText.Text(host)}" : "accessMode: ReadWriteOnce";
        var readOnly = options.Any(option => option.Split(',').Contains("ro")) ? ", readOnly: true" : "";
        var storage = $"{{apiVersion: {SpecSchemas.ApiVersion}, kind: Storage, metadata: {{name: {name}}}, spec: {{size: 1Gi, {source}}}}}";
        return SchemaCodes.ColonMount.At(at.Node.Origin, $"{at.Path} is a mount in Dokku's colon form", $"write the mount {{storage: {name}, path: {FlowText.Text(inside)}{readOnly}}} and, as a document of its own, {storage}", at.Path)
            with
        { Expected = "a map with storage and path", Found = text.Value };
    }

    private static bool IsMount(PlacedNode at) => at.Path == "spec.mounts" || at.Parent?.Path == "spec.mounts";
}
