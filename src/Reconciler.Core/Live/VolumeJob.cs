using System.Globalization;
using Reconciler.Objects;

namespace Reconciler.Live;

/// <summary>Which volume somebody wants to look into, with what, and as whom.</summary>
public sealed record VolumeOrder(string Environment, string Namespace, string Claim, string Image)
{
    public int? User { get; init; }

    /// <summary>The node of a pod that has the volume, if there is one: others may not be able to mount it.</summary>
    public string? Node { get; init; }
}

/// <summary>
/// The Job of a pod that has a volume at /data and waits for a command. The command is started in it rather than being its own, so that what it
/// writes comes whole and byte for byte, as a backup has to.
/// </summary>
public static class VolumeJob
{
    public const string MountPath = "/data";
    private const string Volume = "data";

    public static MapNode Of(VolumeOrder volume, OneOffOrder order) => OneOffJob.Job(order, $"{volume.Claim}-exec", volume.Namespace, new MapBuilder { [OneOffRun.CommandAnnotation] = OneOffRun.LineOf(order.Command) }.ToMap(), new MapBuilder
    {
        ["metadata"] = new MapBuilder
        {
            ["labels"] = new MapBuilder
            {
                [LiveLabels.Volume] = volume.Claim.Length <= ObjectNames.LongestLabel ? volume.Claim : volume.Claim[..ObjectNames.LongestLabel].TrimEnd('-', '.'),
                [LiveLabels.Component] = LiveLabels.RunComponent,
                [LiveLabels.PartOf] = volume.Environment,
                [LiveLabels.ManagedBy] = Rendering.Ownership.ManagedBy,
            },
        },
        ["spec"] = Spec(volume),
    }.ToMap());

    private static MapNode Spec(VolumeOrder volume)
    {
        var container = new MapBuilder
        {
            ["name"] = LiveLabels.RunComponent,
            ["image"] = volume.Image,
            ["command"] = ListNode.Of((Node)"sleep", OneOffJob.LongestSeconds.ToString(CultureInfo.InvariantCulture)),
            ["workingDir"] = MountPath,
            ["resources"] = OneOffJob.Resourced(MapNode.Empty),
            ["volumeMounts"] = ListNode.Of(new MapBuilder { ["name"] = Volume, ["mountPath"] = MountPath }.ToMap()),
        };
        return new MapBuilder
        {
            ["restartPolicy"] = "Never",
            ["automountServiceAccountToken"] = false,
            ["terminationGracePeriodSeconds"] = 1,
            ["securityContext"] = volume.User is { } user ? new MapBuilder { ["runAsUser"] = user, ["runAsGroup"] = user, ["fsGroup"] = user, ["fsGroupChangePolicy"] = "OnRootMismatch" } : null,
            ["affinity"] = volume.Node is { } node ? OnNode(node) : null,
            ["tolerations"] = volume.Node is null ? null : ListNode.Of(new MapBuilder { ["operator"] = "Exists", ["effect"] = "NoSchedule" }.ToMap()),
            ["containers"] = ListNode.Of(container.ToMap()),
            ["volumes"] = ListNode.Of(new MapBuilder { ["name"] = Volume, ["persistentVolumeClaim"] = new MapBuilder { ["claimName"] = volume.Claim } }.ToMap()),
        }.ToMap();
    }

    private static MapNode OnNode(string node)
    {
        var term = new MapBuilder { ["matchFields"] = ListNode.Of(new MapBuilder { ["key"] = "metadata.name", ["operator"] = "In", ["values"] = ListNode.Of((Node)node) }.ToMap()) }.ToMap();
        return new MapBuilder { ["nodeAffinity"] = new MapBuilder { ["requiredDuringSchedulingIgnoredDuringExecution"] = new MapBuilder { ["nodeSelectorTerms"] = ListNode.Of(term) } } }.ToMap();
    }
}
