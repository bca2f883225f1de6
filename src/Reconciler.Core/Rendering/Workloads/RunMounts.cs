using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Reconciler.Objects;

namespace Reconciler.Rendering.Workloads;

/// <summary>
/// What `mounts` have for commands that are run by hand, where the process itself mounts something else. It is an annotation of the
/// Deployment, from which such commands take all they need; pods don't have it, so that it rolls none.
/// </summary>
public sealed record RunMounts(ImmutableArray<string> Claims, ImmutableArray<MapNode> Volumes, ImmutableArray<MapNode> VolumeMounts)
{
    public const string Annotation = "reconciler.dev/run-mounts";
    private const string Consumer = "run";

    /// <summary>The annotation's value, or null where a command gets what the process has.</summary>
    internal static string? Of(RenderContext context, PodRole role)
    {
        var (own, run) = (Mounts.Of(context, role), Mounts.Of(context, role with { Consumer = Consumer }));
        if (Node.DeepEquals(new ListNode(own.VolumeMounts), new ListNode(run.VolumeMounts))) return null;
        return CanonicalJson.Write(new MapBuilder
        {
            ["claims"] = ListNode.Of(context.App.Mounts.Select(mount => mount.Storage?.Value).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(name => (Node)name)),
            ["volumes"] = new ListNode(run.Volumes),
            ["volumeMounts"] = new ListNode(run.VolumeMounts),
        }.ToMap());
    }

    /// <summary>Reads them off a Deployment; null where it has none that can be read.</summary>
    public static RunMounts? Read(MapNode deployment)
    {
        if (deployment.Map("metadata").Map("annotations").Text(Annotation) is not { } text) return null;
        try
        {
            var map = NodeJson.Read(Encoding.UTF8.GetBytes(text.Value)) as MapNode;
            return new RunMounts([.. map.Texts("claims").Select(name => name.Value)], [.. map.Maps("volumes")], [.. map.Maps("volumeMounts")]);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A pod's spec with these volumes in place of those that the process mounts by `mounts`; what came by other ways stays.</summary>
    public (MapNode Spec, MapNode Container) PutInto(MapNode spec, MapNode container)
    {
        var gone = spec.Maps("volumes").Where(volume => volume.Map("persistentVolumeClaim").Text("claimName") is { } claim && Claims.Contains(claim.Value)).Select(Name)
            .Concat(Volumes.Select(Name)).ToHashSet(StringComparer.Ordinal);
        return (With(spec, "volumes", spec.Maps("volumes").Where(volume => !gone.Contains(Name(volume))).Concat(Volumes)),
            With(container, "volumeMounts", container.Maps("volumeMounts").Where(mount => !gone.Contains(Name(mount))).Concat(VolumeMounts)));
    }

    private static string Name(MapNode item) => item.Text("name")?.Value ?? "";

    private static MapNode With(MapNode body, string key, IEnumerable<MapNode> items) => items.ToArray() is { Length: > 0 } some ? body.With(key, ListNode.Of(some)) : body.Without(key);
}
