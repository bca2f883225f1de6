using Reconciler.Objects;
using Reconciler.Sandbox.Life.Pods;
using Reconciler.Sandbox.Resources;

namespace Reconciler.Sandbox.Life.Storage;

/// <summary>Volumes: which claims they are for, what becomes of them when the claim goes, and how new ones look.</summary>
internal static class VolumeLife
{
    public const string Protection = "kubernetes.io/pv-protection";

    public static void Step(LifeView view, MapNode volume, LifePlan plan)
    {
        var reference = volume.Map("spec").Map("claimRef");
        var claim = reference is null ? null : view.Find(VolumeClaims.Resource, reference.Text("namespace")?.Value ?? "", reference.Text("name")?.Value ?? "");
        var uid = reference.Text("uid")?.Value;
        var isHeld = uid is not null && claim is not null && claim.UidOf() == uid;
        if (volume.IsDying())
        {
            if (!isHeld && volume.Finalizers().Contains(Protection))
                plan.Update(VolumeClaims.Volumes, volume.WithFinalizers(volume.Finalizers().Where(name => name != Protection)));
            return;
        }
        var phase = uid is null ? "Available" : isHeld ? "Bound" : "Released";
        var status = volume.Map("status") ?? MapNode.Empty;
        if (status.Text("phase")?.Value != phase)
            plan.Status(VolumeClaims.Volumes, volume, status.With("phase", phase).With("lastPhaseTransitionTime", Metadata.Time(view.Now)));
        if (phase == "Released" && volume.Map("spec").Text("persistentVolumeReclaimPolicy")?.Value == "Delete") plan.Delete(VolumeClaims.Volumes, volume);
    }

    /// <summary>Whether a volume is nobody's, or waits for just this claim.</summary>
    public static bool IsFreeFor(MapNode volume, MapNode claim)
    {
        if (volume.Map("spec").Map("claimRef") is not { } reference) return true;
        if (reference.Text("uid")?.Value is { } uid) return uid == claim.UidOf();
        return reference.Text("namespace")?.Value == claim.MetaText("namespace") && reference.Text("name")?.Value == claim.NameOf();
    }

    /// <summary>The volume that waits for this claim, or else the smallest free one that has what it asks.</summary>
    public static MapNode? Fitting(LifeView view, MapNode claim)
    {
        var candidates = view.List(VolumeClaims.Volumes).Where(volume => !volume.IsDying() && IsFreeFor(volume, claim) && Suits(volume, claim)).ToList();
        return candidates.Find(volume => volume.Map("spec").Holds("claimRef"))
            ?? candidates.OrderBy(volume => ClaimLife.Size(volume.Map("spec").Map("capacity")) ?? default).FirstOrDefault();
    }

    private static bool Suits(MapNode volume, MapNode claim)
    {
        var (has, asks) = (volume.Map("spec"), claim.Map("spec"));
        if ((VolumeClaims.ClassName(volume) ?? "") != (VolumeClaims.ClassName(claim) ?? "")) return false;
        var modes = has.Texts("accessModes").Select(mode => mode.Value).ToList();
        if (!asks.Texts("accessModes").All(mode => modes.Contains(mode.Value))) return false;
        if ((has.Text("volumeMode")?.Value ?? "Filesystem") != (asks.Text("volumeMode")?.Value ?? "Filesystem")) return false;
        if (asks.Holds("selector") && !LabelMatch.Selects(asks.Map("selector"), volume.Labels())) return false;
        return ClaimLife.Size(asks.Map("resources").Map("requests")) is not { } wanted || ClaimLife.Size(has.Map("capacity")) is { } size && size >= wanted;
    }

    public static MapNode ClaimReference(MapNode claim) => new MapBuilder
    {
        ["kind"] = "PersistentVolumeClaim",
        ["namespace"] = claim.MetaText("namespace"),
        ["name"] = claim.NameOf(),
        ["uid"] = claim.UidOf(),
        ["apiVersion"] = "v1",
        ["resourceVersion"] = claim.MetaText("resourceVersion"),
    }.ToMap();

    /// <summary>A volume made for a claim by its class.</summary>
    public static MapNode Make(MapNode claim, MapNode type)
    {
        var name = $"pvc-{claim.UidOf()}";
        var inNode = new MapBuilder { ["key"] = "kubernetes.io/hostname", ["operator"] = "In", ["values"] = ListNode.Of(NodeObject.Name!) };
        var terms = new MapBuilder { ["nodeSelectorTerms"] = ListNode.Of(new MapBuilder { ["matchExpressions"] = ListNode.Of(inNode!) }!) };
        return new MapBuilder
        {
            ["apiVersion"] = "v1",
            ["kind"] = "PersistentVolume",
            ["metadata"] = new MapBuilder
            {
                ["name"] = name,
                ["annotations"] = new MapBuilder { ["pv.kubernetes.io/provisioned-by"] = type.Text("provisioner") },
            },
            ["spec"] = new MapBuilder
            {
                ["capacity"] = new MapBuilder { ["storage"] = claim.Map("spec").Map("resources").Map("requests").Text("storage")?.Value ?? "1Gi" },
                ["hostPath"] = new MapBuilder { ["path"] = $"/var/lib/sandbox/storage/{name}_{claim.MetaText("namespace")}_{claim.NameOf()}", ["type"] = "DirectoryOrCreate" },
                ["accessModes"] = claim.Map("spec").List("accessModes"),
                ["claimRef"] = ClaimReference(claim),
                ["persistentVolumeReclaimPolicy"] = type.Text("reclaimPolicy")?.Value ?? "Delete",
                ["storageClassName"] = type.NameOf(),
                ["volumeMode"] = claim.Map("spec").Text("volumeMode")?.Value ?? "Filesystem",
                ["nodeAffinity"] = new MapBuilder { ["required"] = terms },
            },
        }.ToMap();
    }
}
